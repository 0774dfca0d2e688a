import { html, LitElement, nothing, type PropertyDeclarations } from 'lit';
import type { VaultView, VaultWay } from '../../engine/snapshot.ts';
import { base64url } from '../../shared/bytes.ts';
import { codeOf, type ErrorCode } from '../../shared/errors.ts';
import { recoveryCode, recoveryKey, recoveryKeyBytes } from '../../shared/recovery-code.ts';
import { VaultRequest } from '../events/requests.ts';
import type { Language, TextKey } from '../language.ts';
import { hasPasskeys, makePasskey, usePasskey } from '../passkey.ts';
import { base } from '../styles/base.ts';
import { vaultPanel } from '../styles/vault-panel.ts';

type Own = Extract<VaultView, { policy: 'own' }>;
/** What the person is told beside the panel: a word of ours, or what an error means. */
type Said = { readonly key: Extract<TextKey, `vault.${string}`> } | { readonly code: ErrorCode } | null;

/**
 * The vault that a person keeps: makes one, by a passkey or a recovery code; opens it; says how it stands. Loaded when
 * somebody looks at it.
 *
 * A code is shown (`code`) until the person says that it is saved; only then is anything kept under it.
 */
export class BedsideVaultPanel extends LitElement {
  static override readonly styles = [base, vaultPanel];
  static override readonly properties: PropertyDeclarations = {
    language: { attribute: false },
    vault: { attribute: false },
    code: { state: true },
    busy: { state: true },
    said: { state: true },
    anew: { state: true },
  };
  declare language: Language;
  declare vault: Own;
  declare code: string | null;
  declare busy: boolean;
  declare said: Said;
  declare anew: boolean;

  constructor() {
    super();
    this.code = null;
    this.busy = false;
    this.said = null;
    this.anew = false;
  }

  protected override render() {
    const { said, language, busy } = this;
    const words =
      said === null ? nothing : 'key' in said ? language.text(said.key) : language.error(said.code);
    return html`<div aria-busy=${busy ? 'true' : 'false'}>
      ${this.code === null ? this.#stand() : this.#shown(this.code)}
      <p class="said" role="status">${busy ? language.text('vault.busy') : words}</p>
    </div>`;
  }

  #stand() {
    const { language, vault } = this;
    if (this.anew)
      return html`<p>${language.text('vault.anew-warn')}</p>${this.#make()}
      <p class="row"><button type="button" class="plain" @click=${() => this.#start(false)}>${language.text('vault.back')}</button></p>`;
    switch (vault.state) {
      case 'unknown':
        return html`<p>${language.text('vault.unknown')}</p>`;
      case 'none':
        return html`<p>${language.text('vault.none')}</p>${this.#make()}`;
      case 'open':
        return html`<p>${language.text('vault.open')}</p>
          <ul>${vault.ways.map(({ kind }) => html`<li>${language.text(`vault.way-${kind}`)}</li>`)}</ul>
          ${this.#make()}`;
      case 'locked':
        return html`<p>${language.text('vault.locked')}</p>${this.#unlock()}${this.#anew()}`;
      case 'rolled-back':
        return html`<p class="bad">${language.text('vault.rolled-back')}</p>${this.#anew()}`;
    }
  }

  #make() {
    const { language } = this;
    return html`<p class="row">
      ${hasPasskeys() ? html`<button type="button" ?disabled=${this.busy} @click=${this.#onMakePasskey}>${language.text('vault.make-passkey')}</button>` : nothing}
      <button type="button" ?disabled=${this.busy} @click=${this.#onMakeCode}>${language.text('vault.make-code')}</button>
    </p>`;
  }

  #unlock() {
    const { language, vault } = this;
    const has = (kind: string) => vault.ways.some((way) => way.kind === kind);
    return html`${
      has('passkey') && hasPasskeys()
        ? html`<p class="row"><button type="button" ?disabled=${this.busy} @click=${this.#onUsePasskey}>${language.text('vault.use-passkey')}</button></p>`
        : nothing
    }
    ${
      has('code')
        ? html`<form class="row" @submit=${this.#onCode}>
            <label for="code">${language.text('vault.way-code')}</label>
            <input id="code" dir="ltr" autocomplete="off" autocapitalize="characters" spellcheck="false" />
            <button type="submit" ?disabled=${this.busy}>${language.text('vault.unlock')}</button>
          </form>`
        : nothing
    }`;
  }

  #anew() {
    return html`<p class="row"><button type="button" class="plain" @click=${() => this.#start(true)}>${this.language.text('vault.anew')}</button></p>`;
  }

  #shown(code: string) {
    const { language } = this;
    return html`<p>${language.text('vault.code-once')}</p>
      <p class="code" dir="ltr" tabindex="-1">${code
        .split('-')
        .map(
          (group) =>
            html`<span><span aria-hidden="true">${group}</span><span class="unseen">${[...group].join(' ')}.</span></span>`,
        )}</p>
      <p class="row">
        <button type="button" ?disabled=${this.busy} @click=${this.#onSaved}>${language.text('vault.saved')}</button>
        <button type="button" class="plain" @click=${this.#onCopy}>${language.text('vault.copy')}</button>
        <button type="button" class="plain" ?disabled=${this.busy} @click=${() => this.#start(false)}>${language.text('vault.back')}</button>
      </p>`;
  }

  #start(anew: boolean): void {
    this.code = null;
    this.said = null;
    this.anew = anew;
  }

  /** Has the vault kept or opened by this way; null: there is none. */
  async #do(act: 'keep' | 'open', way: Promise<VaultWay | null>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.said = null;
    try {
      const found = await way;
      if (found === null) this.said = { key: 'vault.passkey-none' };
      else {
        const request = new VaultRequest(act, found);
        this.dispatchEvent(request);
        await request.answer;
        this.#start(false);
      }
    } catch (thrown) {
      this.said = { code: codeOf(thrown) };
    }
    this.busy = false;
  }

  readonly #onMakePasskey = (): void => {
    void this.#do('keep', makePasskey(this.language.text('list.name')));
  };

  readonly #onUsePasskey = (): void => {
    void this.#do('open', usePasskey(this.vault.ways));
  };

  readonly #onMakeCode = async (): Promise<void> => {
    this.said = null;
    this.code = recoveryCode(crypto.getRandomValues(new Uint8Array(recoveryKeyBytes)));
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.code')?.focus();
  };

  readonly #onSaved = (): void => {
    void this.#do('keep', Promise.resolve(codeWay(this.code ?? '')));
  };

  readonly #onCopy = async (): Promise<void> => {
    await navigator.clipboard.writeText(this.code ?? '').then(
      () => {
        this.said = { key: 'vault.copied' };
      },
      () => {},
    );
  };

  readonly #onCode = (event: SubmitEvent): void => {
    event.preventDefault();
    const input = this.renderRoot.querySelector<HTMLInputElement>('#code')!;
    const way = codeWay(input.value);
    if (way === null) this.said = { key: 'vault.code-slip' };
    else void this.#do('open', Promise.resolve(way));
  };
}

function codeWay(text: string): VaultWay | null {
  const key = recoveryKey(text);
  return key === null ? null : { kind: 'code', id: '', key: base64url(key) };
}

/** Registers the panel. A second call, or a second copy, registers nothing. */
export function defineVaultPanel(): void {
  if (!customElements.get('bedside-vault-panel'))
    customElements.define('bedside-vault-panel', BedsideVaultPanel);
}
