import { BedsideError } from '../shared/errors.ts';
import { encodeChange } from './body.ts';
import type { Commits } from './commits.ts';
import type { Live } from './live.ts';
import { dropRow, type OutboxRow, saveRow } from './outbox.ts';
import type { Past } from './past.ts';
import type { Parts } from './records.ts';
import { mayRemove } from './removal.ts';
import type { Sending } from './sending.ts';
import type { Change, VaultWay } from './snapshot.ts';
import { bodiesOf } from './speech.ts';

/** What a person wants done besides writing and reading. */
export class Errands {
  readonly #live: Live;
  readonly #commits: Commits;
  readonly #sending: Sending;
  readonly #past: Past;

  constructor(o: {
    readonly live: Live;
    readonly commits: Commits;
    readonly sending: Sending;
    readonly past: Past;
  }) {
    this.#live = o.live;
    this.#commits = o.commits;
    this.#sending = o.sending;
    this.#past = o.past;
  }

  change(change: Change): Promise<void> {
    return this.#live.intent(async (parts) => {
      for (const body of bodiesOf(parts, change)) await this.#sending.queue(encodeChange(body));
    });
  }

  resend(key: string): Promise<void> {
    return this.#withRefused(key, async (row) => {
      row.state = 'queued';
      row.refusal = null;
      await this.#live.write(new Map([saveRow(row)]));
      this.#live.job(() => this.#sending.flush());
    });
  }

  discard(key: string): Promise<void> {
    return this.#withRefused(key, async (row, { delivery }) => {
      await this.#live.write(new Map([dropRow(row)]));
      delivery.outbox.drop(row);
    });
  }

  /** Nothing happens where the line is not one that was refused. */
  #withRefused(key: string, work: (row: OutboxRow, parts: Parts) => Promise<void>): Promise<void> {
    return this.#live.intent(async (parts) => {
      const row = parts.delivery.outbox.rows.find(({ ordinal }) => `o${ordinal}` === key);
      if (row?.state === 'refused') await work(row, parts);
    });
  }

  typing(on: boolean): void {
    this.#live.unseen(async () => {
      if (this.#live.records === null) return;
      const { membership, profile, signals } = this.#live.records;
      const { world } = this.#sending;
      if (world === null || signals === null || membership.staged !== null) return;
      if (profile.claims?.can.includes('write') !== true) return;
      this.#live.send(await signals.typing(on, world));
    });
  }

  /** Keeps the person's own vault under this way in, or opens it by it. Then the leaf says which it is, and what it gives is read. */
  async vault(act: 'keep' | 'open', way: VaultWay): Promise<void> {
    const ownVault = await this.#live.intent(async (parts) => {
      this.#mustBeLive();
      if (parts.ownVault === null) throw new BedsideError('not-permitted', 'a vault of their own');
      return parts.ownVault;
    });
    await ownVault[act](way, (frame) => this.#live.send(frame));
    await this.#live.intent(async () => {
      await this.#commits.make();
      await this.#past.descend();
    });
  }

  async keepBell(endpoint: string | null): Promise<void> {
    const bell = await this.#live.intent(async (parts) => {
      this.#mustBeLive();
      return parts.bell;
    });
    await bell.set(endpoint, (frame) => this.#live.send(frame));
  }

  removeDevices(deviceIds: readonly string[]): Promise<void> {
    return this.#live.intent(async ({ membership, profile }) => {
      const own = profile.claims;
      const targets = (membership.group?.members ?? []).filter(({ claims }) =>
        deviceIds.includes(claims.did),
      );
      const allowed = own !== null && targets.every(({ claims }) => mayRemove(own, claims));
      if (!allowed || targets.some(({ leaf }) => leaf === membership.group?.state.ownLeaf)) {
        throw new BedsideError('not-permitted');
      }
      this.#mustBeLive();
      this.#commits.remove(targets.map(({ claims }) => claims.did));
      this.#live.job(() => this.#commits.make());
    });
  }

  markCompared(person: string, code: string | null): Promise<void> {
    return this.#live.intent(async ({ compared, membership, chain }) => {
      const place = { at: this.#live.clock.now(), seq: chain.cursor };
      compared.take({ person, code }, membership.group, place);
      await this.#live.write(new Map([compared.saved]));
    });
  }

  #mustBeLive(): void {
    if (!this.#live.isCurrent) throw new BedsideError('relay-unreachable', 'not live');
  }
}
