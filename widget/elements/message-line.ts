import { html, LitElement, nothing, type PropertyDeclarations } from 'lit';
import type { SendState } from '../../engine/snapshot.ts';
import type { TextLine } from '../arrange.ts';
import { DiscardRequest, ResendRequest } from '../events/requests.ts';
import { type IconName, icons } from '../icons.ts';
import type { Language, TextKey } from '../language.ts';
import { base } from '../styles/base.ts';
import { messageLine } from '../styles/message-line.ts';
import { avatar, avatarStyle } from './avatar.ts';

type Mark = {
  readonly icon: IconName;
  readonly text: 'pending' | 'stored' | 'delivered' | 'read' | 'refused';
};
/**
 * One mark a state. A check stands only for what the room has stored (INV-1): `sent` means no more than "on its
 * way", and still shows the clock.
 */
const marks: Readonly<Record<SendState, Mark>> = {
  queued: { icon: 'clock', text: 'pending' },
  sealed: { icon: 'clock', text: 'pending' },
  sent: { icon: 'clock', text: 'pending' },
  stored: { icon: 'check', text: 'stored' },
  delivered: { icon: 'checks', text: 'delivered' },
  read: { icon: 'checks', text: 'read' },
  refused: { icon: 'alert', text: 'refused' },
};

/**
 * A message. Its text is a text node and nothing else: never an attribute, a name or an event (INV-10).
 *
 * @csspart bubble - The box around the text.
 * @csspart sender - Name and role above the first of a run.
 * @csspart meta - Time and state below the last of a run.
 * @csspart avatar - The sender's initials.
 */
export class BedsideMessageLine extends LitElement {
  static override readonly styles = [base, avatarStyle, messageLine];
  static override readonly properties: PropertyDeclarations = {
    line: { attribute: false },
    language: { attribute: false },
    first: { attribute: false },
    last: { attribute: false },
    waiting: { attribute: false },
  };
  declare line: TextLine;
  declare language: Language;
  /** First of a run: says who. */
  declare first: boolean;
  /** Last of a run: says when, and how far it got. */
  declare last: boolean;
  /** There is no connection to send it on. */
  declare waiting: boolean;

  protected override render() {
    const { line, first, last } = this;
    const own = line.author.self;
    const pending = own && line.state !== 'refused' && marks[line.state].text === 'pending';
    const classes = [own ? 'own' : 'other', first && 'first', last && 'last', pending && 'pending'];
    return html`
      <article class=${[...classes, line.state === 'refused' && 'refused'].filter(Boolean).join(' ')}>
        ${own ? nothing : html`<div class="side">${first ? avatar(line.author) : nothing}</div>`}
        <div class="stack">
          ${this.#sender()}
          <p class="bubble" part="bubble" dir="auto" lang="">${line.text}</p>
          ${line.state === 'refused' && own ? this.#refusal() : this.#meta(last || (pending && this.waiting))}
        </div>
      </article>
    `;
  }

  #sender() {
    const { language, line, first } = this;
    const { author } = line;
    const name = author.self ? language.text('member.you') : language.name(author);
    if (author.self || !first)
      return html`<span class="unseen">${language.text('message.from', { name })}</span>`;
    return html`<div class="sender" part="sender">
      <b dir="auto" lang="">${name}</b>${author.name ? html` <span>${language.text(`role.${author.role}`)}</span>` : nothing}
    </div>`;
  }

  #meta(shown: boolean) {
    const { language, line } = this;
    const mark = marks[line.state];
    const state: TextKey =
      mark.text === 'pending' && this.waiting ? 'state.waiting' : (`state.${mark.text}` as const);
    return html`<div class=${shown ? 'meta' : 'unseen'} part="meta">
      <time datetime=${new Date(line.at).toISOString()}>${language.time(line.at)}</time>
      ${line.author.self ? html`<span class=${`mark ${mark.text}`}>${icons[mark.icon]}${language.text(state)}</span>` : nothing}
    </div>`;
  }

  #refusal() {
    const { language, line } = this;
    return html`<div class="refusal">
      <p class="reason">
        ${icons.alert}<span><b>${language.text('state.refused')}.</b> ${language.error(line.refusal ?? 'internal')}</span>
      </p>
      <div class="actions">
        <button type="button" class="outline" @click=${() => this.dispatchEvent(new ResendRequest(line.key))}>
          ${language.text('message.resend')}
        </button>
        <button type="button" class="plain" @click=${() => this.dispatchEvent(new DiscardRequest(line.key))}>
          ${language.text('message.discard')}
        </button>
      </div>
    </div>`;
  }
}
