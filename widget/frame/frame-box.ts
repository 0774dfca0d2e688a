import type { BedsideChat } from '../chat.ts';
import { Shell } from '../shell.ts';
import { frameStyles } from '../styles/frame.ts';
import { unreadWords } from './unread-words.ts';

/** What a frame may use of the device: copying a text, and the passkey that opens a vault. Never camera, microphone, place. */
const allowed = 'clipboard-write; publickey-credentials-get; publickey-credentials-create';
/**
 * Its own scripts, its own storage, links that open elsewhere, and forms, without which Send does nothing (the document's own
 * policy lets none leave). It cannot navigate the page, nor open a dialog of the browser's.
 */
const sandbox = 'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox';

/** What was said leaves again, as in announcer.ts. */
const keepMs = 10_000;

/** The nodes around a framed conversation: the shell until it is there, the frame, the launcher's button, and what is said while the frame is out of sight. */
export class FrameBox {
  readonly iframe: HTMLIFrameElement;
  readonly #root: ShadowRoot;
  readonly #chat: BedsideChat;
  readonly #press: () => void;
  readonly #styles = new CSSStyleSheet();
  readonly #count = document.createElement('b');
  /** The same for the ear. */
  readonly #counted = document.createElement('span');
  readonly #voice = document.createElement('span');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #shell: Shell | null;
  #here = false;

  constructor(root: ShadowRoot, chat: BedsideChat, hear: { loaded: () => void; press: () => void }) {
    this.#root = root;
    this.#chat = chat;
    this.#press = hear.press;
    this.#styles.replaceSync(frameStyles);
    this.#shell = this.#newShell();
    this.iframe = document.createElement('iframe');
    this.iframe.allow = allowed;
    this.iframe.setAttribute('sandbox', sandbox);
    this.iframe.referrerPolicy = 'no-referrer';
    this.iframe.title = this.#shell.words.launcher;
    this.iframe.hidden = true;
    this.iframe.addEventListener('load', hear.loaded);
    this.#count.setAttribute('part', 'count');
    this.#count.ariaHidden = 'true';
    this.#count.hidden = true;
    this.#voice.setAttribute('role', 'status');
    root.append(this.#voice);
  }

  #newShell(): Shell {
    const shell = new Shell(this.#root, this.#chat, this.#press);
    this.#root.adoptedStyleSheets = [...this.#root.adoptedStyleSheets, this.#styles];
    this.#root.prepend(shell.box);
    return shell;
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
    this.#place();
  }

  /** The layout or the language is another. The frame stays where it is: moved, it would be loaded anew. */
  layOut(): void {
    const focused = this.#shell?.remove();
    this.#shell = this.#newShell();
    this.iframe.title = this.#shell.words.launcher;
    if (this.#here) this.#place();
    if (focused) (this.#shell?.box ?? this.iframe).focus();
  }

  #place(): void {
    if (this.#chat.layout === 'launcher') {
      this.#shell!.box.append(this.#counted, this.#count);
      return;
    }
    this.#shell?.remove();
    this.#shell = null;
    this.iframe.hidden = false;
  }

  count(unread: number): void {
    this.#count.hidden = unread === 0;
    this.#count.textContent = unread > 99 ? '99+' : `${unread}`;
    this.#counted.textContent = unread === 0 ? '' : `, ${this.#words(unread)}`;
  }

  /** So many came while the frame is out of sight, where nobody hears its own voice. */
  say(came: number): void {
    this.#voice.lang = this.#shell?.box.lang ?? '';
    this.#voice.textContent = this.#words(came);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#voice.replaceChildren(), keepMs);
  }

  #words(count: number): string {
    return unreadWords(this.#shell?.box.lang ?? 'en', count);
  }

  /** What the launcher opens is open. Where that is folded away with the focus in it, the button gets it. */
  expand(expanded: boolean): void {
    if (!this.#shell || !this.#here) return;
    const focused = this.#root.activeElement === this.iframe;
    this.iframe.hidden = !expanded;
    this.#shell.box.ariaExpanded = `${expanded}`;
    if (focused && !expanded) this.focusButton();
  }

  focusButton(options?: FocusOptions): void {
    this.#shell?.box.focus(options);
  }

  remove(): void {
    clearTimeout(this.#timer);
    this.#shell?.remove();
    this.#voice.remove();
    this.iframe.remove();
  }
}
