import type { ReactiveController } from 'lit';
import type { Language } from './language.ts';
import type { ViewHost } from './view-host.ts';

/**
 * The way of a chat into a small window above all others, and back. What does it is fetched when somebody is about to
 * ask (small-window.ts).
 */
export class PopOut implements ReactiveController {
  readonly #host: ViewHost;
  /** Closes the small window; null while the chat stands in its page. */
  #end: (() => void) | null = null;
  #asked = false;

  constructor(host: ViewHost) {
    this.#host = host;
    host.addController(this);
  }

  get #chat(): HTMLElement {
    return this.#host.renderRoot.host as HTMLElement;
  }
  /** The chat stands in the small window. */
  get isOut(): boolean {
    return this.#end !== null;
  }
  /** The browser has such windows, and gives them to this page: not to one in a frame. */
  get possible(): boolean {
    return globalThis.documentPictureInPicture !== undefined && window.top === window;
  }

  hostConnected(): void {
    // The page took it out of the small window, and put it somewhere.
    if (this.#chat.ownerDocument === document) this.#end?.();
  }

  hostDisconnected(): void {
    setTimeout(() => {
      if (!this.#host.isConnected) this.#end?.();
    });
  }

  /** Somebody is about to ask. */
  readonly prepare = (): void => {
    void import('./small-window.ts').catch(() => {});
  };

  /**
   * Moves the chat out. Resolves with whether it is out: a browser may say no. `back` is called when it is back, however
   * it came. To be called from a press of a button.
   */
  async out(language: Language, back: () => void): Promise<boolean> {
    if (this.#asked || this.#end) return false;
    this.#asked = true;
    try {
      const { openSmallWindow } = await import('./small-window.ts');
      this.#end = await openSmallWindow(this.#chat, language, () => {
        this.#end = null;
        this.#host.requestUpdate();
        back();
      });
      this.#host.requestUpdate();
      return true;
    } catch {
      return false;
    } finally {
      this.#asked = false;
    }
  }

  /** Brings the chat back into its page. */
  in(): void {
    this.#end?.();
  }
}
