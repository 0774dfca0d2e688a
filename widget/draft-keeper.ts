import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { SayOptions, Talk } from '../engine/snapshot.ts';

/** So long after the first word that is not kept it is, whether whoever writes pauses or not. */
const unkeptMsMax = 250;
/** The page goes away, or out of sight; of a page that is left for another the first of them comes while there is still time. */
const leaving = ['beforeunload', 'pagehide'] as const;

/**
 * Keeps what is being written: every so often, when the page goes out of sight, and before the Talk is let go. A draft
 * that cannot be kept is no error: it stands in the text box, and in the next one where that goes away.
 */
export class DraftKeeper implements ReactiveController {
  /** What the Talk had kept when it was opened, or holds since: for a text box that is made anew. */
  found = '';
  readonly #host: ReactiveControllerHost;
  #talk: Talk | null = null;
  /** Not kept yet; null where there is nothing to do. */
  #text: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #keeping: Promise<unknown> = Promise.resolve();
  /** What could not be kept, for the text box of the next Talk. */
  #unkept = '';

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    for (const type of leaving) addEventListener(type, this.#onLeave);
    document.addEventListener('visibilitychange', this.#onLeave);
  }

  hostDisconnected(): void {
    for (const type of leaving) removeEventListener(type, this.#onLeave);
    document.removeEventListener('visibilitychange', this.#onLeave);
    this.flush();
  }

  /**
   * Goes on with this Talk; what was not kept yet is kept by the one before. `isKnown`: the portal has said whose it is. Until
   * then nothing that was begun is put into the text box, and nothing that is begun is kept there.
   */
  follow(talk: Talk | null, isKnown: boolean): void {
    if (talk === this.#talk || (talk && !isKnown)) return;
    this.flush();
    this.#talk = talk;
    this.found = '';
    if (!talk) return;
    // Written before it was there: that is newer than what it kept.
    if (this.#text !== null) {
      this.found = this.#text;
      this.flush();
      return;
    }
    talk.readDraft().then(
      (text) => {
        // Written meanwhile, that is newer.
        if (talk !== this.#talk || this.found !== '') return;
        this.found = this.#unkept || text;
        this.#unkept = '';
        this.#host.requestUpdate();
      },
      () => {},
    );
  }

  /** The text box holds this now. */
  note(text: string): void {
    if (text === this.found) return;
    this.#text = this.found = text;
    this.#unkept = '';
    this.#timer ??= setTimeout(() => this.flush(), unkeptMsMax);
  }

  /** Keeps at once what waits to be kept; where there is no Talk yet, the next one does. */
  flush(): void {
    this.#timer = void clearTimeout(this.#timer);
    const text = this.#text;
    if (text === null || !this.#talk) return;
    this.#text = null;
    this.#keeping = this.#talk.keepDraft(text).catch(() => {
      if (this.#text === null) this.#unkept = text;
    });
  }

  /** Another conversation is opened: what was not kept is not for its text box. */
  forget(): void {
    this.flush();
    this.#text = null;
    this.found = this.#unkept = '';
  }

  /** Says `text`. A draft on its way to the disk is let through first: written after it, it would come back as a ghost. */
  async say(text: string, options: SayOptions = {}): Promise<string> {
    const talk = this.#talk!;
    const waiting = this.#text;
    const { found } = this;
    this.#timer = void clearTimeout(this.#timer);
    this.#text = null;
    this.found = '';
    await this.#keeping;
    try {
      return await talk.say(text, options);
    } catch (thrown) {
      if (waiting !== null && this.#text === null && talk === this.#talk) this.note(waiting);
      else this.found ||= found;
      throw thrown;
    }
  }

  readonly #onLeave = (event: Event): void => {
    if (event.type !== 'visibilitychange' || document.visibilityState === 'hidden') this.flush();
  };
}
