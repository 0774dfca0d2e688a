/** What was sent, as it stood in the text box; `edits`: the message that it is an edit of. */
export interface Sent {
  readonly text: string;
  readonly edits: string | null;
}

/**
 * What was sent and is not saved, in order: the first is being saved, or waits until that may be. The text box begins with
 * all of it (INV-2); whoever changes it there takes it back.
 */
export class Unsaved {
  #line: Sent[] = [];

  get first(): Sent | undefined {
    return this.#line[0];
  }

  /** What stands in the box after it; null where the box does not begin with it. */
  rest(value: string): string | null {
    const sent = this.#line.map(({ text }) => text).join('');
    return value.startsWith(sent) ? value.slice(sent.length) : null;
  }

  push(text: string, edits: string | null): void {
    this.#line.push({ text, edits: this.first ? null : edits });
  }

  shift(): Sent | undefined {
    return this.#line.shift();
  }

  /** All but the first `count` wait no more. */
  keep(count: number): void {
    this.#line.splice(count);
  }
}
