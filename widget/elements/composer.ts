import { html, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { codeOf, type ErrorCode } from '../../shared/errors.ts';
import type { About } from '../deeds.ts';
import {
  EditLastRequest,
  KeepDraftRequest,
  PlainRequest,
  SayRequest,
  TypingRequest,
} from '../events/requests.ts';
import { icons } from '../icons.ts';
import type { Language } from '../language.ts';
import { type Room, roomFor } from '../measure.ts';
import { inOrder } from '../plain-text.ts';
import { base } from '../styles/base.ts';
import { composer } from '../styles/composer.ts';

const grows = () => CSS.supports('field-sizing', 'content');
const rowsMax = 8;

/** What a composer cannot take: files. */
type Failure = ErrorCode | 'files';

/**
 * Where a message is written. Each change asks for the draft to be kept; the text box is cleared only when what was sent
 * is saved (INV-2). A draft that was kept is put back as long as nothing was written; while a message is edited it waits.
 *
 * @csspart composer - The row of text box and button.
 * @csspart textbox - The text box.
 * @csspart send - The button.
 * @csspart about - The message that is being answered or edited, above them.
 */
export class BedsideComposer extends LitElement {
  static override readonly styles = [base, composer];
  static override readonly properties: PropertyDeclarations = {
    language: { attribute: false },
    access: { attribute: false },
    draft: { attribute: false },
    about: { attribute: false },
    saving: { state: true },
    blank: { state: true },
    room: { state: true },
    failure: { state: true },
  };
  declare language: Language;
  /** `connecting`: not known yet whether this person may write; what is sent meanwhile waits in the box. */
  declare access: 'write' | 'read' | 'connecting';
  /** What was being written the last time. */
  declare draft: string;
  declare private saving: boolean;
  declare private blank: boolean;
  declare private room: Room;
  declare private failure: Failure | null;
  /** What is being answered or edited. */
  declare about: About | null;
  /** What stood in the box before an edit. */
  #waiting: string | null = null;
  /** Somebody wrote here: what comes from the disk comes too late. */
  #touched = false;
  #restores = false;
  /** What was in the box when it was sent, before it was known whether this person may write. */
  #sentEarly: string | null = null;

  constructor() {
    super();
    this.access = 'connecting';
    this.draft = '';
    this.about = null;
    this.saving = false;
    this.blank = true;
    this.room = roomFor('');
    this.failure = null;
  }

  override focus(options?: FocusOptions): void {
    this.#box?.focus(options);
  }

  /** Puts a text where the cursor is, with the focus; an empty one leaves what is there. */
  insert(text: string): void {
    const box = this.#box;
    box?.focus();
    if (!box || text === '') return;
    box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
    this.#onInput();
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

  /** What was being written gives way to what is edited, and comes back. */
  #exchange(before: About | null): void {
    const box = this.#box;
    if (!box) return;
    const from = before?.kind === 'edit' ? before.line.key : null;
    const to = this.about?.kind === 'edit' ? this.about.line.key : null;
    if (from === to) return;
    if (from === null) this.#waiting = box.value;
    box.value = to === null ? (this.#waiting ?? '') : this.about!.line.text;
    if (to === null) this.#waiting = null;
    this.failure = null;
    this.#fit();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('about')) this.#exchange(changed.get('about') ?? null);
    if (this.#sentEarly !== null && this.access === 'write') void this.#send();
    if (!this.#restores) return;
    this.#box!.value = this.draft;
    this.#grow();
  }

  protected override render() {
    const { language, access, room, failure } = this;
    if (access === 'read')
      return html`<p class="read-only">${icons.lock}${language.text('composer.read-only')}</p>`;
    const cannot = this.blank || this.saving || room.over > 0;
    return html`
      ${this.about ? this.#aboutBar(this.about) : nothing}
      <form class=${room.over > 0 ? 'field over' : 'field'} part="composer" @submit=${this.#onSubmit}>
        <label class="unseen" for="box">${language.text('composer.name')}</label>
        <textarea id="box" part="textbox" rows="1" dir="auto" autocomplete="off"
          enterkeyhint=${coarse() ? 'enter' : 'send'} aria-describedby="about hint counter failure"
          aria-invalid=${room.over > 0 ? 'true' : 'false'}
          placeholder=${language.text('composer.placeholder')}
          @input=${this.#onInput} @keydown=${this.#onKey} @paste=${this.#onFiles} @drop=${this.#onFiles} @dragover=${allowFiles}></textarea>
        <button type="submit" class="solid" part="send" aria-disabled=${cannot ? 'true' : 'false'} @pointerdown=${keepFocus}>
          ${this.about?.kind === 'edit' ? icons.check : icons.send}<span class="unseen">${language.text(this.about?.kind === 'edit' ? 'composer.save' : 'composer.send')}</span>
        </button>
      </form>
      <p class="unseen" id="hint">${coarse() ? nothing : language.text('composer.hint-keys')}</p>
      <p class=${room.over > 0 ? 'counter over' : 'counter'} id="counter">${this.#count()}</p>
      <p class="failure" id="failure" role="alert">${
        failure === null
          ? nothing
          : html`${icons.alert}<span>${failure === 'files' ? language.text('composer.files') : language.text('composer.failed', { reason: language.error(failure) })}</span>`
      }</p>
    `;
  }

  #aboutBar({ kind, line }: About) {
    const { language } = this;
    const name = line.author.self ? language.text('member.you') : language.name(line.author);
    return html`<div class="about" part="about" id="about">
      <p>
        <b>${icons[kind === 'edit' ? 'pencil' : 'reply']}<span>${kind === 'edit' ? language.text('about.edit') : language.text('about.reply', { name })}</span></b>
        <span class="quoted" dir="auto" lang="">${inOrder(line.text)}</span>
      </p>
      <button type="button" @click=${this.#onCancel}>${icons.close}<span class="unseen">${language.text('about.cancel')}</span></button>
    </div>`;
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
    if (this.about?.kind !== 'edit') this.dispatchEvent(new KeepDraftRequest(this.#box!.value));
    this.dispatchEvent(new TypingRequest(!this.blank));
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
    if (event.key === 'ArrowUp' && !composing && !this.about && this.#box!.value === '') {
      event.preventDefault();
      this.dispatchEvent(new EditLastRequest());
    }
    if (event.key === 'Escape' && !composing && this.about) {
      event.stopPropagation();
      this.#onCancel();
    }
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || composing || coarse()) return;
    event.preventDefault();
    void this.#send();
  };

  readonly #onCancel = (): void => {
    this.dispatchEvent(new PlainRequest());
  };

  /** Files dropped on a page open in its place: here nothing is lost. */
  readonly #onFiles = (event: ClipboardEvent | DragEvent): void => {
    const data = 'clipboardData' in event ? event.clipboardData : event.dataTransfer;
    if (!data || data.files.length === 0 || data.types.includes('text/plain')) return;
    event.preventDefault();
    this.failure = 'files';
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    this.#box?.focus();
    void this.#send();
  };

  async #send(): Promise<void> {
    const box = this.#box!;
    const wrote = this.#sentEarly ?? box.value;
    const text = wrote.trim();
    if (text === '' || (this.saving && this.#sentEarly === null) || this.room.over > 0) return;
    this.saving = true;
    this.#sentEarly = this.access === 'connecting' ? wrote : null;
    if (this.#sentEarly !== null) return;
    const request = new SayRequest(text);
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

const allowFiles = (event: DragEvent): void => {
  if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
};
const coarse = (): boolean => matchMedia('(pointer: coarse)').matches;
/** A press on Send must not close the phone's keyboard. */
const keepFocus = (event: PointerEvent): void => event.preventDefault();
