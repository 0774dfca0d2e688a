import { html, LitElement, nothing, type PropertyDeclarations } from 'lit';
import type { Margin, QuoteView } from '../../engine/snapshot.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { icons } from '../icons.ts';
import type { Language } from '../language.ts';
import { inOrder } from '../plain-text.ts';
import { base } from '../styles/base.ts';
import { lineExtras } from '../styles/line-extras.ts';

/**
 * The message that a message answers, above its text; a press goes there.
 *
 * @csspart quote - All of it.
 */
export class BedsideLineQuote extends LitElement {
  static override readonly styles = [base, lineExtras];
  static override readonly properties: PropertyDeclarations = {
    quote: { attribute: false },
    language: { attribute: false },
    show: { attribute: false },
  };
  declare quote: QuoteView;
  declare language: Language;
  declare show: () => void;

  protected override render() {
    const { language } = this;
    const { found } = this.quote;
    return html`<button type="button" class="quote" part="quote" @click=${this.show}>
      <span class="unseen">${language.text('quote.before')}</span>
      ${found ? html`<b dir="auto" lang="">${found.author.self ? language.text('member.you') : language.name(found.author)}</b>` : nothing}
      <span class="quoted" dir="auto" lang="">${found ? inOrder(found.text) : language.text('quote.away')}</span>
    </button>`;
  }
}

/**
 * Who gave a message which emoji, where a press gives it too, or takes it back; and what it said before it was edited.
 *
 * @csspart reaction - An emoji, with how many gave it.
 * @csspart earlier - What it said before.
 */
export class BedsideLineBelow extends LitElement {
  static override readonly styles = [base, lineExtras];
  static override readonly properties: PropertyDeclarations = {
    margin: { attribute: false },
    language: { attribute: false },
    writes: { attribute: false },
    tells: { attribute: false },
    react: { attribute: false },
  };
  declare margin: Margin;
  declare language: Language;
  /** The reader may write here. */
  declare writes: boolean;
  /** What it said before is wanted. */
  declare tells: boolean;
  declare react: (emoji: string) => void;

  protected override render() {
    const { margin, language } = this;
    return html`${margin.reactions.length > 0 ? this.#reactions() : nothing}${
      this.tells
        ? html`<ol class="earlier" part="earlier" aria-label=${language.text('edited.earlier')}>${margin.earlier.map(
            ({ text }) => html`<li dir="auto" lang="">${inOrder(text)}</li>`,
          )}</ol>`
        : nothing
    }`;
  }

  #reactions() {
    const { language } = this;
    return html`<ul class="reactions">${this.margin.reactions.map(({ emoji, people, own }) => {
      const names = language.list(
        people.map((one) => (one.self ? language.text('member.you') : language.name(one))),
      );
      const inside = html`<span>${emoji}</span>${people.length > 1 ? html`<span aria-hidden="true">${people.length}</span>` : nothing}<span class="unseen"> ${names}</span>`;
      return html`<li>${
        this.writes
          ? html`<button type="button" class="reaction" part="reaction" aria-pressed=${own ? 'true' : 'false'} @click=${() => this.react(emoji)}>${inside}</button>`
          : html`<span class="reaction" part="reaction">${inside}</span>`
      }</li>`;
    })}</ul>`;
  }
}

/** What was not sent, why, and what to do about it. */
export class BedsideLineRefusal extends LitElement {
  static override readonly styles = [base, lineExtras];
  static override readonly properties: PropertyDeclarations = {
    what: { attribute: false },
    refusal: { attribute: false },
    language: { attribute: false },
    resend: { attribute: false },
    discard: { attribute: false },
  };
  declare what: string;
  declare refusal: ErrorCode | null;
  declare language: Language;
  declare resend: () => void;
  declare discard: () => void;

  protected override render() {
    const { language } = this;
    return html`<div class="refusal">
      <p class="reason">
        ${icons.alert}<span><b>${this.what}.</b> ${language.error(this.refusal ?? 'internal')}</span>
      </p>
      <div class="actions">
        <button type="button" class="outline" @click=${this.resend}>${language.text('message.resend')}</button>
        <button type="button" class="plain" @click=${this.discard}>${language.text('message.discard')}</button>
      </div>
    </div>`;
  }
}
