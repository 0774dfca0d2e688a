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
  #media: MediaQueryList | undefined;
  #release: (() => void) | null = null;

  /** `changed`: it was folded or unfolded. */
  constructor(host: Host, changed: (shut: boolean) => void) {
    this.#host = host;
    this.#changed = changed;
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

  /** Gives the focus to the button, where it was inside. */
  fold(): void {
    const inside = this.#host.renderRoot.activeElement;
    this.#set(false);
    if (inside) void this.#host.updateComplete.then(() => this.button?.focus());
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

  hostUpdated(): void {
    this.#onMedia();
    this.#onViewport();
  }

  #set(open: boolean): void {
    const before = this.shut;
    this.#wish = open;
    if (this.shut === before) return;
    this.#host.requestUpdate();
    this.#changed(this.shut);
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
