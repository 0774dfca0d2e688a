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
import { Unsaved } from './unsaved.ts';

const grows = () => CSS.supports('field-sizing', 'content');
const rowsMax = 8;

/** Not in every browser: the node keeps the focus and the keyboard as it moves, and loses its list of what can be undone. */
type Movable = ParentNode & { moveBefore?(node: Node, before: Node | null): void };

/** What a composer cannot take: files. */
type Failure = ErrorCode | 'files';

/**
 * Where a message is written. Each change asks for the draft to be kept; what was sent leaves the text box only when it
 * is saved (INV-2); what is sent meanwhile waits in line behind it. A draft that was kept is put back as long as nothing
 * was written; while a message is edited it waits.
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
  readonly #sent = new Unsaved();
  /** The edit that was saved last. */
  #saved: string | null = null;
  /** A word that was begun with an input method after the last was sent: the box is let be until it ends. */
  #composed: Promise<unknown> | null = null;

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
    if (this.access === 'read') {
      this.#touched = false;
      this.#sent.keep(0);
    }
    this.#restores =
      (changed.has('draft') || changed.has('access')) &&
      this.access !== 'read' &&
      this.draft !== '' &&
      !this.#touched &&
      !this.#box?.value;
    if (this.#restores) this.#measure(this.draft);
  }

  /** What was being written gives way to what is edited, and comes back. */
  #exchange(before: About | null): void {
    const box = this.#box;
    if (!box) return;
    const from = before?.kind === 'edit' ? before.line.key : null;
    const to = this.about?.kind === 'edit' ? this.about.line.key : null;
    if (from === to) return;
    if (from === null) this.#waiting = box.value;
    if (from !== null && this.#sent.first?.edits === from) this.#shift();
    // What was typed after an edit was sent is not of it.
    const next = from !== null && this.#saved === from ? box.value : '';
    if (this.#waiting !== '' || next === '') this.#sent.keep(0);
    this.#saved = null;
    this.#put(to === null ? (this.#waiting ?? '') + next : this.about!.line.text);
    if (to === null) this.#waiting = null;
    this.failure = null;
    this.#fit();
    if (next !== '') this.#changed();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('about')) {
      const before = changed.get('about') ?? null;
      // What waits in line was not written for this one.
      if (this.about && this.about.line.key !== before?.line.key) this.#sent.keep(this.saving ? 1 : 0);
      this.#exchange(before);
    }
    void this.#save();
    if (!this.#restores) return;
    this.#put(this.draft);
    this.#grow();
  }

  protected override render() {
    const { language, access, room, failure } = this;
    if (access === 'read')
      return html`<p class="read-only">${icons.lock}${language.text('composer.read-only')}</p>`;
    const cannot = this.blank || room.over > 0;
    return html`
      ${this.about ? this.#aboutBar(this.about) : nothing}
      <form class=${room.over > 0 ? 'field over' : 'field'} part="composer" @submit=${this.#onSubmit}>
        <label class="unseen" for="box">${language.text('composer.name')}</label>
        <textarea id="box" part="textbox" rows="1" dir="auto" autocomplete="off"
          spellcheck=${this.#spellcheck} writingsuggestions="false" data-gramm="false" data-lt-active="false"
          enterkeyhint=${coarse() ? 'enter' : 'send'} aria-describedby="about hint counter failure"
          aria-invalid=${room.over > 0 ? 'true' : 'false'}
          placeholder=${language.text('composer.placeholder')}
          @input=${this.#onInput} @keydown=${this.#onKey} @compositionstart=${this.#onCompose} @paste=${this.#onFiles} @drop=${this.#onFiles} @dragover=${allowFiles}></textarea>
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

  /** Some browsers send what they check to a server, as do those who offer to write on, and extensions that ask nobody: not unless the page says that it may. */
  get #spellcheck(): string {
    return (this.getRootNode() as ShadowRoot).host.getAttribute('spellcheck') ?? 'false';
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
    if (this.#rest === null) this.#sent.keep(0);
    this.#changed();
    this.dispatchEvent(new TypingRequest(!this.blank));
  };

  #changed(): void {
    this.#fit();
    if (this.about?.kind !== 'edit') this.dispatchEvent(new KeepDraftRequest(this.#box!.value));
  }

  /** The state of the button, the count and the rows, by what stands in the box. */
  #fit(): void {
    if (!this.#box) return;
    this.#measure(this.#rest ?? '');
    this.#grow();
  }

  #measure(text: string): void {
    this.blank = text.trim() === '';
    this.room = roomFor(text.trim());
  }

  /** What is not sent. */
  get #rest(): string | null {
    return this.#sent.rest(this.#box!.value);
  }

  /** What is in the box is another: of what was there before nothing can be undone, for Chromium mixes up what is done again. */
  #put(text: string): void {
    const box = this.#box!;
    box.value = text;
    (box.parentNode as Movable).moveBefore?.(box, box.nextSibling);
  }

  /** What was sent first leaves the box. */
  #shift(): void {
    const stands = this.#rest !== null;
    const { text, edits } = this.#sent.shift()!;
    if (stands) this.#put(this.#box!.value.slice(text.length));
    this.#saved = edits;
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
      // Nor is it for a dialog of the page's, around the chat.
      event.preventDefault();
      event.stopPropagation();
      this.#onCancel();
    }
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || composing || coarse()) return;
    event.preventDefault();
    this.#send();
  };

  readonly #onCompose = (): void => {
    this.#composed = new Promise((done) => {
      for (const end of ['compositionend', 'blur']) this.#box!.addEventListener(end, done, { once: true });
    });
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
    this.#send();
  };

  #send(): void {
    const text = this.#rest ?? '';
    if (text.trim() === '' || roomFor(text.trim()).over > 0) return;
    this.#sent.push(text, this.about?.kind === 'edit' ? this.about.line.key : null);
    this.#composed = null;
    this.#fit();
    void this.#save();
  }

  /** Has what was sent first saved, where it may be, and then the next. */
  async #save(): Promise<void> {
    const { first } = this.#sent;
    if (!first || this.saving || this.access !== 'write') return;
    this.saving = true;
    const request = new SayRequest(first.text.trim());
    this.failure = null;
    try {
      this.dispatchEvent(request);
      await request.answer;
      await this.#composed;
      if (!this.#box) return;
      if (this.#sent.first === first) this.#shift();
      this.#changed();
      if (!this.blank) this.dispatchEvent(new TypingRequest(true));
    } catch (thrown) {
      this.failure = codeOf(thrown);
      this.#sent.keep(0);
      this.#fit();
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
