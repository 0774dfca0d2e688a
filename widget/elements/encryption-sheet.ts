import { html, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { DeviceView, Snapshot } from '../../engine/snapshot.ts';
import { CompareRequest, LeaveRequest, RemoveDevicesRequest, VaultRequest } from '../events/requests.ts';
import { icons } from '../icons.ts';
import type { Language } from '../language.ts';
import { soundWanted, wantSound } from '../sound.ts';
import { base } from '../styles/base.ts';
import { encryptionSheet } from '../styles/encryption-sheet.ts';
import { avatarStyle } from './avatar.ts';
import { awaitedList } from './awaited-list.ts';
import { BedsideConfirm } from './confirm.ts';
import { memberRow, type RowSetting } from './member-row.ts';

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
    mayLeave: { attribute: false },
    bells: { attribute: false },
    done: { state: true },
    panel: { state: true },
    comparing: { state: true },
  };
  declare language: Language;
  declare snapshot: Snapshot;
  /** The portal leaves it to people to go. */
  declare mayLeave: boolean;
  /** The page and the relay can have this person rung while no page is open. */
  declare bells: boolean;
  /** What was asked here came about: its words, for the ear. */
  declare private done: string;
  /** The panel of a vault that the person keeps was loaded. */
  declare panel: boolean;
  /** The person with whom the code is being compared. */
  declare private comparing: string | null;
  #loading = false;
  /** Counts how often it was shown. */
  #turn = 0;
  readonly #removing = new Set<string>();

  constructor() {
    super();
    this.done = '';
    this.panel = false;
    this.comparing = null;
  }

  show(): void {
    this.comparing = null;
    const dialog = this.#dialog;
    this.#turn += 1;
    if (this.bells) void this.#loadBells();
    if (dialog && !dialog.open) {
      dialog.showModal();
      this.#sight.observe(dialog);
      this.requestUpdate('snapshot');
    }
    if (this.snapshot.vault?.policy === 'own') void this.#load();
  }

  /** Offline, or a release ago: it is asked for again when somebody looks again. */
  async #load(): Promise<void> {
    if (this.#loading || this.panel) return;
    this.#loading = true;
    try {
      (await import('./vault-panel.ts')).defineVaultPanel();
      this.panel = true;
    } catch {
      // The sheet says all else.
    }
    this.#loading = false;
  }

  async #loadBells(): Promise<void> {
    try {
      (await import('../bell/bell-choice.ts')).defineBellChoice();
    } catch {
      // As above.
    }
  }

  /** Out of sight with what is around it, and open, it would keep everybody from the page. */
  readonly #sight = new ResizeObserver(() => {
    if (this.#dialog?.checkVisibility?.() === false) this.#dialog.close();
  });

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  /** Closed, it is not rendered again and again for nobody. */
  protected override shouldUpdate(): boolean {
    return this.#dialog?.open !== false;
  }

  protected override willUpdate(changed: PropertyValues): void {
    // It was open before that was known.
    if (changed.has('bells') && this.bells && this.#dialog?.open) void this.#loadBells();
    if (!changed.has('snapshot') || this.#removing.size === 0) return;
    const there = new Set(this.snapshot.members.flatMap(({ devices }) => devices.map(({ id }) => id)));
    for (const id of this.#removing) {
      if (there.has(id)) continue;
      this.#removing.delete(id);
      this.done = this.language.text('device.removed');
    }
  }

  protected override updated(changed: PropertyValues): void {
    // The button that had the focus went with its device.
    if (changed.has('done') && this.done !== '')
      this.renderRoot.querySelector<HTMLElement>('.body')?.focus({ preventScroll: true });
    const compared = changed.get('comparing') as string | null | undefined;
    if (changed.has('comparing') && this.comparing === null && compared)
      this.renderRoot.querySelector<HTMLElement>(`[data-compare="${CSS.escape(compared)}"]`)?.focus();
  }

  protected override render() {
    const { language } = this;
    return html`<dialog part="sheet" aria-labelledby="title" @click=${this.#onClick}>
      <div class="sheet">
        <div class="top">
          <h2 id="title">${language.text('sheet.title')}</h2>
          <button type="button" @click=${() => this.#dialog?.close()}>
            ${icons.close}<span class="unseen">${language.text('sheet.close')}</span>
          </button>
        </div>
        <div class="body" tabindex="0">${this.#body()}</div>
      </div>
    </dialog>`;
  }

  #body() {
    const { language, snapshot, comparing } = this;
    const { members, suite, storage, safetyCode } = snapshot;
    const other = members.find(({ person }) => person === comparing);
    if (other && safetyCode)
      return html`<bedside-compare-view .language=${language} .member=${other} .code=${safetyCode}
        @bedside-compare-request=${this.#onCompare} @done=${this.#onCompared}></bedside-compare-view>`;
    return html`<p class="intro">${language.text('sheet.intro')}</p>
          <h3>${language.text('sheet.members', { count: members.length })}</h3>
          <p class="unseen" role="status">${this.done}</p>
          <ul>${repeat(
            members,
            ({ person }) => person,
            (member) => memberRow(member, this.#rowSetting),
          )}</ul>
          ${awaitedList(snapshot, language)}
          <h3>${language.text('sheet.code')}</h3>
          ${this.#code()}
          ${this.#vault()}
          <dl>
            ${suite ? html`<div><dt>${language.text('sheet.suite')}</dt><dd><bdi>${suite}</bdi></dd></div>` : nothing}
            ${storage ? html`<div><dt>${language.text('sheet.storage')}</dt><dd>${language.text(`sheet.storage-${storage}`)}</dd></div>` : nothing}
          </dl>
          <label class="choice"><input type="checkbox" .checked=${soundWanted()} @change=${this.#onSound}>${language.text('sheet.sound')}</label>
          ${this.bells ? html`<bedside-bell-choice .language=${language} .turn=${this.#turn}></bedside-bell-choice>` : nothing}
          ${this.mayLeave && snapshot.self ? this.#leaving() : nothing}`;
  }

  #leaving() {
    const { language, snapshot } = this;
    if (snapshot.leaving) return html`<p class="about" role="status">${language.text('leave.waiting')}</p>`;
    const words = {
      ask: language.text('leave.ask'),
      which: language.text('leave.ask'),
      question: language.text('leave.question'),
      busy: language.text('leave.waiting'),
    };
    return html`<bedside-confirm class="leave" .language=${language} .act=${this.#leave} .words=${words}></bedside-confirm>`;
  }

  readonly #leave = (): Promise<unknown> => {
    const request = new LeaveRequest();
    this.dispatchEvent(request);
    return request.answer;
  };

  #vault() {
    const { language, panel } = this;
    const { vault } = this.snapshot;
    if (!vault) return nothing;
    const own = panel && vault.policy === 'own';
    if (vault.policy === 'own' && this.#dialog?.open) void this.#load();
    return html`<h3>${language.text('vault.title')}</h3>
      ${
        own
          ? html`<bedside-vault-panel .language=${language} .vault=${vault} @bedside-vault-request=${this.#onVault}></bedside-vault-panel>`
          : html`<p class="about">${language.text(vault.policy === 'portal' ? 'vault.portal' : 'vault.unknown')}</p>`
      }`;
  }

  get #rowSetting(): RowSetting {
    return {
      language: this.language,
      isComparable: this.snapshot.safetyCode !== null,
      remove: (device) => this.#remove(device),
      compare: (person) => this.#compare(person),
    };
  }

  async #compare(person: string): Promise<void> {
    try {
      (await import('./compare-view.ts')).defineCompareView();
      this.comparing = person;
    } catch {
      this.done = this.language.error('relay-unreachable');
    }
  }

  #remove({ id }: DeviceView): Promise<unknown> {
    const request = new RemoveDevicesRequest([id]);
    this.done = '';
    this.dispatchEvent(request);
    this.#removing.add(id);
    request.answer.catch(() => this.#removing.delete(id));
    return request.answer;
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

  /** Heard at once, so that one knows what was chosen. */
  readonly #onSound = (event: Event): void => {
    const { checked } = event.target as HTMLInputElement;
    wantSound(checked);
    if (checked) void import('../chime.ts').then(({ chime }) => chime()).catch(() => {});
  };

  readonly #onCompared = (): void => {
    this.comparing = null;
  };

  /** On from this shadow root to the next. */
  readonly #onCompare = (event: CompareRequest): void => {
    const request = new CompareRequest(event.person, event.code);
    this.dispatchEvent(request);
    event.answer = request.answer;
  };

  /** On from this shadow root to the next. */
  readonly #onVault = (event: VaultRequest): void => {
    const request = new VaultRequest(event.act, event.way);
    this.dispatchEvent(request);
    event.answer = request.answer;
  };

  /** A press beside the sheet closes it: the dialog itself is hit only outside its content. */
  readonly #onClick = (event: MouseEvent): void => {
    if (event.target === this.#dialog) this.#dialog?.close();
  };
}

/** Registers the sheet and what is on it. A second call, or a second copy, registers nothing. */
export function defineSheet(): void {
  if (!customElements.get('bedside-confirm')) customElements.define('bedside-confirm', BedsideConfirm);
  if (!customElements.get('bedside-encryption-sheet'))
    customElements.define('bedside-encryption-sheet', BedsideEncryptionSheet);
}
