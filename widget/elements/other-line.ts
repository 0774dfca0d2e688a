import { css, html, LitElement, nothing, type PropertyDeclarations } from 'lit';
import type { OtherLine } from '../arrange.ts';
import { icons } from '../icons.ts';
import type { Language } from '../language.ts';
import { base } from '../styles/base.ts';

/**
 * A line that is not a message: somebody came or went, or an entry could not be shown and this says what it was.
 *
 * @csspart notice - Somebody came or went.
 * @csspart problem - An entry that is not shown.
 */
export class BedsideOtherLine extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        margin-block: calc(0.3em + 0.7em * var(--_density)) 0;
        font-size: 0.8125em;
        line-height: 1.45;
      }
      .notice {
        color: var(--_quiet);
        text-align: center;
      }
      .problem {
        display: flex;
        gap: 0.6em;
        max-inline-size: 36em;
        margin-inline: auto;
        padding: 0.65em 0.9em;
        border: 1px solid color-mix(in oklab, var(--_notice) 25%, transparent);
        border-radius: 12px;
        background: var(--_notice-surface);
        color: var(--_notice);
      }
      time {
        white-space: nowrap;
      }
    `,
  ];
  static override readonly properties: PropertyDeclarations = {
    line: { attribute: false },
    language: { attribute: false },
  };
  declare line: OtherLine;
  declare language: Language;

  protected override render() {
    const { language, line } = this;
    const time = html`<time datetime=${new Date(line.at).toISOString()}>${language.time(line.at)}</time>`;
    if (line.kind === 'problem')
      return html`<p class="problem" part="problem">${icons.alert}<span>${language.error(line.code)} ${time}</span></p>`;
    if (line.kind === 'removed') {
      const { by, why } = line;
      const words =
        why === 'expired'
          ? language.text('removed.expired')
          : by.self
            ? language.text('removed.you')
            : language.text('removed.by', { name: language.name(by) });
      return html`<p class="notice removed" part="notice">${words} · ${time}</p>`;
    }
    const words = line.author.self
      ? language.text(`notice.you-${line.notice}`)
      : language.text(`notice.${line.notice}`, { name: language.name(line.author) });
    const again = line.compareAgain ? html` · ${language.text('notice.compare-again')}` : nothing;
    return html`<p class="notice" part="notice">${words} · ${time}${again}</p>`;
  }
}
