import { BedsideChat } from '../chat.ts';
import { define } from '../define.ts';
import { fetchSheet } from '../fetch-sheet.ts';
import { FrameView } from '../frame/frame-view.ts';
import { fetchRare, fetchSoon } from '../rare.ts';
import { defineView, layouts } from '../view.ts';
import type { FakeTalk } from './fake-talk.ts';

await import('../above-composer.ts');
await fetchSheet();
await fetchRare('bedside-writing-note');
await fetchRare('bedside-storage-note');
await fetchSoon();
await layouts.get();
BedsideChat.makeView = defineView();
BedsideChat.laysOut = true;
BedsideChat.makeFrame = (chat, root, internals) => new FrameView(chat, root, internals);
define();

/** A chat in the page of a test, with the Talk that it holds. */
export interface Stand {
  readonly chat: BedsideChat;
  readonly talk: FakeTalk;
}

const stands = new Set<Element>();

/** Puts a chat with this Talk into the page, in a box of this size, and waits until it has rendered. */
export async function stand(
  talk: FakeTalk,
  attributes: Readonly<Record<string, string>> = {},
  size = { width: 400, height: 600 },
): Promise<Stand> {
  const box = document.createElement('div');
  box.style.cssText = `inline-size:${size.width}px;block-size:${size.height}px`;
  const chat = document.createElement('bedside-chat');
  const all = {
    relay: 'https://relay.example',
    tenant: 'riverside',
    conversation: 'c'.repeat(43),
    'passport-url': '/chat/passport',
    locale: 'en-US',
    ...attributes,
  };
  for (const [name, value] of Object.entries(all)) chat.setAttribute(name, value);
  chat.openTalk = async () => talk;
  box.append(chat);
  document.body.append(box);
  stands.add(box);
  await settled(chat);
  return { chat, talk };
}

/** Takes every chat out of the page. */
export function clear(): void {
  for (const one of stands) one.remove();
  stands.clear();
}

/** Everything inside has rendered, been laid out and painted, and what moves has arrived. */
export async function settled(chat: BedsideChat): Promise<void> {
  await chat.updateComplete;
  await frame();
  for (const node of nodes(chat))
    for (const moving of node instanceof Element ? node.getAnimations() : [])
      if (Number.isFinite(moving.effect?.getComputedTiming().endTime)) moving.finish();
  await frame();
}

export const frame = (): Promise<unknown> =>
  new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

/** Every node below, shadow trees included, in order. */
export function* nodes(root: Node): Generator<Node> {
  yield root;
  if (root instanceof Element && root.shadowRoot) yield* nodes(root.shadowRoot);
  for (const child of root.childNodes) yield* nodes(child);
}

const rolesByTag: Readonly<Record<string, string>> = {
  BUTTON: 'button',
  TEXTAREA: 'textbox',
  DIALOG: 'dialog',
  ARTICLE: 'article',
  NAV: 'navigation',
  H2: 'heading',
  H3: 'heading',
};

/** Elements as a person with a screen reader meets them: by role, and by a name that holds `name`. */
export function allByRole(root: Node, role: string, name = ''): HTMLElement[] {
  return [...nodes(root)].filter(
    (node): node is HTMLElement =>
      node instanceof HTMLElement &&
      (node.getAttribute('role') ?? rolesByTag[node.tagName]) === role &&
      node.checkVisibility() &&
      nameOf(node).includes(name),
  );
}

export function byRole(root: Node, role: string, name = ''): HTMLElement {
  const [first] = allByRole(root, role, name);
  if (!first) throw new Error(`there is no ${role} "${name}"`);
  return first;
}

/** The accessible name, as far as this widget's own means of naming go. */
function nameOf(element: HTMLElement): string {
  const root = element.getRootNode() as ShadowRoot;
  const labelled = element.getAttribute('aria-labelledby');
  if (labelled) return root.getElementById(labelled)?.textContent ?? '';
  const label = element.getAttribute('aria-label');
  if (label) return label;
  if (element instanceof HTMLTextAreaElement) return element.labels[0]?.textContent ?? '';
  return element.textContent?.replace(/\s+/g, ' ').trim() ?? '';
}

/** The words on the screen, as a reader meets them. */
export function words(root: Node): string {
  return [...nodes(root)]
    .filter((node) => node.nodeType === Node.TEXT_NODE && node.parentElement?.tagName !== 'STYLE')
    .map((node) => node.textContent)
    .join('')
    .replace(/\s+/g, ' ');
}

/** Types into the text box, as an input method would: value, then event. */
export function type(chat: BedsideChat, text: string): HTMLTextAreaElement {
  const box = byRole(chat, 'textbox', 'Message') as HTMLTextAreaElement;
  box.value = text;
  box.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  return box;
}

export function press(target: HTMLElement, key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', {
    key,
    bubbles: true,
    composed: true,
    cancelable: true,
    ...more,
  });
  target.dispatchEvent(event);
  return event;
}

/** What has the focus, however deep in shadow trees. */
export function deepActive(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

export { BedsideChat };
