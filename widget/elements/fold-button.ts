import { html, nothing } from 'lit';
import { icons } from '../icons.ts';
import type { Language } from '../language.ts';

/** More than this is not told apart. */
const mostTold = 99;

/** The launcher's button, or the tab that a visit folds into, with the number of messages that wait. */
export const foldButton = (of: {
  readonly shut: boolean;
  /** A tab: its name is to be seen. */
  readonly tab: boolean;
  readonly unread: number;
  readonly language: Language;
  readonly press: () => void;
}) => html`<button type="button" class=${of.tab ? 'launcher tab' : 'launcher'} part="launcher" aria-expanded=${of.shut ? 'false' : 'true'} aria-controls="panel" @click=${of.press}>
  ${of.shut ? html`<slot name="launcher">${icons.chat}</slot>` : icons.close}<span class=${of.tab ? '' : 'unseen'}>${of.language.text('launcher.name')}</span>${
    of.unread > 0
      ? html`<span class="count" part="count" aria-hidden="true">${of.unread > mostTold ? `${mostTold}+` : of.unread}</span><span class="unseen">, ${of.language.text('launcher.unread', { count: of.unread })}</span>`
      : nothing
  }
</button>`;
