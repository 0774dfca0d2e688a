import { html, LitElement, nothing, type PropertyDeclarations } from 'lit';
import { codeOf, type ErrorCode } from '../../shared/errors.ts';
import { SayRequest } from '../events/requests.ts';
import { icons } from '../icons.ts';
import type { Language } from '../language.ts';
import { type Room, roomFor } from '../measure.ts';
import { base } from '../styles/base.ts';
import { composer } from '../styles/composer.ts';

const grows = () => CSS.supports('field-sizing', 'content');
const rowsMax = 8;

/**
 * Where a message is written. The draft lives in the text box and nowhere else, and is cleared only when what was
 * sent is saved (INV-2).
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
    saving: { state: true },
    blank: { state: true },
    room: { state: true },
    failure: { state: true },
  };
  declare language: Language;
  /** `connecting`: not known yet whether this person may write. */
  declare access: 'write' | 'read' | 'connecting';
  declare private saving: boolean;
  declare private blank: boolean;
  declare private room: Room;
  declare private failure: ErrorCode | null;

  constructor() {
    super();
    this.access = 'connecting';
    this.saving = false;
    this.blank = true;
    this.room = roomFor('');
    this.failure = null;
  }

  override focus(options?: FocusOptions): void {
    this.#box?.focus(options);
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
    const box = this.#box!;
    this.blank = box.value.trim() === '';
    this.room = roomFor(box.value.trim());
    this.failure = null;
    if (grows()) return;
    box.rows = 1;
    const lineHeight = Number.parseFloat(getComputedStyle(box).lineHeight);
    box.rows = Math.max(1, Math.min(rowsMax, Math.floor(box.scrollHeight / lineHeight)));
  };

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
      this.#onInput();
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
