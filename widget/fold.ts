import type { ReactiveController } from 'lit';
import { alone } from './alone.ts';
import type { Layout } from './settings.ts';
import type { ViewHost } from './view-host.ts';

type Host = ViewHost & { readonly layout: Layout };

/** Where the launcher's panel takes all of the screen: the same words stand in styles/layouts.ts. */
const small = '(width < 30rem), (height < 30rem)';

/**
 * What the launcher and the visit fold into a button, and unfold. A launcher begins folded, a visit unfolded. On a phone's
 * screen the launcher's panel stands alone, as tall as the keyboard on the screen leaves it.
 */
export class Fold implements ReactiveController {
  readonly #host: Host;
  readonly #changed: (shut: boolean) => void;
  /** What somebody chose; null before that. */
  #wish: boolean | null = null;
  /** What was told last, or is known: null while nobody has seen anything of it. */
  #told: boolean | null;
  /** The focus was in the chat before it rendered. */
  #focused = false;
  #media: MediaQueryList | undefined;
  #release: (() => void) | null = null;

  /** `changed`: it was folded or unfolded. */
  constructor(host: Host, changed: (shut: boolean) => void) {
    this.#host = host;
    this.#changed = changed;
    // A panel becomes what folds.
    this.#told = host.renderRoot.querySelector('.panel') && false;
    host.addController(this);
  }

  /** There is nothing to be seen but the button. */
  get shut(): boolean {
    const { layout } = this.#host;
    return layout !== 'panel' && !(this.#wish ?? layout === 'visit');
  }

  unfold(): void {
    this.#set(true);
  }

  fold(): void {
    this.#set(false);
  }

  get button(): HTMLElement | null {
    return this.#host.renderRoot.querySelector<HTMLElement>('.launcher');
  }

  hostConnected(): void {
    this.#media ??= matchMedia(small);
    this.#media.addEventListener('change', this.#onMedia);
    for (const type of ['resize', 'scroll']) window.visualViewport?.addEventListener(type, this.#onViewport);
  }

  hostDisconnected(): void {
    this.#media?.removeEventListener('change', this.#onMedia);
    for (const type of ['resize', 'scroll'])
      window.visualViewport?.removeEventListener(type, this.#onViewport);
    this.#release?.();
    this.#release = null;
  }

  hostUpdate(): void {
    // Of what is in a dialog `:focus-within` does not know.
    const { host } = this.#host.renderRoot;
    this.#focused = host.contains((host.getRootNode() as Document).activeElement);
  }

  hostUpdated(): void {
    this.#told ??= this.shut;
    this.#tell();
    if (this.#focused && this.shut) this.#focusButton();
    this.#onMedia();
    this.#onViewport();
  }

  #set(open: boolean): void {
    const before = this.shut;
    this.#wish = open;
    if (this.shut === before) return;
    this.#host.requestUpdate();
    this.#tell();
  }

  #tell(): void {
    if (this.#told === this.shut) return;
    this.#told = this.shut;
    this.#changed(this.shut);
  }

  /** What had the focus is out of sight; a dialog that stayed open there would let nothing else have it. */
  #focusButton(): void {
    let at = this.#host.renderRoot.activeElement;
    for (; at; at = at.shadowRoot?.activeElement ?? null) at.closest('dialog')?.close();
    this.button?.focus();
  }

  get #isLauncher(): boolean {
    return this.#host.layout === 'launcher' && !this.shut;
  }

  readonly #onMedia = (): void => {
    const covers = this.#isLauncher && this.#media?.matches === true;
    if (covers === (this.#release !== null)) return;
    this.#release?.();
    this.#release = covers ? alone(this.#host.renderRoot.host) : null;
  };

  readonly #onViewport = (): void => {
    const view = window.visualViewport;
    const panel = this.#host.renderRoot.querySelector<HTMLElement>('.panel');
    if (!view || !panel || !this.#isLauncher) return;
    panel.style.setProperty('--_screen', `${Math.round(view.height)}px`);
    panel.style.setProperty('--_screen-top', `${Math.round(view.offsetTop)}px`);
  };
}
