import { html, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { icons } from '../icons.ts';
import type { Language } from '../language.ts';
import { holds, wordsIn } from '../search/plain-form.ts';
import { base } from '../styles/base.ts';
import { composerTools } from './composer-tools-styles.ts';
import { lasting } from './lasting.ts';
import { leavesOut } from './page-list.ts';
import { repliesFrom, type Template, templatesFrom } from './template.ts';

const lines = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 7h14M5 12h14M5 17h8" /></svg>`;

/**
 * What helps to write, above the text box: the page's templates in a menu, its quick replies, and how long a message is to be
 * shown. It puts texts into the text box and sends nothing.
 *
 * @csspart tools - The row.
 * @csspart templates - The menu of templates.
 */
export class BedsideComposerTools extends LitElement {
  static override readonly styles = [base, composerTools];
  static override readonly properties: PropertyDeclarations = {
    language: { attribute: false },
    templates: { attribute: false },
    replies: { attribute: false },
    livesMs: { attribute: false },
    lifeMs: { attribute: false },
    insert: { attribute: false },
    live: { attribute: false },
    invalid: { attribute: false },
    open: { state: true },
    active: { state: true },
    query: { state: true },
  };
  declare language: Language;
  /** What the page gave: a list of `{title, text}`, a list of texts, which stand in the menu as well. */
  declare templates: unknown;
  declare replies: unknown;
  /** How long a message may be shown by the portal's word, and how long the next one will be; 0: for good. */
  declare livesMs: readonly number[];
  declare lifeMs: number;
  /** Puts a text where the cursor is in the text box, with the focus. An empty one: the focus only. */
  declare insert: (text: string) => void;
  declare live: (lifeMs: number) => void;
  /** Told where something of what the page gave is not as it must be: that is left out. */
  declare invalid: () => void;
  declare private open: boolean;
  /** The template that Enter takes. */
  declare private active: number;
  /** What is typed to find one. In no attribute, and gone with the menu. */
  declare private query: string;
  #panel: Element | null = null;
  #templates: readonly Template[] = [];
  #replies: readonly string[] = [];

  constructor() {
    super();
    this.open = false;
    this.active = 0;
    this.query = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#panel = this.parentElement;
    this.#panel?.addEventListener('keydown', this.#onSlash as EventListener, { capture: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#panel?.removeEventListener('keydown', this.#onSlash as EventListener, { capture: true });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('templates') && !changed.has('replies')) return;
    this.#templates = templatesFrom(this.templates);
    this.#replies = repliesFrom(this.replies);
    if (leavesOut(this.templates, this.#templates) || leavesOut(this.replies, this.#replies)) this.invalid();
  }

  protected override render() {
    const { language, livesMs } = this;
    const templates = this.#templates;
    const replies = this.#replies;
    return html`
      <div class="row" part="tools" role="group" aria-label=${language.text('tools.name')}>
        ${
          templates.length + replies.length > 0
            ? html`<button type="button" class=${templates.length > 0 ? 'outline menu-button' : 'outline menu-button spare'} aria-haspopup="listbox" aria-expanded=${this.open ? 'true' : 'false'} @click=${this.#toggle}>
                ${lines}${language.text('templates.name')}
              </button>`
            : nothing
        }
        ${livesMs.length > 0 ? this.#life() : nothing}
        ${replies.map((text) => html`<button type="button" class="outline reply" dir="auto" lang="" @click=${() => this.insert(text)}>${text}</button>`)}
      </div>
      ${this.open ? this.#menu([...templates, ...replies.map((text) => ({ title: text, text }))]) : nothing}
    `;
  }

  #life() {
    const { language, lifeMs } = this;
    return html`<label class=${lifeMs > 0 ? 'life on' : 'life'}>
      ${icons.clock}<span class="unseen">${language.text('life.name')}</span>
      <select @change=${this.#onLife}>
        <option value="0" ?selected=${lifeMs === 0}>${language.text('life.off')}</option>
        ${this.livesMs.map((ms) => html`<option value=${ms} ?selected=${lifeMs === ms}>${language.text('life.for', { time: lasting(ms, language) })}</option>`)}
      </select>
    </label>`;
  }

  #menu(templates: readonly Template[]) {
    const { language } = this;
    const found = this.#found(templates);
    const active = Math.max(0, Math.min(this.active, found.length - 1));
    return html`<div class="menu" part="templates" @keydown=${(event: KeyboardEvent) => this.#onKey(event, found, active)} @focusout=${this.#onLeave}>
      <input type="text" role="combobox" aria-label=${language.text('templates.find')} aria-expanded="true" aria-controls="list" aria-autocomplete="list"
        aria-activedescendant=${found.length > 0 ? `option-${active}` : nothing} autocomplete="off" spellcheck="false" dir="auto"
        placeholder=${language.text('templates.find')} @input=${this.#onInput} />
      <ul id="list" role="listbox" aria-label=${language.text('templates.name')}>${found.map(
        ({ title, text }, i) =>
          html`<li id=${`option-${i}`} role="option" aria-selected=${i === active ? 'true' : 'false'} @pointerdown=${keepFocus} @click=${() => this.#take(text)}>
            <b dir="auto" lang="">${title}</b>${text === title ? nothing : html`<span dir="auto" lang="">${text}</span>`}
          </li>`,
      )}</ul>
      <p role="status">${found.length === 0 ? language.text('search.none') : nothing}</p>
    </div>`;
  }

  #found(templates: readonly Template[]): readonly Template[] {
    const words = wordsIn(this.query);
    return templates.filter(({ title, text }) => holds(`${title} ${text}`, words));
  }

  readonly #toggle = (): void => {
    if (this.open) this.#close();
    else this.#show();
  };

  #show(): void {
    this.query = '';
    this.active = 0;
    this.open = true;
    void this.updateComplete.then(() => this.renderRoot.querySelector('input')?.focus());
  }

  #close(): void {
    this.open = false;
    this.insert('');
  }

  #take(text: string): void {
    this.open = false;
    this.insert(text);
  }

  readonly #onLife = (event: Event): void => this.live(Number((event.target as HTMLSelectElement).value));

  readonly #onInput = (event: Event): void => {
    this.query = (event.target as HTMLInputElement).value;
    this.active = 0;
  };

  /** Somewhere else in the page is somewhere else; the menu's own button closes it by itself. */
  readonly #onLeave = ({ relatedTarget }: FocusEvent): void => {
    if (!(relatedTarget instanceof Node) || !this.renderRoot.contains(relatedTarget)) this.open = false;
  };

  #onKey(event: KeyboardEvent, found: readonly Template[], active: number): void {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = { ArrowDown: active + 1, ArrowUp: active - 1 }[event.key];
    if (event.key === 'Escape') this.#close();
    else if (event.key === 'Enter' && found[active]) this.#take(found[active].text);
    else if (to !== undefined && found.length > 0) {
      this.active = (to + found.length) % found.length;
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }),
      );
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** "/" in an empty text box opens the templates. */
  readonly #onSlash = (event: KeyboardEvent): void => {
    const [box] = event.composedPath();
    if (event.key !== '/' || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!(box instanceof HTMLTextAreaElement) || box.value !== '' || this.#templates.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    this.#show();
  };
}

/** A press on a template must not take the focus from the field, or the menu would be gone before the click. */
const keepFocus = (event: PointerEvent): void => event.preventDefault();
