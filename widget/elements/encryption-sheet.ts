import { html, LitElement, nothing, type PropertyDeclarations } from 'lit';
import type { DeviceView, MemberView, Snapshot } from '../../engine/snapshot.ts';
import { icons } from '../icons.ts';
import type { Language } from '../language.ts';
import { base } from '../styles/base.ts';
import { encryptionSheet } from '../styles/encryption-sheet.ts';
import { avatar, avatarStyle } from './avatar.ts';

/** Enough of a device's id to tell a person's devices apart. */
const idLetters = 6;

/**
 * Who can read this: members with role and devices, the safety code with how to compare it, the suite. A native
 * dialog: focus goes in, stays in, and comes back to where it was.
 *
 * @csspart sheet - The dialog.
 */
export class BedsideEncryptionSheet extends LitElement {
  static override readonly styles = [base, avatarStyle, encryptionSheet];
  static override readonly properties: PropertyDeclarations = {
    language: { attribute: false },
    snapshot: { attribute: false },
  };
  declare language: Language;
  declare snapshot: Snapshot;

  show(): void {
    const dialog = this.#dialog;
    if (dialog && !dialog.open) dialog.showModal();
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  protected override render() {
    const { language, snapshot } = this;
    const { members, suite, storage } = snapshot;
    return html`<dialog part="sheet" aria-labelledby="title" @click=${this.#onClick}>
      <div class="sheet">
        <div class="top">
          <h2 id="title">${language.text('sheet.title')}</h2>
          <button type="button" @click=${() => this.#dialog?.close()}>
            ${icons.close}<span class="unseen">${language.text('sheet.close')}</span>
          </button>
        </div>
        <div class="body" tabindex="0">
          <p class="intro">${language.text('sheet.intro')}</p>
          <h3>${language.text('sheet.members', { count: members.length })}</h3>
          <ul>${members.map((member) => this.#member(member))}</ul>
          <h3>${language.text('sheet.code')}</h3>
          ${this.#code()}
          <dl>
            ${suite ? html`<div><dt>${language.text('sheet.suite')}</dt><dd><bdi>${suite}</bdi></dd></div>` : nothing}
            ${storage ? html`<div><dt>${language.text('sheet.storage')}</dt><dd>${language.text(`sheet.storage-${storage}`)}</dd></div>` : nothing}
          </dl>
        </div>
      </div>
    </dialog>`;
  }

  #member(member: MemberView) {
    const { language } = this;
    const role = language.text(`role.${member.role}`);
    return html`<li class="member">
      ${avatar(member)}
      <div>
        <p class="name"><b dir="auto">${language.name(member)}</b>${member.self ? html` <span>(${language.text('member.you')})</span>` : nothing}</p>
        <p class="about">${member.name ? html`${role} · ` : nothing}${language.text('sheet.devices', { count: member.devices.length })}</p>
        <ul>${member.devices.map((device) => this.#device(device))}</ul>
      </div>
    </li>`;
  }

  #device(device: DeviceView) {
    const { language } = this;
    return html`<li class=${device.self ? 'device self' : 'device'}>
      ${icons.device}<span>${language.text('sheet.device', { id: device.id.slice(0, idLetters) })}</span>
      ${device.self ? html`<b>${language.text('sheet.this-device')}</b>` : nothing}
    </li>`;
  }

  #code() {
    const { language } = this;
    const groups = this.snapshot.safetyCode?.match(/\d{5}/g);
    if (!groups) return html`<p class="about">${language.text('sheet.code-none')}</p>`;
    // Seen as a group, heard digit by digit: "one two three", not "twelve thousand".
    return html`<p class="code" dir="ltr">
        ${groups.map((group) => html`<span><span aria-hidden="true">${group}</span><span class="unseen">${[...group].join(' ')}.</span></span>`)}
      </p>
      <p class="about">${language.text('sheet.code-how')}</p>`;
  }

  /** A press beside the sheet closes it: the dialog itself is hit only outside its content. */
  readonly #onClick = (event: MouseEvent): void => {
    if (event.target === this.#dialog) this.#dialog?.close();
  };
}
