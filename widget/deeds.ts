import type { SayOptions } from '../engine/snapshot.ts';
import type { TextLine } from './arrange.ts';
import type { LineRequest } from './events/requests.ts';
import type { LineDeedWorld } from './line-deed.ts';
import { seldom } from './seldom.ts';

/** What the text box is for, where it is not for a message of its own. */
export interface About {
  readonly kind: 'reply' | 'edit';
  readonly line: TextLine;
}

/** What a deed needs of the chat. */
export interface DeedsWorld extends LineDeedWorld {
  /** Saves and sends a text that was written. */
  readonly say: (text: string, options: SayOptions) => Promise<unknown>;
  /** What the text box is for has changed: renders, and puts the focus there. */
  readonly turn: () => void;
  /** One of the page's own buttons was pressed on a message. */
  readonly asked: (seq: number, action: string) => void;
}

/** What a person does with messages: answers, edits, reacts, copies, removes. Knows what the text box is for. */
export class Deeds {
  /** How long the messages that are said from now on are to be shown; 0: for good. */
  lifeMs = 0;
  #about: About | null = null;
  readonly #world: DeedsWorld;

  constructor(world: DeedsWorld) {
    this.#world = world;
  }

  /** The message that is being answered or edited, as it is now; null once it is gone. One that is only not held is not. */
  get about(): About | null {
    if (this.#about === null) return null;
    const { kind, line } = this.#about;
    const now = this.#lineWith(line.key);
    if (now === null && !this.#sleeps(line.seq!)) this.#about = null;
    else if (now && now !== line) this.#about = { kind, line: now };
    return this.#about;
  }

  take(request: LineRequest): void {
    const { deed, what } = request;
    const line = this.#lineWith(request.key);
    if (line?.seq == null) return;
    if (deed === 'reply' || deed === 'edit') this.#turn({ kind: deed, line });
    else if (deed === 'page') this.#world.asked(line.seq, what);
    else seldom.get().then(({ doDeed }) => doDeed(this.#world, line, request), this.#world.failed);
  }

  /** Edits the last message of one's own, where there is one. */
  editLast(): void {
    const lines = this.#world.talk()?.snapshot.lines ?? [];
    const own = lines.findLast((line) => line.kind === 'text' && line.author.self && line.seq !== null);
    if (own?.kind === 'text') this.#turn({ kind: 'edit', line: own });
  }

  /** From now on the text box is for messages of their own. */
  plain(): void {
    this.#turn(null);
  }

  /** The text box is let go with its conversation. */
  forget(): void {
    this.#about = null;
    this.lifeMs = 0;
  }

  /** Sends what was written as what it was written for. */
  async say(text: string): Promise<void> {
    const about = this.about;
    const talk = this.#world.talk();
    if (about?.kind === 'edit') {
      if (text !== about.line.text) await talk?.change({ kind: 'edit', seq: about.line.seq!, text });
    } else
      await this.#world.say(text, {
        ...(about !== null && { quote: about.line.seq }),
        ...(this.lifeMs > 0 && { lifeMs: this.lifeMs }),
      });
    if (about !== null && about.line.key === this.#about?.line.key) this.#turn(null);
  }

  #turn(about: About | null): void {
    this.#about = about;
    this.#world.turn();
  }

  /** The line at this place is not held, further up or between others. */
  #sleeps(seq: number): boolean {
    const lines = this.#world.talk()?.snapshot.lines ?? [];
    return (
      (lines[0]?.seq ?? 0) > seq ||
      lines.some((line) => line.kind === 'asleep' && line.seq <= seq && seq <= line.to)
    );
  }

  #lineWith(key: string): TextLine | null {
    const line = this.#world.talk()?.snapshot.lines.findLast((one) => one.key === key);
    return line?.kind === 'text' ? line : null;
  }
}
