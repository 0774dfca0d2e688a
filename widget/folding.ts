import { foldButton } from './elements/fold-button.ts';
import { headerActions } from './elements/header-actions.ts';
import { Fold } from './fold.ts';
import type { Language } from './language.ts';
import { PopOut } from './pop-out.ts';
import type { Layout } from './settings.ts';
import type { ViewHost } from './view-host.ts';

/** The view that folds and moves out. */
type Host = ViewHost & {
  readonly layout: Layout;
  readonly unread: number;
  close(): void;
  focus(): void;
  focusSoon(): void;
  press(): void;
};

/** What a launcher and a visit have beside the conversation: they fold into a button, and a visit moves into a small window. */
export class Folding {
  readonly #host: Host;
  readonly #fold: Fold;
  readonly #popOut: PopOut;
  readonly #language: () => Language;

  /** `changed`: it was folded or unfolded. */
  constructor(
    host: Host,
    o: { readonly language: () => Language; readonly changed: (shut: boolean) => void },
  ) {
    this.#host = host;
    this.#language = o.language;
    this.#popOut = new PopOut(host);
    this.#fold = new Fold(host, o.changed);
  }

  /** There is nothing to be seen but the button. */
  get shut(): boolean {
    return this.#fold.shut;
  }
  /** It stands in the small window. */
  get isOut(): boolean {
    return this.#popOut.isOut;
  }
  get button(): HTMLElement | null {
    return this.#fold.button;
  }

  unfold(): void {
    this.#fold.unfold();
  }

  /** Into the button, and out of the small window. */
  fold(): void {
    this.#popOut.in();
    this.#fold.fold();
  }

  /** The launcher's button, or the visit's tab. */
  launcher() {
    const { layout, unread } = this.#host;
    return foldButton({
      shut: this.shut,
      tab: layout === 'visit',
      unread,
      language: this.#language(),
      press: this.#onLauncher,
    });
  }

  /** What folds the panel, and what takes it out of the page. */
  actions() {
    return headerActions({
      layout: this.#host.layout,
      language: this.#language(),
      popOut: this.#popOut,
      out: this.#onPopOut,
      fold: () => this.#host.close(),
    });
  }

  readonly #onLauncher = (): void => {
    if (this.shut) this.#host.press();
    else this.#host.close();
  };

  readonly #onPopOut = async (): Promise<void> => {
    if (this.isOut) {
      this.#popOut.in();
      return;
    }
    const back = () => void this.#host.updateComplete.then(() => this.#host.focus());
    if (await this.#popOut.out(this.#language(), back)) this.#host.focusSoon();
  };

  readonly onKey = (event: KeyboardEvent): void => {
    const inDialog = event.composedPath().some((node) => node instanceof HTMLDialogElement);
    if (
      this.#host.layout === 'panel' ||
      this.isOut ||
      event.key !== 'Escape' ||
      event.isComposing ||
      inDialog
    )
      return;
    event.preventDefault();
    this.#host.close();
  };
}
