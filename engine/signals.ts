import { equal, hex } from '../shared/bytes.ts';
import type { ClientFrame } from '../shared/frames.ts';
import { limits } from '../shared/limits.ts';
import type { Claims } from '../shared/passport.ts';
import type { DeliveryWorld } from './delivery.ts';
import { hash, openEnvelope, sealEnvelope, signalForm } from './envelope.ts';
import { signatureKeyIn } from './epoch-book.ts';
import type { Group } from './group.ts';

/** Types of signal (PROTOCOL.md §5.7). Others are passed over. */
const typingType = 1;

/**
 * What is said for the moment and kept nowhere: that somebody is writing. Signed and sealed like a message; what does
 * not hold is passed over in silence, because nothing depends on it.
 */
export class Signals {
  #count = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  #told = false;
  /** Each device's last, by H(its key): one that comes again is not heard. */
  readonly #heard = new Map<string, number>();
  readonly #typing = new Map<
    string,
    { readonly claims: Claims; readonly device: string; readonly untilMs: number }
  >();

  /** The frame that says so, or null where there is nothing new to say: at most one in limits.typingEveryMs. */
  async typing(on: boolean, world: DeliveryWorld): Promise<ClientFrame | null> {
    const { nowMs } = world;
    const isOld = nowMs - this.#toldAt >= limits.typingEveryMs;
    if (on ? this.#told && !isOld : !this.#told || nowMs - this.#toldAt >= limits.typingMs) return null;
    this.#told = on;
    this.#toldAt = nowMs;
    return this.#make(typingType, Uint8Array.of(on ? 1 : 0), world);
  }

  /** A text went out: whoever reads it knows that nobody is writing any more. */
  said(): void {
    this.#told = false;
  }

  async #make(type: number, body: Uint8Array, world: DeliveryWorld): Promise<ClientFrame> {
    const { group, signer, head, nowMs } = world;
    this.#count = Math.max(this.#count + 1, nowMs);
    const inner = {
      leaf: group.state.ownLeaf,
      device: hash(signer.publicKey),
      counter: this.#count,
      prev: new Uint8Array(32),
      headSeq: head.seq,
      head: head.hash,
      timeMs: nowMs,
      type,
      body,
    };
    const sealed = await sealEnvelope(group.keys, signer, inner, signalForm);
    return { type: 'signal', epoch: group.state.epoch, body: sealed };
  }

  /** Hears a signal. True where something is to be shown anew. */
  async hear(
    body: Uint8Array,
    {
      group,
      cursor,
      hashAt,
      nowMs,
    }: {
      readonly group: Group;
      readonly cursor: number;
      readonly hashAt: (seq: number) => Uint8Array | null;
      readonly nowMs: number;
    },
  ): Promise<boolean> {
    const opened = await openEnvelope(group.keys, body, signatureKeyIn(group.members), signalForm);
    if (opened.kind === 'unreadable') return false;
    const { inner } = opened;
    const head = hashAt(inner.headSeq);
    // One that was kept back, to be played when it fits better, names a head that is long past.
    const isNow = inner.headSeq <= cursor && inner.headSeq >= cursor - limits.signalEntriesMax;
    if (!isNow || head === null || !equal(head, inner.head)) return false;
    const device = hex(inner.device);
    if (inner.counter <= (this.#heard.get(device) ?? 0)) return false;
    this.#heard.set(device, inner.counter);
    if (inner.type !== typingType || inner.body.length !== 1) return false;
    const { claims } = group.members.find(({ leaf }) => leaf === inner.leaf)!;
    if (inner.body[0] === 1)
      this.#typing.set(claims.sub, { claims, device, untilMs: nowMs + limits.typingMs });
    else if (this.#typing.get(claims.sub)?.device === device) this.#typing.delete(claims.sub);
    return true;
  }

  /** Somebody's message came: that one is not writing it any more. */
  wrote(sub: string): void {
    this.#typing.delete(sub);
  }

  /** Who is writing, of those who are still members. */
  writing(members: readonly { readonly claims: Claims }[], self: string, nowMs: number): readonly Claims[] {
    const there = new Set(members.map(({ claims }) => claims.sub));
    return [...this.#typing.values()]
      .filter(({ claims, untilMs }) => untilMs > nowMs && claims.sub !== self && there.has(claims.sub))
      .map(({ claims }) => claims);
  }

  /** Nobody can be heard: the socket is gone. */
  clear(): void {
    this.#typing.clear();
    this.#told = false;
  }
}
