import type { BedsideChat } from '../chat.ts';
import { Shell } from '../shell.ts';
import { frameStyles } from '../styles/frame.ts';

/** What a frame may use of the device: copying a text, and the passkey that opens a vault. Never camera, microphone, place. */
const allowed = 'clipboard-write; publickey-credentials-get; publickey-credentials-create';
/**
 * Its own scripts, its own storage, links that open elsewhere, and forms, without which Send does nothing (the document's own
 * policy lets none leave). It cannot navigate the page, nor open a dialog of the browser's.
 */
const sandbox = 'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox';

/** The nodes around a framed conversation: the shell until it is there, the frame, the launcher's button. */
export class FrameBox {
  readonly iframe: HTMLIFrameElement;
  readonly #root: ShadowRoot;
  readonly #chat: BedsideChat;
  readonly #count = document.createElement('b');
  #shell: Shell | null;
  #here = false;

  constructor(root: ShadowRoot, chat: BedsideChat, hear: { loaded: () => void; press: () => void }) {
    this.#root = root;
    this.#chat = chat;
    this.#shell = new Shell(root, chat, hear.press);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(frameStyles);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    this.iframe = document.createElement('iframe');
    this.iframe.allow = allowed;
    this.iframe.setAttribute('sandbox', sandbox);
    this.iframe.referrerPolicy = 'no-referrer';
    this.iframe.title = this.#shell.words.launcher;
    this.iframe.hidden = true;
    this.iframe.addEventListener('load', hear.loaded);
    this.#count.setAttribute('part', 'count');
    this.#count.hidden = true;
  }

  /** Has the frame show this document. */
  load(url: string): void {
    if (this.iframe.src === url && this.iframe.isConnected) return;
    this.iframe.src = url;
    if (!this.iframe.isConnected) this.#root.append(this.iframe);
  }
  reload(): void {
    this.iframe.remove();
    this.#root.append(this.iframe);
  }

  /** The document does not come. */
  late(): void {
    this.#shell?.late();
  }

  /** The document is there and takes the shell's place; a launcher's button stays, and is the one that opens it. */
  arrived(): void {
    if (this.#here) return;
    this.#here = true;
    if (this.#chat.layout === 'launcher') this.#shell!.box.append(this.#count);
    else {
      this.#shell?.remove();
      this.#shell = null;
      this.iframe.hidden = false;
    }
  }

  count(unread: number): void {
    this.#count.hidden = unread === 0;
    this.#count.textContent = unread > 99 ? '99+' : `${unread}`;
  }

  /** What the launcher opens is open. */
  expand(expanded: boolean): void {
    if (this.#chat.layout !== 'launcher') return;
    this.iframe.hidden = !expanded;
    if (this.#shell) this.#shell.box.ariaExpanded = `${expanded}`;
  }

  focusButton(options?: FocusOptions): void {
    if (this.#shell) this.#shell.box.focus(options);
  }

  remove(): void {
    this.#shell?.remove();
    this.iframe.remove();
  }
}
