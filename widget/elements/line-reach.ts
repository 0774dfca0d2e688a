import { css, html, LitElement, nothing, type PropertyDeclarations } from 'lit';
import type { MemberView, Snapshot } from '../../engine/snapshot.ts';
import type { TextLine } from '../arrange.ts';
import { type IconName, icons } from '../icons.ts';
import type { Language } from '../language.ts';
import { base } from '../styles/base.ts';

/** How far a message got with one person. */
const steps = ['read', 'delivered', 'waiting'] as const;
type Step = (typeof steps)[number];
const stepIcons: Readonly<Record<Step, IconName>> = { read: 'checks', delivered: 'checks', waiting: 'check' };

/** How far a message got with each of the others. Who came after it is not waited for. */
export function reachOf(
  line: TextLine,
  { members, reached }: Snapshot,
): Readonly<Record<Step, MemberView[]>> {
  const got: Record<Step, MemberView[]> = { read: [], delivered: [], waiting: [] };
  const seq = line.seq ?? Number.POSITIVE_INFINITY;
  for (const member of members) {
    if (member.self) continue;
    const { taken, read } = reached.find(({ person }) => person === member.person) ?? { taken: 0, read: 0 };
    const came = member.devices.every(({ addedAt }) => addedAt !== null && addedAt > line.at);
    // The line's own mark speaks of all who were there, and never goes back (INV-7).
    if (seq <= read || (!came && line.state === 'read')) got.read.push(member);
    else if (seq <= taken || (!came && line.state === 'delivered')) got.delivered.push(member);
    else if (!came) got.waiting.push(member);
  }
  return got;
}

/**
 * Who has read a message of one's own, to whom it was delivered, and whom it has not reached. It takes the focus when it
 * opens, which is how it is heard; what changes while it is open is not said again.
 *
 * @csspart reach - All of it.
 */
export class BedsideLineReach extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: block;
        max-inline-size: 100%;
      }
      div {
        margin-block: 0.3em 0.25em;
        padding: 0.55em 0.8em;
        border: 1px solid var(--_border);
        border-radius: 12px;
        background: var(--_surface);
        font-size: 0.8125em;
        line-height: 1.45;
        text-align: start;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0.35em 0.75em;
        margin: 0;
      }
      dt {
        display: flex;
        align-items: baseline;
        gap: 0.4em;
        color: var(--_quiet);
      }
      svg {
        align-self: center;
        inline-size: 1.1em;
        block-size: 1.1em;
      }
      .read svg {
        color: var(--_accent);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      @container (inline-size < 22em) {
        dl {
          grid-template-columns: auto;
          row-gap: 0;
        }
        dd + dt {
          margin-block-start: 0.4em;
        }
      }
    `,
  ];
  static override readonly properties: PropertyDeclarations = {
    line: { attribute: false },
    snapshot: { attribute: false },
    language: { attribute: false },
  };
  declare line: TextLine;
  declare snapshot: Snapshot;
  declare language: Language;

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('div')?.focus({ preventScroll: true });
    this.scrollIntoView({ block: 'nearest' });
  }

  protected override render() {
    const { language } = this;
    const got = reachOf(this.line, this.snapshot);
    return html`<div part="reach" role="group" tabindex="-1" aria-label=${language.text('action.reach')}><dl>${steps.map(
      (step) =>
        got[step].length === 0
          ? nothing
          : html`<dt class=${step}>${icons[stepIcons[step]]}${language.text(`reach.${step}`)}</dt><dd>${language.list(got[step].map((member) => language.name(member)))}</dd>`,
    )}</dl></div>`;
  }
}
