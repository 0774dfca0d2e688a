import { html, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { codeOf, type ErrorCode } from '../../shared/errors.ts';
import { KeepDraftRequest, SayRequest } from '../events/requests.ts';
import { icons } from '../icons.ts';
import type { Language } from '../language.ts';
import { type Room, roomFor } from '../measure.ts';
import { base } from '../styles/base.ts';
import { composer } from '../styles/composer.ts';

const grows = () => CSS.supports('field-sizing', 'content');
const rowsMax = 8;

/**
 * Where a message is written. Each change asks for the draft to be kept; the text box is cleared only when what was sent
 * is saved (INV-2). A draft that was kept is put back as long as nothing was written.
 *
 * @csspart composer - The row of text box and button.
 * @csspart textbox - The text box.
 * @csspart send - The button.
 */
export class BedsideComposer extends LitElement {
  static override readonly styles = [base, composer];
  static override readonly properties: PropertyDeclarations = {
    language: { attribute: false },
    access: { attribute: false },
    draft: { attribute: false },
    saving: { state: true },
    blank: { state: true },
    room: { state: true },
    failure: { state: true },
  };
  declare language: Language;
  /** `connecting`: not known yet whether this person may write. */
  declare access: 'write' | 'read' | 'connecting';
  /** What was being written the last time. */
  declare draft: string;
  declare private saving: boolean;
  declare private blank: boolean;
  declare private room: Room;
  declare private failure: ErrorCode | null;
  /** Somebody wrote here: what comes from the disk comes too late. */
  #touched = false;
  #restores = false;

  constructor() {
    super();
    this.access = 'connecting';
    this.draft = '';
    this.saving = false;
    this.blank = true;
    this.room = roomFor('');
    this.failure = null;
  }

  override focus(options?: FocusOptions): void {
    this.#box?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#restores =
      (changed.has('draft') || changed.has('access')) &&
      this.access !== 'read' &&
      this.draft !== '' &&
      !this.#touched &&
      !this.#box?.value;
    if (!this.#restores) return;
    this.blank = this.draft.trim() === '';
    this.room = roomFor(this.draft.trim());
  }

  protected override updated(): void {
    if (!this.#restores) return;
    this.#box!.value = this.draft;
    this.#grow();
  }

  protected override render() {
    const { language, access, room, failure } = this;
    if (access === 'read')
      return html`<p class="read-only">${icons.lock}${language.text('composer.read-only')}</p>`;
    const waits = access === 'connecting';
    const cannot = this.blank || this.saving || room.over > 0 || waits;
    return html`
      <form class=${room.over > 0 ? 'field over' : 'field'} part="composer" @submit=${this.#onSubmit}>
        <label class="unseen" for="box">${language.text('composer.name')}</label>
        <textarea id="box" part="textbox" rows="1" dir="auto" autocomplete="off"
          enterkeyhint=${coarse() ? 'enter' : 'send'} aria-describedby="hint counter failure"
          aria-invalid=${room.over > 0 ? 'true' : 'false'} ?disabled=${waits}
          placeholder=${language.text(waits ? 'composer.connecting' : 'composer.placeholder')}
          @input=${this.#onInput} @keydown=${this.#onKey}></textarea>
        <button type="submit" class="solid" part="send" aria-disabled=${cannot ? 'true' : 'false'} @pointerdown=${keepFocus}>
          ${icons.send}<span class="unseen">${language.text('composer.send')}</span>
        </button>
      </form>
      <p class="unseen" id="hint">${coarse() ? nothing : language.text('composer.hint-keys')}</p>
      <p class=${room.over > 0 ? 'counter over' : 'counter'} id="counter">${this.#count()}</p>
      <p class="failure" id="failure" role="alert">${
        failure === null
          ? nothing
          : html`${icons.alert}<span>${language.text('composer.failed', { reason: language.error(failure) })}</span>`
      }</p>
    `;
  }

  #count() {
    const { over, left } = this.room;
    if (over > 0) return this.language.text('composer.over', { count: over });
    return left === null ? nothing : this.language.text('composer.left', { count: left });
  }

  get #box(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  readonly #onInput = (): void => {
    this.#touched = true;
    this.failure = null;
    this.#fit();
    this.dispatchEvent(new KeepDraftRequest(this.#box!.value));
  };

  /** The state of the button, the count and the rows, by what stands in the box. */
  #fit(): void {
    const box = this.#box!;
    this.blank = box.value.trim() === '';
    this.room = roomFor(box.value.trim());
    this.#grow();
  }

  /** Where the text box cannot do it by itself. */
  #grow(): void {
    if (grows()) return;
    const box = this.#box!;
    box.rows = 1;
    const lineHeight = Number.parseFloat(getComputedStyle(box).lineHeight);
    box.rows = Math.max(1, Math.min(rowsMax, Math.floor(box.scrollHeight / lineHeight)));
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    // An Enter that ends a composition belongs to the input method; old Safari tells by 229 only.
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || composing || coarse()) return;
    event.preventDefault();
    void this.#send();
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    this.#box?.focus();
    void this.#send();
  };

  async #send(): Promise<void> {
    const box = this.#box!;
    const wrote = box.value;
    const text = wrote.trim();
    if (text === '' || this.saving || this.room.over > 0 || this.access !== 'write') return;
    const request = new SayRequest(text);
    this.saving = true;
    this.failure = null;
    try {
      this.dispatchEvent(request);
      await request.answer;
      // What was typed while saving stays.
      box.value = box.value.startsWith(wrote) ? box.value.slice(wrote.length) : box.value;
      if (box.value === '') this.#fit();
      else this.#onInput();
    } catch (thrown) {
      this.failure = codeOf(thrown);
    } finally {
      this.saving = false;
    }
  }
}

const coarse = (): boolean => matchMedia('(pointer: coarse)').matches;
/** A press on Send must not close the phone's keyboard. */
const keepFocus = (event: PointerEvent): void => event.preventDefault();
