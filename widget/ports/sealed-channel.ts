import { utf8 } from '../../shared/bytes.ts';
import { json } from '../../shared/plain-page.ts';
import type { SealedRecord, Seals } from './disk.ts';

const sealName = 'tabs/word';

/**
 * Words between the tabs of one scope, by BroadcastChannel, in the order in which they were posted. Each is sealed under
 * the scope's key, so that whoever listens on the channel sees no content and can say nothing that is believed. That
 * keeps other scripts' wiretaps and logs clean; a script of the same origin that looks for the key in the database
 * can use it (THREAT-MODEL.md).
 */
export class SealedChannel<Word> {
  readonly #seals: Seals;
  readonly #channel: BroadcastChannel;
  #out: Promise<void> = Promise.resolve();
  #in: Promise<void> = Promise.resolve();
  #open = true;

  constructor(name: string, seals: Seals, heard: (word: Word) => void) {
    this.#seals = seals;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      this.#in = this.#in.then(async () => {
        if (!this.#open || !isSealed(data)) return;
        let word: Word;
        try {
          word = JSON.parse(new TextDecoder().decode(await seals.open(sealName, data))) as Word;
        } catch {
          return; // No word of ours.
        }
        if (this.#open) heard(word);
      });
    };
  }

  /** Resolves when it is on its way. Never rejects: what is lost is asked for again. */
  post(word: Word): Promise<void> {
    this.#out = this.#out.then(async () => {
      if (!this.#open) return;
      const sealed = await this.#seals.seal(sealName, utf8(json(word))).catch(() => null);
      if (this.#open && sealed !== null) this.#channel.postMessage(sealed);
    });
    return this.#out;
  }

  close(): void {
    this.#open = false;
    this.#channel.close();
  }
}

function isSealed(data: unknown): data is SealedRecord {
  const { iv, sealed } = (data ?? {}) as Record<string, unknown>;
  return iv instanceof Uint8Array && sealed instanceof ArrayBuffer;
}
