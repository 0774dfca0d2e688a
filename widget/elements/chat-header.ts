import { css, html, LitElement, nothing, type PropertyDeclarations } from 'lit';
import type { MemberView, Snapshot } from '../../engine/snapshot.ts';
import type { Language } from '../language.ts';
import { base } from '../styles/base.ts';
import { avatar, avatarStyle } from './avatar.ts';

/**
 * Whom one writes with. What says that it is encrypted stands in the default slot, and stays when a page replaces
 * the rest.
 *
 * @slot title - Replaces the names.
 * @slot - The encryption note.
 * @csspart header - The bar.
 * @csspart title - The names.
 * @csspart avatar - Initials of one of the others.
 */
export class BedsideChatHeader extends LitElement {
  static override readonly styles = [
    base,
    avatarStyle,
    css`
      .bar {
        display: flex;
        align-items: center;
        gap: 0.75em;
        min-block-size: 4em;
        padding: 0.5em 1em;
        border-block-end: 1px solid var(--_border);
        background: var(--_surface);
      }
      .faces {
        display: flex;
        flex: none;
      }
      .faces .avatar {
        inline-size: 2.5em;
        block-size: 2.5em;
        font-size: 0.9375em;
      }
      .faces .avatar + .avatar {
        margin-inline-start: -0.9em;
        box-shadow: 0 0 0 2px var(--_surface);
      }
      .who {
        min-inline-size: 0;
        flex: 1;
      }
      h2 {
        display: flex;
        gap: 0.4em;
        align-items: baseline;
        line-height: 1.3;
        font-weight: 650;
      }
      .names {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .role {
        flex: none;
        color: var(--_quiet);
        font-size: 0.8125em;
        font-weight: 400;
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
    const only = others.length === 1 ? others[0]! : null;
    return html`<div class="bar" part="header">
      ${others.length > 0 ? html`<div class="faces">${others.slice(0, 3).map(avatar)}</div>` : nothing}
      <div class="who">
        <slot name="title">
          <h2 part="title">
            <span class="names" dir="auto">${this.#title(others)}</span>
            ${only?.name ? html`<span class="role">${language.text(`role.${only.role}`)}</span>` : nothing}
          </h2>
        </slot>
        <slot></slot>
      </div>
    </div>`;
  }

  #title(others: readonly MemberView[]): string {
    const { language, snapshot } = this;
    if (others.length > 0) return language.list(others.map((member) => language.name(member)));
    const topic = snapshot?.topic;
    return topic === 'clinical' || topic === 'scheduling' || topic === 'billing'
      ? language.text(`topic.${topic}`)
      : language.text('header.nobody');
  }
}
