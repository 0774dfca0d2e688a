/**
 * What is typed, pasted, dragged or selected inside must not reach the page: its listeners, and the recorders among
 * them, would hear every key. These stop at the shadow root, after everybody inside had them. A listener that
 * captures at the document hears them before anybody: no shadow root hides from that (THREAT-MODEL.md); a frame does.
 */
const quiet = [
  'keydown',
  'keypress',
  'keyup',
  'beforeinput',
  'input',
  'textInput',
  'change',
  'compositionstart',
  'compositionupdate',
  'compositionend',
  'beforecut',
  'beforecopy',
  'beforepaste',
  'cut',
  'copy',
  'paste',
  'selectstart',
  'selectionchange',
  'select',
  'dragstart',
  'drag',
  'dragenter',
  'dragover',
  'dragleave',
  'dragend',
  'drop',
] as const;

/** Stops them at `root`, but for those of the page's own nodes in slots; of a chat in an inbox, at the inbox's own. */
export function keepQuiet(root: ShadowRoot): void {
  for (const type of quiet)
    root.addEventListener(type, (event) => {
      if ((root.host.getRootNode() as ShadowRoot).host?.localName === 'bedside-inbox') return;
      if (event.target instanceof Node && event.target.getRootNode() === root) event.stopPropagation();
    });
}
