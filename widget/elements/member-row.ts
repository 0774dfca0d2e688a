import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { DeviceView, MemberView } from '../../engine/snapshot.ts';
import { moreIcons } from '../icons-more.ts';
import type { Language } from '../language.ts';
import { avatar } from './avatar.ts';

const dateOf = (at: number, { locale }: Language): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(at);

/** Enough of a device's id to tell a person's devices apart. */
const idLetters = 6;

/** What a row of the list of members may do. */
export interface RowSetting {
  readonly language: Language;
  /** There is a safety code. */
  readonly isComparable: boolean;
  remove(device: DeviceView): Promise<unknown>;
  compare(person: string): void;
}

/** A person in the list of those who can read this: role, devices, and whether the safety code was compared. */
export function memberRow(member: MemberView, setting: RowSetting): TemplateResult {
  const { language } = setting;
  const role = language.text(`role.${member.role}`);
  return html`<li class="member">
    ${avatar(member)}
    <div>
      <p class="name"><b dir="auto">${language.name(member)}</b>${member.self ? html` <span>(${language.text('member.you')})</span>` : nothing}</p>
      ${member.leaving ? html`<p class="about">${language.text('leave.member')}</p>` : nothing}
      <p class="about">${member.name ? html`${role} · ` : nothing}${language.text('sheet.devices', { count: member.devices.length })}</p>
      <ul>${repeat(
        member.devices,
        ({ id }) => id,
        (device) => deviceRow(member, device, setting),
      )}</ul>
      ${member.self || !setting.isComparable ? nothing : comparison(member, setting)}
    </div>
  </li>`;
}

/** Whether the code was compared with this person, and the way to do it. */
function comparison(member: MemberView, { language, compare }: RowSetting) {
  const { person, compared } = member;
  const name = language.name(member);
  const words = compared?.holds
    ? language.text('compare.done', { date: dateOf(compared.at, language) })
    : language.text('compare.again', { name });
  return html`<div class=${compared?.holds === false ? 'compared again' : 'compared'}>
    ${compared ? html`<p>${compared.holds ? moreIcons.check : moreIcons.alert}<span>${words}</span></p>` : nothing}
    <button type="button" class="plain" data-compare=${person} @click=${() => compare(person)}>
      <span aria-hidden="true">${language.text('compare.start')}</span><span class="unseen">${language.text('compare.start-which', { name })}</span>
    </button>
  </div>`;
}

function deviceRow(member: MemberView, device: DeviceView, { language, remove }: RowSetting) {
  const id = device.id.slice(0, idLetters);
  return html`<li class=${device.self ? 'device self' : 'device'}>
    ${moreIcons.device}<div>
      <span>${language.text('sheet.device', { id })}</span>
      ${device.self ? html`<b>${language.text('sheet.this-device')}</b>` : nothing}
      ${device.addedAt ? html`<span class="added">${language.text('device.added', { date: dateOf(device.addedAt, language) })}</span>` : nothing}
    </div>
    ${
      device.removable
        ? html`<bedside-confirm .language=${language} .act=${() => remove(device)} .words=${{
            ask: language.text('device.remove'),
            which: language.text('device.remove-which', { id }),
            question: member.self
              ? language.text('device.remove-own', { id })
              : language.text('device.remove-other', { id, name: language.name(member) }),
            busy: language.text('device.removing'),
          }}></bedside-confirm>`
        : nothing
    }
  </li>`;
}
