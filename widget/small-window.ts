import { type CSSResult, LitElement, type ReactiveElement } from 'lit';
import { BedsideAwayNote } from './elements/away-note.ts';
import type { Language } from './language.ts';

/** Document Picture-in-Picture, where a browser has it (https://wicg.github.io/document-picture-in-picture/). */
interface PictureInPicture {
  requestWindow(size: {
    readonly width: number;
    readonly height: number;
  }): Promise<Window & typeof globalThis>;
}
declare global {
  var documentPictureInPicture: PictureInPicture | undefined;
}

const size = { width: 380, height: 560 };
const away = 'bedside-away-note';

/**
 * Moves `chat` into a small window that stays above all others, and leaves a note in its place. The conversation goes
 * on: the element stays the same, and so does the script that runs it. `back` is called when it stands in its place again, after the
 * window was closed by whoever closed it. Resolves with what closes the window. Throws what the browser throws where the window is refused:
 * it wants a press of a button, and gives one window to a page.
 */
export async function openSmallWindow(
  chat: HTMLElement,
  language: Language,
  back: () => void,
): Promise<() => void> {
  const view = await globalThis.documentPictureInPicture!.requestWindow(size);
  if (!customElements.get(away)) customElements.define(away, BedsideAwayNote);
  const home = chat.getRootNode() as Document | ShadowRoot;
  const { documentElement, body, adoptedStyleSheets } = view.document;
  documentElement.lang = language.locale;
  documentElement.dir = language.direction;
  view.document.title = language.text('chat.name');
  adoptedStyleSheets.push(...pageSheets(home, view));

  const note = document.createElement(away) as BedsideAwayNote;
  note.language = language;
  note.stand(chat);
  eachRoot(chat, (root) => worn.set(root, [...root.adoptedStyleSheets]));
  chat.replaceWith(note);
  body.append(chat);
  eachRoot(chat, dress);

  let over = false;
  const end = (): void => {
    if (over) return;
    over = true;
    // Left in the small window, it goes home; taken out of it by the page, it stands where the page put it.
    if (chat.ownerDocument !== view.document) note.remove();
    else if (note.isConnected) note.replaceWith(chat);
    else chat.remove();
    eachRoot(chat, dress);
    view.close();
    back();
  };
  view.addEventListener('pagehide', end);
  note.back = end;
  note.gone = end;
  return end;
}

/** The page's own rules and tokens, so that the chat looks in its own window as it does in the page. */
function pageSheets(home: Document | ShadowRoot, view: Window & typeof globalThis): CSSStyleSheet[] {
  const theirs = [...document.styleSheets, ...document.adoptedStyleSheets];
  if (home !== document) theirs.push(...home.styleSheets, ...home.adoptedStyleSheets);
  return [...theirs, null].map((sheet) => {
    const copy = new view.CSSStyleSheet({ baseURL: sheet?.href ?? document.baseURI });
    copy.replaceSync(
      sheet ? rulesOf(sheet) : 'html,body{block-size:100%;margin:0;padding:0;overflow:hidden}',
    );
    return copy;
  });
}

function rulesOf(sheet: CSSStyleSheet): string {
  try {
    return [...sheet.cssRules]
      .map((rule) =>
        rule instanceof CSSImportRule ? (rule.styleSheet ? rulesOf(rule.styleSheet) : '') : rule.cssText,
      )
      .join('\n');
  } catch {
    // Another origin's: what stands in it cannot be read.
    return '';
  }
}

/*
 * A style sheet belongs to the document whose window made it, and leaves what moves to another document. There a copy takes
 * its place; back in the page, the sheet that was copied.
 */
const copies = new WeakMap<Document, Map<CSSStyleSheet, CSSStyleSheet>>();
/** What each root wears at home. */
const worn = new WeakMap<ShadowRoot, readonly CSSStyleSheet[]>();

function sheetIn(page: Document, sheet: CSSStyleSheet): CSSStyleSheet {
  if (page === document) return sheet;
  const made = copies.get(page) ?? new Map<CSSStyleSheet, CSSStyleSheet>();
  copies.set(page, made);
  let copy = made.get(sheet);
  if (!copy) {
    copy = new (page.defaultView as Window & typeof globalThis).CSSStyleSheet();
    copy.replaceSync(rulesOf(sheet));
    made.set(sheet, copy);
  }
  return copy;
}

function dress(root: ShadowRoot): void {
  root.adoptedStyleSheets = (worn.get(root) ?? []).map((sheet) => sheetIn(root.ownerDocument, sheet));
}

/** Does `what` for each shadow root below. */
function eachRoot(node: Element | ShadowRoot, what: (root: ShadowRoot) => void): void {
  if ('shadowRoot' in node && node.shadowRoot) {
    what(node.shadowRoot);
    eachRoot(node.shadowRoot, what);
  }
  for (const child of node.children) eachRoot(child, what);
}

/** What is rendered later in the small window, a message that comes in, is dressed there as well. */
interface Rooted {
  createRenderRoot(this: ReactiveElement): HTMLElement | DocumentFragment;
}
const rooted = LitElement.prototype as unknown as Rooted;
const { createRenderRoot } = rooted;
rooted.createRenderRoot = function () {
  if (this.ownerDocument === document) return createRenderRoot.call(this);
  const { shadowRootOptions, elementStyles } = this.constructor as typeof ReactiveElement;
  const root = this.shadowRoot ?? this.attachShadow(shadowRootOptions);
  worn.set(
    root,
    (elementStyles as readonly CSSResult[]).map((style) => style.styleSheet!),
  );
  dress(root);
  return root;
};
