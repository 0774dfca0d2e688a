import { css, html, LitElement, nothing, type PropertyDeclarations } from 'lit';
import type { Snapshot } from '../../engine/snapshot.ts';
import { base } from '../styles/base.ts';
import { avatar, avatarStyle } from './avatar.ts';

/** More faces than this are not drawn. */
const facesMax = 3;

/**
 * The bar at the top: the others' faces, their names, and the encryption note, which stays when a page replaces the
 * names.
 *
 * @slot start - A button at the start of the bar.
 * @slot title - The names.
 * @slot - The encryption note.
 * @slot action - A button at the end of the bar.
 * @csspart header - The bar.
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
        min-block-size: calc(2em + 2em * var(--_density));
        padding: calc(0.2em + 0.3em * var(--_density)) 1em;
        border-block-end: 1px solid var(--_border);
        background: var(--_surface);
      }
      .faces {
        display: var(--_faces, flex);
        flex: none;
      }
      .avatar {
        inline-size: calc(1.75em + 0.75em * var(--_density));
        block-size: calc(1.75em + 0.75em * var(--_density));
      }
      .avatar + .avatar {
        margin-inline-start: -0.5em;
        box-shadow: 0 0 0 2px var(--_surface);
      }
      .who {
        min-inline-size: var(--_who-min, 0);
        flex: 1;
      }
      @container (block-size < 30em) and (inline-size < 30em) {
        .who {
          display: flex;
          align-items: center;
          gap: 0.5em;
        }
      }
      @container (inline-size < 18em) {
        .faces {
          display: none;
        }
      }
    `,
  ];
  static override readonly properties: PropertyDeclarations = { snapshot: { attribute: false } };
  declare snapshot: Snapshot | null;

  protected override render() {
    const others = this.snapshot?.members.filter((member) => !member.self) ?? [];
    return html`<div class="bar" part="header">
      <slot name="start"></slot>
      ${others.length > 0 ? html`<div class="faces">${others.slice(0, facesMax).map(avatar)}</div>` : nothing}
      <div class="who"><slot name="title"></slot><slot></slot></div>
      <slot name="action"></slot>
    </div>`;
  }
}
