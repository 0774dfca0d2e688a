import { html, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import type { MemberView } from '../../engine/snapshot.ts';
import { codeOf, type ErrorCode } from '../../shared/errors.ts';
import { CompareRequest } from '../events/requests.ts';
import type { Language } from '../language.ts';
import { base } from '../styles/base.ts';
import { compareView } from '../styles/compare-view.ts';

/** What is said under the code: it is another since the person began, or their word could not be noted. */
type Said = 'changed' | { readonly code: ErrorCode } | null;

/**
 * The safety code, large, to be read aloud with one other person, and what came of it. Loaded when somebody compares.
 * Says `done` when there is nothing more to do here.
 */
export class BedsideCompareView extends LitElement {
  static override readonly styles = [base, compareView];
  static override readonly properties: PropertyDeclarations = {
    language: { attribute: false },
    member: { attribute: false },
    code: { attribute: false },
    differs: { state: true },
    busy: { state: true },
    said: { state: true },
  };
  declare language: Language;
  /** With whom. */
  declare member: MemberView;
  declare code: string;
  declare private differs: boolean;
  declare private busy: boolean;
  declare private said: Said;

  constructor() {
    super();
    this.differs = false;
    this.busy = false;
    this.said = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    // What was read of the one before says nothing about this one.
    if (changed.get('code') === undefined || this.busy) return;
    this.said = 'changed';
    this.differs = false;
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('h3')?.focus();
  }

  protected override render() {
    const { language, member, said, busy } = this;
    const name = language.name(member);
    const words =
      said === null
        ? nothing
        : said === 'changed'
          ? language.text('compare.changed')
          : language.error(said.code);
    return html`<div aria-busy=${busy ? 'true' : 'false'}>
      <h3 tabindex="-1">${language.text('compare.title', { name })}</h3>
      <p>${language.text('compare.how', { name })}</p>
      <ol dir="ltr">${this.#groups()}</ol>
      <p class="said" role="status">${words}</p>
      ${this.differs ? html`<p class="differ" role="alert">${language.text('compare.differ-what')}</p>` : nothing}
      <div class="actions">
        ${
          this.differs
            ? nothing
            : html`<button type="button" class="solid" ?disabled=${busy} @click=${this.#onSame}>${language.text('compare.same')}</button>
            <button type="button" class="outline" ?disabled=${busy} @click=${this.#onDiffer}>${language.text('compare.differ')}</button>`
        }
        <button type="button" class="plain" @click=${this.#leave}>${language.text('vault.back')}</button>
      </div>
    </div>`;
  }

  /** Seen as a group, heard digit by digit, with its number: that is how one finds the place again. */
  #groups() {
    const groups = this.code.match(/\d{5}/g) ?? [];
    return groups.map((group, i) => {
      const spoken = this.language.text('compare.group', { number: i + 1, digits: [...group].join(' ') });
      return html`<li><span aria-hidden="true">${group}</span><span class="unseen">${spoken}</span></li>`;
    });
  }

  async #note(code: string | null): Promise<boolean> {
    this.busy = true;
    this.said = null;
    const request = new CompareRequest(this.member.person, code);
    this.dispatchEvent(request);
    try {
      await request.answer;
      return true;
    } catch (thrown) {
      const failed = codeOf(thrown);
      this.said = failed === 'mls-stale-epoch' ? 'changed' : { code: failed };
      return false;
    } finally {
      this.busy = false;
    }
  }

  readonly #onSame = async (): Promise<void> => {
    if (await this.#note(this.code)) this.#leave();
  };

  readonly #onDiffer = async (): Promise<void> => {
    this.differs = await this.#note(null);
  };

  readonly #leave = (): void => {
    this.dispatchEvent(new CustomEvent('done'));
  };
}

/** Registers the view. A second call, or a second copy, registers nothing. */
export function defineCompareView(): void {
  if (!customElements.get('bedside-compare-view'))
    customElements.define('bedside-compare-view', BedsideCompareView);
}
