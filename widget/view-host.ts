import {
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  render,
  type TemplateResult,
} from 'lit';

/**
 * Renders into the shadow root of an element that is not Lit's own: `<bedside-chat>` is defined before Lit is there.
 * The order is that of a LitElement: what is asked for in one task is rendered once, in a microtask; `willUpdate`,
 * `render`, `updated`.
 */
export abstract class ViewHost implements ReactiveControllerHost {
  readonly renderRoot: ShadowRoot;
  #controllers: ReactiveController[] = [];
  #changed = new Set<string>();
  #update: Promise<boolean> | null = null;
  #gone = false;
  #here = false;

  constructor(renderRoot: ShadowRoot) {
    this.renderRoot = renderRoot;
  }

  get isConnected(): boolean {
    return this.renderRoot.host.isConnected;
  }
  /** Resolves when what was asked for is on the screen. */
  get updateComplete(): Promise<boolean> {
    return this.#update ?? Promise.resolve(true);
  }

  addController(controller: ReactiveController): void {
    this.#controllers.push(controller);
    if (this.#here) controller.hostConnected?.();
  }
  removeController(controller: ReactiveController): void {
    this.#controllers = this.#controllers.filter((one) => one !== controller);
  }

  /** Renders soon. `name`: what is another now, for `willUpdate` and `updated`. */
  requestUpdate(name?: string): void {
    if (name !== undefined) this.#changed.add(name);
    this.#update ??= this.#perform();
  }

  /** The element came into a document. */
  connected(): void {
    this.#here = true;
    for (const one of this.#controllers) one.hostConnected?.();
    this.requestUpdate();
  }
  /** It left. */
  disconnected(): void {
    this.#here = false;
    for (const one of this.#controllers) one.hostDisconnected?.();
  }

  /** Takes everything away, for good. */
  clear(): void {
    this.#gone = true;
    render(nothing, this.renderRoot);
  }

  dispatchEvent(event: Event): boolean {
    return this.renderRoot.host.dispatchEvent(event);
  }

  protected abstract render(): TemplateResult;
  protected willUpdate(_changed: ReadonlySet<string>): void {}
  protected updated(_changed: ReadonlySet<string>): void {}

  async #perform(): Promise<boolean> {
    // Whoever asked goes on first.
    await null;
    if (this.#gone) return true;
    this.willUpdate(this.#changed);
    for (const one of this.#controllers) one.hostUpdate?.();
    const changed = this.#changed;
    this.#changed = new Set();
    this.#update = null;
    render(this.render(), this.renderRoot, { host: this.renderRoot.host, isConnected: this.isConnected });
    for (const one of this.#controllers) one.hostUpdated?.();
    this.updated(changed);
    return this.#update === null;
  }
}
