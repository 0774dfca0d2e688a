import { html, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Talk } from '../../engine/snapshot.ts';
import type { TextLine } from '../arrange.ts';
import { icons } from '../icons.ts';
import type { Language } from '../language.ts';
import { inOrder } from '../plain-text.ts';
import { base } from '../styles/base.ts';
import { spans } from './plain-form.ts';
import { Search } from './search.ts';
import { searchPanel } from './search-panel-styles.ts';

/** After the last key: then it looks. */
const pauseMs = 200;
/** So much of a message is shown before the first word that was found, and in all. */
const beforeChars = 40;
const snippetChars = 160;

/**
 * Where one searches, and what was found, over the messages. What is typed here goes nowhere: it stands in the field and in
 * {@link Search}, in no attribute, event or address (INV-10), and is forgotten with the panel.
 */
export class BedsideSearch extends LitElement {
  static override readonly styles = [base, searchPanel];
  static override readonly properties: PropertyDeclarations = {
    talk: { attribute: false },
    language: { attribute: false },
    show: { attribute: false },
    close: { attribute: false },
  };
  declare talk: Talk;
  declare language: Language;
  /** Brings the message at this place before the reader. */
  declare show: (seq: number) => void;
  declare close: () => void;
  #search: Search | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The one of what was found that the Tab key comes to. */
  #row = 0;

  override focus(options?: FocusOptions): void {
    this.#field?.focus(options);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#search?.stop();
    this.#search = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('talk')) return;
    this.#search?.stop();
    this.#search = new Search(this.talk, () => this.requestUpdate());
    if (this.#field?.value) this.#look();
  }

  protected override firstUpdated(): void {
    this.focus();
  }

  protected override render() {
    const { language } = this;
    const search = this.#search!;
    const { state } = search;
    const found = search.found;
    this.#row = Math.max(0, Math.min(this.#row, found.length - 1));
    return html`<div class="search" role="search" @keydown=${this.#onKey}>
      <div class="bar">
        ${icons.search}
        <label class="unseen" for="field">${language.text('search.name')}</label>
        <input id="field" type="text" role="searchbox" enterkeyhint="search" autocomplete="off" autocapitalize="none" spellcheck="false" dir="auto"
          placeholder=${language.text('search.name')} @input=${this.#onInput} />
        <button type="button" class="close" @click=${() => this.close()}>${icons.close}<span class="unseen">${language.text('search.close')}</span></button>
      </div>
      <div class="found">
        <p class="state" role="status">${this.#words(found.length)}</p>
        <ul>${repeat(
          found,
          ({ key }) => key,
          (line, i) => this.#found(line, i),
        )}</ul>
        ${
          state === 'more' || state === 'cut'
            ? html`<p class="rest"><button type="button" class="outline" @click=${() => void search.goOn()}>${language.text('search.earlier')}</button></p>`
            : nothing
        }
      </div>
    </div>`;
  }

  #words(count: number): string {
    const { language } = this;
    const { state } = this.#search!;
    if (state === 'blank') return language.text('search.hint');
    if (state === 'looking') return language.text('search.looking');
    const what = count > 0 ? language.text('search.found', { count }) : language.text('search.none');
    return state === 'cut' ? `${what} ${language.text('search.cut')}` : what;
  }

  #found(line: TextLine, i: number) {
    const { language } = this;
    const { author, at } = line;
    const name = author.self ? language.text('member.you') : language.name(author);
    return html`<li><button type="button" tabindex=${i === this.#row ? 0 : -1} @focus=${() => this.#onRow(i)} @click=${() => this.show(line.seq!)}>
      <span class="head"><b dir="auto" lang="">${name}</b><time datetime=${new Date(at).toISOString()}>${language.day(at, Date.now())}, ${language.time(at)}</time></span>
      <span class="text" dir="auto" lang="">${this.#snippet(line.text)}</span>
    </button></li>`;
  }

  /** The part of a text in which the first word stands, with the words marked. */
  #snippet(text: string) {
    const clean = inOrder(text);
    const found = spans(clean, this.#search!.words);
    const first = found[0]?.[0] ?? 0;
    // Not in the middle of a letter of two units, nor of a word where there is a blank.
    const blank = clean.indexOf(' ', Math.max(0, first - beforeChars));
    const start =
      first <= beforeChars || blank < 0 || blank >= first
        ? wholeAt(clean, Math.max(0, first - beforeChars))
        : blank + 1;
    const end = endOf(clean, start + snippetChars);
    const parts: unknown[] = start === 0 ? [] : ['…'];
    let at = start;
    for (const [from, to] of found) {
      if (from >= end) break;
      parts.push(clean.slice(at, from), html`<mark>${clean.slice(from, Math.min(to, end))}</mark>`);
      at = Math.min(to, end);
    }
    parts.push(clean.slice(at, end), end < clean.length ? '…' : '');
    return parts;
  }

  get #field(): HTMLInputElement | null {
    return this.renderRoot.querySelector('input');
  }

  readonly #onInput = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), pauseMs);
  };

  #look(): void {
    this.#row = 0;
    void this.#search?.find(this.#field?.value ?? '');
  }

  #onRow(row: number): void {
    if (row === this.#row) return;
    this.#row = row;
    this.requestUpdate();
  }

  /** Arrow keys go from the field to what was found, and from one to the next. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>('li button')];
    const at = rows.indexOf(this.shadowRoot!.activeElement as HTMLElement);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Escape') this.close();
    else if (step === 0 || rows.length === 0 || (at < 0 && step < 0)) return;
    else (rows[at + step] ?? (at + step < 0 ? this.#field : rows[at]))?.focus();
    event.preventDefault();
    event.stopPropagation();
  };
}

/** The place, or the one before where it is in the middle of a letter. */
const wholeAt = (text: string, at: number): number => (/[\uDC00-\uDFFF]/.test(text[at] ?? '') ? at - 1 : at);

/** Where a text of at most so much ends: at a blank that is near, or between two letters. */
function endOf(text: string, most: number): number {
  if (most >= text.length) return text.length;
  const blank = text.lastIndexOf(' ', most);
  return blank > most - beforeChars ? blank : wholeAt(text, most);
}
