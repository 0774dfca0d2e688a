import { css, html, LitElement, type PropertyDeclarations } from 'lit';
import type { Language } from '../language.ts';
import { base } from '../styles/base.ts';
import { palette } from '../styles/palette.ts';

/** What a page says about where the chat stands in it. */
const places = ['position', 'inset', 'z-index', 'grid-area', 'order', 'flex', 'align-self', 'justify-self'];
const tokens = /^--bedside-/;

/** Keeps a chat's place in the page while it stands in a window of its own, says so, and brings it back. */
export class BedsideAwayNote extends LitElement {
  static override readonly styles = [
    base,
    palette,
    css`
      :host {
        display: grid;
        place-content: start end;
        min-inline-size: 0;
        font: var(--_size) / 1.45 var(--_font);
        pointer-events: none;
      }
      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5em 0.75em;
        max-inline-size: 22em;
        padding: 0.75em 1em;
        border: 1px solid var(--_border);
        border-radius: var(--_radius);
        background: var(--_surface);
        color: var(--_text);
        pointer-events: auto;
      }
      p {
        flex: 1 1 10em;
        color: var(--_quiet);
        font-size: 0.875em;
      }
    `,
  ];
  static override readonly properties: PropertyDeclarations = {
    language: { attribute: false },
    theme: { type: String, reflect: true },
    slot: { type: String, reflect: true },
  };
  declare language: Language;
  declare theme: 'light' | 'dark' | null;
  /** The button was pressed. */
  back: () => void = () => {};
  /** The page took this out: nobody can bring the chat back. */
  gone: () => void = () => {};

  /** Takes the place of `chat`: its tokens, and where the page's rules put it. Before it is moved. */
  stand(chat: HTMLElement & { theme?: string | null }): void {
    this.className = chat.className;
    this.slot = chat.slot;
    this.theme = (chat.theme ?? null) as typeof this.theme;
    const style = getComputedStyle(chat);
    for (const name of places) this.style.setProperty(name, style.getPropertyValue(name));
    for (const [name, [value]] of chat.computedStyleMap())
      if (tokens.test(name)) this.style.setProperty(name, `${value}`);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.gone();
  }

  protected override render() {
    const { language } = this;
    return html`<div role="group" aria-label=${language.text('chat.name')} lang=${language.locale} dir=${language.direction}>
      <p>${language.text('visit.popped')}</p>
      <button type="button" class="outline" @click=${() => this.back()}>${language.text('visit.pop-in')}</button>
    </div>`;
  }
}
