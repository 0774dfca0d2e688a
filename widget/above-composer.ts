import { html, nothing } from 'lit';
import type { Snapshot } from '../engine/snapshot.ts';
import type { BedsideChat } from './chat.ts';
import type { Deeds } from './deeds.ts';
import type { BedsideComposer } from './elements/composer.ts';
import { BedsideErrorEvent } from './events/outgoing.ts';
import type { Language } from './language.ts';
import { fetchRare } from './rare.ts';
import type { ViewHost } from './view-host.ts';

/** What the page and the portal want above the text box: when the team answers, and what helps to write. Fetched where they want any. */
export class AboveComposer {
  readonly #host: ViewHost;
  readonly #deeds: Deeds;

  constructor(host: ViewHost, deeds: Deeds) {
    this.#host = host;
    this.#deeds = deeds;
  }

  /** `snapshot`: null before there is a conversation. */
  render(language: Language, snapshot: Snapshot | null) {
    const { hours, answerTime, templates, quickReplies } = this.#host.renderRoot.host as BedsideChat;
    const says = hours !== null || answerTime !== null;
    const role = snapshot?.self?.role ?? 'patient';
    const isStaff = role !== 'patient' && role !== 'caregiver';
    const livesMs = snapshot?.livesMs ?? [];
    const given = isStaff ? { templates, replies: quickReplies } : { templates: null, replies: null };
    const helps =
      snapshot?.canWrite === true &&
      (given.templates !== null || given.replies !== null || livesMs.length > 0);
    if (says) void fetchRare('bedside-hours-note');
    if (helps) void fetchRare('bedside-composer-tools');
    return html`${
      says
        ? html`<bedside-hours-note exportparts="hours" .language=${language} .hours=${hours} .answers=${answerTime} .invalid=${this.#invalid}></bedside-hours-note>`
        : nothing
    }${
      helps
        ? html`<bedside-composer-tools exportparts="tools, templates" .language=${language} .templates=${given.templates} .replies=${given.replies} .livesMs=${livesMs}
            .lifeMs=${this.#deeds.lifeMs} .insert=${this.#insert} .live=${this.#live} .invalid=${this.#invalid}></bedside-composer-tools>`
        : nothing
    }`;
  }

  readonly #invalid = (): void => {
    this.#host.dispatchEvent(new BedsideErrorEvent('setting-invalid'));
  };

  readonly #insert = (text: string): void => {
    this.#host.renderRoot.querySelector<BedsideComposer>('bedside-composer')?.insert(text);
  };

  readonly #live = (lifeMs: number): void => {
    this.#deeds.lifeMs = lifeMs;
    this.#host.requestUpdate();
  };
}
