import type { LitElement, ReactiveController } from 'lit';
import type { ViewHost } from './view-host.ts';

/**
 * Keeps the focus in a chat where what had it goes away: whoever uses the keyboard would begin again at the top of the
 * page. And brings it into the text box as soon as there is one, unless somebody turned to something else meanwhile.
 */
export class FocusKeeper implements ReactiveController {
  readonly #host: ViewHost;
  /** What had the focus before the chat rendered. */
  #before: Element | null = null;
  /** It is to go to the text box, from here. */
  #from: Element | null = null;

  constructor(host: ViewHost) {
    this.#host = host;
    host.addController(this);
  }

  get #page(): Document {
    return this.#host.renderRoot.ownerDocument;
  }
  get #isNowhere(): boolean {
    return this.#active === this.#page.body;
  }
  get #active(): Element {
    return this.#page.activeElement ?? this.#page.body;
  }

  /** Into the text box, or the inbox, once it is there. */
  soon(): void {
    this.#from = this.#active;
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    this.#before = this.#host.renderRoot.activeElement;
  }

  hostUpdated(): void {
    if (this.#before) this.#after(this.#before, this.#catch);
    const inside = this.#host.renderRoot.querySelector('bedside-composer, bedside-inbox');
    const from = this.#from;
    if (!from || !inside) return;
    this.#from = null;
    this.#after(inside, () => {
      if (this.#isNowhere || this.#active === from) (inside as LitElement).focus();
    });
  }

  /** Does `what` once an element of ours has rendered. */
  #after(element: Element, what: () => void): void {
    void Promise.resolve((element as LitElement).updateComplete).then(what);
  }

  readonly #catch = (): void => {
    if (!this.#isNowhere || this.#from) return;
    const { renderRoot } = this.#host;
    const [panel, list, status] = ['.panel', 'bedside-message-list', 'bedside-status-screen'].map((one) =>
      renderRoot.querySelector<HTMLElement>(one),
    );
    if (panel) panel.tabIndex = -1;
    for (const one of [list, status?.shadowRoot?.querySelector('button'), panel])
      if (this.#isNowhere) one?.focus({ preventScroll: true });
  };
}
