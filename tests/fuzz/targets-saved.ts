import { Outbox, saveRow } from '../../engine/outbox.ts';
import { encodeSaved, load, type Saved, savedKey } from '../../engine/store.ts';
import { Scene } from '../adversary/support.ts';
import { TestDisk } from '../support/world.ts';
import { mutate, mutateInCbor } from './mutate.ts';
import { fault, type Target } from './target.ts';

const diskWith = (key: string, bytes: Uint8Array): TestDisk => {
  const disk = new TestDisk();
  disk.records.set(key, bytes);
  return disk;
};

const sendStates = ['queued', 'sealed', 'sent', 'stored', 'delivered', 'read', 'refused'];
const rowKey = `outbox/${'1'.padStart(16, '0')}`;

const isCount = (value: unknown) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isBytes = (value: unknown) => value instanceof Uint8Array;

/** What the types say of a saved state, asked of the values. */
function isWhatItSays(saved: Saved): boolean {
  const { cursor, counter, readSeq, ownPathAt, sinceCommit, lastAt } = saved;
  return (
    [cursor, counter, readSeq, ownPathAt, sinceCommit, lastAt].every(isCount) &&
    typeof saved.issuer === 'string' &&
    typeof saved.removed === 'boolean' &&
    Array.isArray(saved.pinned) &&
    saved.pinned.every((key: unknown) => typeof key === 'object' && key !== null) &&
    saved.disclosures.every((text: unknown) => typeof text === 'string') &&
    isBytes(saved.prev) &&
    saved.hashes.every(([seq, hash]) => isCount(seq) && isBytes(hash)) &&
    saved.roots.every(([epoch, root]) => isCount(epoch) && isBytes(root)) &&
    saved.senders.every(
      ([device, sender]) =>
        typeof device === 'string' && [sender.counter, sender.headSeq].every(isCount) && isBytes(sender.hash),
    ) &&
    (saved.drift === null || [saved.drift.seq, saved.drift.commit, saved.drift.epoch].every(isCount)) &&
    (saved.unsettled === null || (isCount(saved.unsettled.epoch) && saved.unsettled.hashes.every(isBytes))) &&
    isCount(saved.unopenedFrom) &&
    [saved.reach.everyone.taken, saved.reach.everyone.read].every(isCount) &&
    saved.reach.owners.every(([device, person]) => isCount(device) && typeof person === 'string') &&
    saved.resyncs.every(isCount) &&
    saved.gone.every((key: unknown) => typeof key === 'string') &&
    (saved.staged === null ||
      (isCount(saved.staged.epoch) &&
        [saved.staged.commit, saved.staged.groupInfo, saved.staged.record].every(isBytes))) &&
    (saved.group?.members ?? []).every(({ leaf, signatureKey }) => isCount(leaf) && isBytes(signatureKey))
  );
}

/** A device's own records, as a failing disk could hand them back: rotted, cut short, or those of another version. */
const saved: Target = {
  name: 'saved-state',
  weight: 3,
  codes: ['storage-broken'],
  open: async () => {
    const scene = await Scene.open();
    const { maya } = await scene.pair();
    const state = maya.disk.records.get(savedKey)!.slice();
    await scene.close();
    if ((await load(diskWith(savedKey, state)))?.group === null) fault('a saved state was not read');
    const samples = [state];
    return (dice) => {
      const input = dice.once(2) ? mutateInCbor(state, dice, samples) : mutate(state, dice, samples);
      return {
        input,
        run: async () => {
          const found = await load(diskWith(savedKey, input));
          // What was taken is of its type, can be saved again, and read again.
          if (found !== null && !isWhatItSays(found)) fault('a saved state that is none was taken');
          if (found !== null) await load(diskWith(savedKey, encodeSaved(found)));
        },
      };
    };
  },
};

const rows: Target = {
  name: 'saved-rows',
  weight: 4,
  codes: ['storage-broken'],
  open: async () => {
    const sample = (sealed: boolean) =>
      saveRow({
        ordinal: 1,
        writtenAt: 1_800_000_000_000,
        type: 1,
        body: new Uint8Array(20),
        state: sealed ? 'sealed' : 'queued',
        refusal: null,
        sealed: sealed
          ? { id: 4, epoch: 2, begunBy: new Uint8Array(32), envelope: new Uint8Array(300) }
          : null,
        earlier: [new Uint8Array(32)],
        storedAt: sealed ? null : 7,
        inFlight: false,
      })[1];
    const samples = [sample(true), sample(false)];
    for (const it of samples)
      if ((await Outbox.load(diskWith(rowKey, it))).rows.length !== 1) fault('a row was lost');
    return (dice) => {
      const input = dice.once(2)
        ? mutateInCbor(dice.pick(samples), dice, samples)
        : mutate(dice.pick(samples), dice, samples);
      return {
        input,
        run: async () => {
          for (const row of (await Outbox.load(diskWith(rowKey, input))).rows) {
            const { sealed } = row;
            const is =
              [row.writtenAt, row.type].every(isCount) &&
              isBytes(row.body) &&
              sendStates.includes(row.state) &&
              (sealed === null || ([sealed.id, sealed.epoch].every(isCount) && isBytes(sealed.envelope)));
            if (!is) fault('a row that is none was taken');
            saveRow(row);
          }
        },
      };
    };
  },
};

export const savedTargets: readonly Target[] = [saved, rows];
