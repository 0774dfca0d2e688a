import { html, nothing } from 'lit';
import { icons } from '../icons.ts';
import type { Language } from '../language.ts';
import type { PopOut } from '../pop-out.ts';
import type { Layout } from '../settings.ts';

/** Nobody else shows these. */
const own = {
  'pop-out': html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M20 10V6.5A1.5 1.5 0 0 0 18.5 5h-13A1.5 1.5 0 0 0 4 6.5v11A1.5 1.5 0 0 0 5.5 19H10" /><rect x="13" y="13" width="8" height="6.5" rx="1.5" /></svg>`,
  'pop-in': html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M20 11V6.5A1.5 1.5 0 0 0 18.5 5h-13A1.5 1.5 0 0 0 4 6.5v11A1.5 1.5 0 0 0 5.5 19H11M19.5 19l-5-5M14 18v-4.5h4.5" /></svg>`,
  fold: html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m6 9.5 6 6 6-6" /></svg>`,
} as const;

/** The buttons at the end of the bar: into a small window and back, and away into the launcher's button or the visit's tab. */
export function headerActions(of: {
  readonly layout: Layout;
  readonly language: Language;
  readonly popOut: PopOut;
  /** Out of the page, or back into it. */
  readonly out: () => void;
  readonly fold: () => void;
}) {
  const { layout, language, popOut } = of;
  if (layout === 'panel') return nothing;
  const { isOut } = popOut;
  const moves = isOut || (layout === 'visit' && popOut.possible);
  return html`
    ${
      moves
        ? html`<button type="button" slot="action" class="action" part="pop-out" @pointerenter=${popOut.prepare} @focus=${popOut.prepare} @click=${of.out}>
            ${own[isOut ? 'pop-in' : 'pop-out']}<span class="unseen">${language.text(isOut ? 'visit.pop-in' : 'visit.pop-out')}</span>
          </button>`
        : nothing
    }
    ${
      isOut
        ? nothing
        : html`<button type="button" slot="action" class="action close" part="close" @click=${of.fold}>
            ${layout === 'visit' ? own.fold : icons.close}<span class="unseen">${language.text('launcher.close')}</span>
          </button>`
    }
  `;
}
