import { html, nothing } from 'lit';
import type { Talk } from '../../engine/snapshot.ts';
import type { BedsideMessageList } from '../elements/message-list.ts';
import { icons } from '../icons.ts';
import type { Language } from '../language.ts';
import { fetchRare } from '../rare.ts';
import type { ViewHost } from '../view-host.ts';

/** Whether somebody searches in a chat. Where one does is fetched when it is wanted, and stands over the messages. */
export class Searching {
  on = false;
  readonly #host: ViewHost;

  constructor(host: ViewHost) {
    this.#host = host;
  }

  /** The button at the top. */
  button(language: Language) {
    return html`<button type="button" slot="action" class="action search" part="search" aria-expanded=${this.on ? 'true' : 'false'} @click=${this.#toggle}>
      ${icons.search}<span class="unseen">${language.text('search.name')}</span>
    </button>`;
  }

  panel(language: Language, talk: Talk | null) {
    if (!this.on || !talk) return nothing;
    return html`<bedside-search slot="over" part="found" .language=${language} .talk=${talk} .show=${this.#show} .close=${this.#close}></bedside-search>`;
  }

  readonly #toggle = async (): Promise<void> => {
    if (this.on) return this.#close();
    await fetchRare('bedside-search');
    this.on = customElements.get('bedside-search') !== undefined;
    this.#host.requestUpdate();
  };

  readonly #close = (): void => {
    this.on = false;
    this.#host.requestUpdate();
    this.#host.renderRoot.querySelector<HTMLElement>('.search')?.focus();
  };

  readonly #show = (seq: number): void => {
    this.on = false;
    this.#host.requestUpdate();
    this.#host.renderRoot.querySelector<BedsideMessageList>('bedside-message-list')?.show(seq);
  };
}
