import { html, nothing } from 'lit';
import { icons } from '../icons.ts';
import type { Language } from '../language.ts';
import type { PopOut } from '../pop-out.ts';
import type { Layout } from '../settings.ts';

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
            ${icons[isOut ? 'pop-in' : 'pop-out']}<span class="unseen">${language.text(isOut ? 'visit.pop-in' : 'visit.pop-out')}</span>
          </button>`
        : nothing
    }
    ${
      isOut
        ? nothing
        : html`<button type="button" slot="action" class="action close" part="close" @click=${of.fold}>
            ${layout === 'visit' ? icons.fold : icons.close}<span class="unseen">${language.text('launcher.close')}</span>
          </button>`
    }
  `;
}
