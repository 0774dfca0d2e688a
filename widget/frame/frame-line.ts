import { type Deed, type FrameWord, frameWord, greeting, type PageWord } from './words.ts';

/** `reply`: to the document that said it, and to none that comes after it. */
type Hear = (word: FrameWord, reply: (answer: PageWord) => void) => void;

/**
 * The page's end of the port to the document in the frame, whatever that is. In order: greeted → here, and again from the
 * start with every document that comes into the frame.
 */
export class FrameLine {
  readonly #hear: Hear;
  #port: MessagePort | null = null;
  #here = false;
  /** What the document has, by kind, of what it is told again where it is another. */
  readonly #told = new Map<string, string>();
  /** What the page wanted last: a document that comes anew is told again. */
  #wish: Deed | null = null;
  #waiting: Deed[] = [];

  constructor(hear: Hear) {
    this.#hear = hear;
  }

  /** The document is there, and hears. */
  get here(): boolean {
    return this.#here;
  }

  /** The document gets a port if it is of this origin: the browser compares. */
  greet(frame: Window | null, origin: string): void {
    this.close();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }) => {
      const word = frameWord(data);
      if (word?.kind === 'here') this.#here = true;
      if (word) this.#hear(word, (answer) => port1.postMessage(answer));
    };
    frame?.postMessage(greeting, origin, [port2]);
  }

  close(): void {
    this.#port?.close();
    this.#port = null;
    this.#here = false;
    this.#told.clear();
  }

  tell(word: PageWord): void {
    this.#port?.postMessage(word);
  }

  /** Tells it where the document is there, and what it has of this kind is another. */
  tellOther(word: PageWord): void {
    const json = JSON.stringify(word);
    if (!this.#here || json === this.#told.get(word.kind)) return;
    this.#told.set(word.kind, json);
    this.tell(word);
  }

  /** Has the document do this, as soon as it is there. */
  do(deed: Deed): void {
    if (deed !== 'focus') this.#wish = deed === 'press' ? 'open' : deed === 'forget' ? 'lock' : deed;
    if (this.#here) this.tell({ kind: 'do', deed });
    else this.#waiting.push(deed);
  }

  /** The document was told what it needs for what waits to be done. */
  doWaiting(): void {
    const waiting = this.#waiting.splice(0);
    for (const deed of waiting.length === 0 && this.#wish ? [this.#wish] : waiting) this.do(deed);
  }
}
