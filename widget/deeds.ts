import type { SayOptions, Talk } from '../engine/snapshot.ts';
import type { TextLine } from './arrange.ts';
import type { LineRequest } from './events/requests.ts';

/** What the text box is for, where it is not for a message of its own. */
export interface About {
  readonly kind: 'reply' | 'edit';
  readonly line: TextLine;
}

/** What a deed needs of the chat. */
export interface DeedsWorld {
  readonly talk: () => Talk | null;
  /** Saves and sends a text that was written. */
  readonly say: (text: string, options: SayOptions) => Promise<unknown>;
  /** What the text box is for has changed: renders, and puts the focus there. */
  readonly turn: () => void;
  readonly copied: () => void;
  /** One of the page's own buttons was pressed on a message. */
  readonly asked: (seq: number, action: string) => void;
  readonly failed: (thrown: unknown) => void;
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

  /** The message that is being answered or edited, as it is now; null once it is gone. */
  get about(): About | null {
    if (this.#about === null) return null;
    const { kind, line } = this.#about;
    const now = this.#lineWith(line.key);
    if (now === null) this.#about = null;
    else if (now !== line) this.#about = { kind, line: now };
    return this.#about;
  }

  take({ deed, key, what }: LineRequest): void {
    const line = this.#lineWith(key);
    if (line?.seq == null) return;
    if (deed === 'reply' || deed === 'edit') this.#turn({ kind: deed, line });
    else if (deed === 'react') {
      const given = line.margin?.reactions.some((one) => one.own && one.emoji === what) === true;
      this.#world
        .talk()
        ?.change({ kind: 'reaction', seq: line.seq, emoji: what, on: !given })
        .catch(this.#world.failed);
    } else if (deed === 'page') this.#world.asked(line.seq, what);
    else if (deed === 'remove')
      this.#world.talk()?.change({ kind: 'redaction', seq: line.seq }).catch(this.#world.failed);
    else if (deed === 'copy')
      navigator.clipboard?.writeText(line.text).then(this.#world.copied, () => {
        // The page or the browser does not let it: the text can still be selected.
      });
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

  #lineWith(key: string): TextLine | null {
    const line = this.#world.talk()?.snapshot.lines.findLast((one) => one.key === key);
    return line?.kind === 'text' ? line : null;
  }
}
