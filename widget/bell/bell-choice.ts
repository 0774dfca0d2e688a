import { html, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { codeOf, type ErrorCode } from '../../shared/errors.ts';
import type { Language } from '../language.ts';
import type { BellState } from './bell-keeper.ts';
import { BellRequest } from './bell-request.ts';

/**
 * The choice to be notified of messages while no page is open, and an honest word where it cannot be had. It stands in the
 * sheet's own shadow root, and looks as the choice above it does.
 */
export class BedsideBellChoice extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    language: { attribute: false },
    turn: { attribute: false },
    state: { state: true },
    busy: { state: true },
    failure: { state: true },
  };
  declare language: Language;
  /** Another number: somebody looks again. */
  declare turn: number;
  /** Null before it is known. */
  declare private state: BellState | null;
  declare private busy: boolean;
  declare private failure: ErrorCode | null;

  constructor() {
    super();
    this.turn = 0;
    this.state = null;
    this.busy = false;
    this.failure = null;
  }

  protected override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#look);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#look);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('turn')) this.#look();
  }

  /** It may have been allowed or forbidden in the browser's own settings meanwhile. */
  readonly #look = (): void => void this.#ask('look');

  async #ask(act: BellRequest['act']): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    const request = new BellRequest(act);
    // At the sheet: a request goes to the end of its shadow root, and the chat's is the next one.
    (this.getRootNode() as ShadowRoot).host.dispatchEvent(request);
    try {
      this.state = (await request.answer) as BellState;
    } catch (thrown) {
      this.failure = codeOf(thrown);
      this.state ??= 'unable';
    }
    this.busy = false;
  }

  protected override render() {
    const { language, state, failure } = this;
    const isFree = state === 'on' || state === 'off';
    return html`<label class="choice"><input type="checkbox" aria-describedby="bell-about" .checked=${state === 'on'} ?disabled=${!isFree} aria-busy=${this.busy} @change=${this.#onChange}>${language.text('bell.choice')}</label>
      <p class="about" id="bell-about" role="status">${
        failure !== null
          ? language.error(failure)
          : state === null
            ? nothing
            : language.text(isFree ? 'bell.about' : `bell.${state}`)
      }</p>`;
  }

  readonly #onChange = (event: Event): void => {
    const box = event.target as HTMLInputElement;
    const act = box.checked ? 'on' : 'off';
    // What it shows is what came about, not what was pressed.
    void this.#ask(act).then(() => {
      box.checked = this.state === 'on';
    });
  };
}

/** Registers the choice. A second call, or a second copy, registers nothing. */
export function defineBellChoice(): void {
  if (!customElements.get('bedside-bell-choice'))
    customElements.define('bedside-bell-choice', BedsideBellChoice);
}
