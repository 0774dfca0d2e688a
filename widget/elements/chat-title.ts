import { css, html, LitElement, nothing, type PropertyDeclarations } from 'lit';
import type { Snapshot } from '../../engine/snapshot.ts';
import type { Language } from '../language.ts';
import { base } from '../styles/base.ts';

/**
 * Whom one writes with; while nobody is there, what about.
 *
 * @csspart title - The names.
 */
export class BedsideChatTitle extends LitElement {
  static override readonly styles = [
    base,
    css`
      h2 {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        column-gap: 0.5em;
        line-height: 1.35;
        font-weight: 650;
      }
      .names {
        display: -webkit-box;
        overflow: hidden;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
      }
      .role {
        flex: none;
        color: var(--_quiet);
        font-size: 0.8125em;
        font-weight: 400;
      }
      @container (block-size < 30em) and (inline-size < 30em) {
        .role:not(.here) {
          position: absolute;
          clip-path: inset(50%);
        }
      }
      .here {
        display: inline-flex;
        align-items: center;
        gap: 0.4em;
      }
      .here::before {
        content: '' / '';
        inline-size: 0.5em;
        block-size: 0.5em;
        border-radius: 50%;
        background: #2f9e57;
      }
    `,
  ];
  static override readonly properties: PropertyDeclarations = {
    language: { attribute: false },
    snapshot: { attribute: false },
  };
  declare language: Language;
  declare snapshot: Snapshot | null;

  protected override render() {
    const { language, snapshot } = this;
    const others = snapshot?.members.filter((member) => !member.self) ?? [];
    const only = others.length === 1 ? others[0] : undefined;
    const here = others.filter(({ person }) => snapshot?.present.includes(person)).length;
    const names = language.list(others.map((member) => language.name(member)));
    return html`<h2 part="title">
      <span class="names" dir="auto">${names || this.#topic()}</span>
      ${only?.name ? html`<span class="role">${language.text(`role.${only.role}`)}</span>` : nothing}
      ${here > 0 ? html`<span class="role here">${language.text('present.here', { count: others.length > 1 ? here : 1 })}</span>` : nothing}
    </h2>`;
  }

  #topic(): string {
    const topic = this.snapshot?.topic;
    return topic === 'clinical' || topic === 'scheduling' || topic === 'billing'
      ? this.language.text(`topic.${topic}`)
      : this.language.text('header.nobody');
  }
}
