import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** More than this is not told apart. */
const mostTold = 99;

/**
 * How many messages wait, for somebody who looks elsewhere: before the page's title, and on the installed app's icon. A
 * number and nothing else (INV-10). It changes what belongs to the page, and so only where the page asks for it.
 */
export class Badge implements ReactiveController {
  readonly #wanted: () => boolean;
  #count = 0;
  /** What this wrote before the title, to take it away again, and only that. */
  #mark = '';

  /** `wanted`: the page asked for it. */
  constructor(host: ReactiveControllerHost, wanted: () => boolean) {
    this.#wanted = wanted;
    host.addController(this);
  }

  hostUpdated(): void {
    this.#show(this.#wanted() ? this.#count : 0);
  }
  hostDisconnected(): void {
    this.#show(0);
  }

  /** So many wait. */
  show(count: number): void {
    this.#count = count;
    this.hostUpdated();
  }

  #show(count: number): void {
    const mark = count === 0 ? '' : `(${count > mostTold ? `${mostTold}+` : count}) `;
    if (mark === this.#mark) return;
    const title = document.title.startsWith(this.#mark)
      ? document.title.slice(this.#mark.length)
      : document.title;
    this.#mark = mark;
    document.title = mark + title;
    const { setAppBadge, clearAppBadge } = navigator as Partial<Navigator>;
    // Refused where the page is no installed app: then there is no icon either.
    (count > 0 ? setAppBadge?.call(navigator, count) : clearAppBadge?.call(navigator))?.catch(() => {});
  }
}
