import { html, nothing, type TemplateResult } from 'lit';
import type { Margin, QuoteView, ReactionView } from '../../engine/snapshot.ts';
import type { Language } from '../language.ts';
import { inOrder } from '../plain-text.ts';

/** The message that a message answers, above its text; a press goes there. */
export const quoteAbove = (quote: QuoteView, language: Language, show: () => void): TemplateResult => {
  const { found } = quote;
  return html`<button type="button" class="quote" part="quote" @click=${show}>
    <span class="unseen">${language.text('quote.before')}</span>
    ${found ? html`<b dir="auto" lang="">${found.author.self ? language.text('member.you') : language.name(found.author)}</b>` : nothing}
    <span class="quoted" dir="auto" lang="">${found ? inOrder(found.text) : language.text('quote.away')}</span>
  </button>`;
};

/** Who gave which emoji; a press gives it too, or takes it back. */
export const reactionsBelow = (
  reactions: readonly ReactionView[],
  language: Language,
  writes: boolean,
  toggle: (emoji: string) => void,
): TemplateResult =>
  html`<ul class="reactions">${reactions.map(({ emoji, people, own }) => {
    const names = language.list(
      people.map((one) => (one.self ? language.text('member.you') : language.name(one))),
    );
    const inside = html`<span>${emoji}</span>${people.length > 1 ? html`<span aria-hidden="true">${people.length}</span>` : nothing}<span class="unseen"> ${names}</span>`;
    return html`<li>${
      writes
        ? html`<button type="button" class="reaction" part="reaction" aria-pressed=${own ? 'true' : 'false'} @click=${() => toggle(emoji)}>${inside}</button>`
        : html`<span class="reaction" part="reaction">${inside}</span>`
    }</li>`;
  })}</ul>`;

/** What a message said before it was edited. */
export const earlierTexts = ({ earlier }: Margin, language: Language): TemplateResult =>
  html`<ol class="earlier" part="earlier" aria-label=${language.text('edited.earlier')}>${earlier.map(
    ({ text }) => html`<li dir="auto" lang="">${inOrder(text)}</li>`,
  )}</ol>`;
