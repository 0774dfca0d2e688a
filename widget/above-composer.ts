import { html, nothing } from 'lit';
import type { BedsideChat } from './chat.ts';
import type { Language } from './language.ts';
import { fetchRare } from './rare.ts';

/** What the page wants said above the text box, fetched where it wants anything. `invalid`: one of its settings is wrong. */
export function aboveComposer({ hours, answerTime }: BedsideChat, language: Language, invalid: () => void) {
  if (hours === null && answerTime === null) return nothing;
  void fetchRare('bedside-hours-note');
  return html`<bedside-hours-note exportparts="hours" .language=${language} .hours=${hours} .answers=${answerTime} .invalid=${invalid}></bedside-hours-note>`;
}
