import { sha256 } from '@noble/hashes/sha2.js';
import { type Inner, openEnvelope, pad, sealEnvelope } from '../../engine/envelope.ts';
import { deriveEpochKeys, type EpochKeys } from '../../engine/epoch-keys.ts';
import { openLink, writeLink } from '../../engine/link.ts';
import {
  generateSigner,
  hashLength,
  type Signer,
  signWithLabel,
  suiteIds,
  Writer,
} from '../../engine/mls/index.ts';
import { openRecord } from '../../engine/opened-record.ts';
import { sealRecord } from '../../engine/record.ts';
import { openBox, sealBox } from '../../engine/sealed-box.ts';
import { equal } from '../../shared/bytes.ts';
import type { Dice } from './dice.ts';
import { mutate } from './mutate.ts';
import { fault, type Target } from './target.ts';
import { like } from './targets-plain.ts';

interface Epoch {
  readonly keys: EpochKeys;
  readonly before: EpochKeys;
  readonly signer: Signer;
  readonly keyOf: (leaf: number) => Uint8Array | null;
}

/** An epoch of every suite, with one member at leaf 3. */
const epochs = (): Promise<Epoch[]> =>
  Promise.all(
    suiteIds.map(async (suite): Promise<Epoch> => {
      const group = crypto.getRandomValues(new Uint8Array(32));
      const root = () => crypto.getRandomValues(new Uint8Array(hashLength(suite)));
      const signer = await generateSigner(suite);
      return {
        keys: await deriveEpochKeys(suite, group, 5, root()),
        before: await deriveEpochKeys(suite, group, 4, root()),
        signer,
        keyOf: (leaf) => (leaf === 3 ? signer.publicKey : null),
      };
    }),
  );

/** Where the clear parts end: what a member seals is put together from these, so that the tag holds whatever is inside. */
const envelopeHeaderBytes = 1 + 1 + 32 + 8 + 32 + 32;
const linkHeaderBytes = 1 + 1 + 32 + 8 + 8 + 32 + 32 + 4 + 32;

async function inside(
  keys: EpochKeys,
  secret: Uint8Array,
  label: string,
  sealed: Uint8Array,
  headerBytes: number,
) {
  const header = sealed.subarray(0, headerBytes);
  const commitment = sealed.subarray(headerBytes, headerBytes + 32);
  // The vector's length: two bytes from 64 on, one below; links are the short ones.
  const rest = sealed.subarray(headerBytes + 32);
  const size = rest[0]! >> 6 === 0 ? 1 : rest[0]! >> 6 === 1 ? 2 : 4;
  const length = size === 1 ? rest[0]! : size === 2 ? ((rest[0]! & 63) << 8) | rest[1]! : 0;
  const plain = await openBox(keys.suite, secret, label, header, {
    commitment,
    ciphertext: rest.subarray(size, size + length),
  });
  return { header, plain: plain ?? fault('a sample does not open') };
}

/** What a member of the epoch who means ill can seal: any content at all, under the right keys. */
async function seal(
  keys: EpochKeys,
  secret: Uint8Array,
  label: string,
  header: Uint8Array,
  plain: Uint8Array,
) {
  const { commitment, ciphertext } = await sealBox(keys.suite, secret, label, header, plain.slice());
  return new Writer().fixed(header).fixed(commitment).opaque(ciphertext).done();
}

/** Content of another length, padded as it should be: what lies behind the check of the padding. */
const repadded = (plain: Uint8Array, dice: Dice) => {
  let end = plain.length;
  while (end > 0 && plain[end - 1] === 0) end--;
  return pad(mutate(plain.subarray(0, end), dice, [plain]));
};

const envelopes: Target = {
  name: 'envelopes',
  weight: 7,
  codes: [],
  open: async () => {
    const rooms = await Promise.all(
      (await epochs()).map(async (epoch) => {
        const inner = (body: Uint8Array): Inner => ({
          leaf: 3,
          device: sha256(epoch.signer.publicKey),
          counter: 1,
          prev: new Uint8Array(32),
          headSeq: 9,
          head: new Uint8Array(32).fill(4),
          timeMs: 1_800_000_000_000,
          type: 1,
          body,
        });
        const samples = await Promise.all(
          [0, 11, 700].map((size) =>
            sealEnvelope(epoch.keys, epoch.signer, inner(new Uint8Array(size).fill(65))),
          ),
        );
        const opened = await Promise.all(
          samples.map((sample) => openEnvelope(epoch.keys, sample, epoch.keyOf)),
        );
        if (opened.some(({ kind }) => kind !== 'message')) fault('a valid envelope was refused');
        const { keys } = epoch;
        const opens = await Promise.all(
          samples.map((it) => inside(keys, keys.message, 'message key', it, envelopeHeaderBytes)),
        );
        return { ...epoch, samples, opens };
      }),
    );
    return async (dice) => {
      const { keys, keyOf, samples, opens } = dice.pick(rooms);
      let input: Uint8Array = like(samples, dice);
      let plain: Uint8Array | null = null;
      let original: Uint8Array | null = null;
      if (dice.once(2)) {
        const sample = dice.pick(opens);
        original = sample.plain;
        plain = dice.once(2) ? mutate(sample.plain, dice, [sample.plain]) : repadded(sample.plain, dice);
        input = await seal(keys, keys.message, 'message key', sample.header, plain);
      }
      return {
        input,
        run: async () => {
          const opened = await openEnvelope(keys, input, keyOf);
          if (opened.kind === 'unreadable') return;
          const same = plain === null ? samples.some((it) => equal(it, input)) : equal(plain, original!);
          if (!same) fault('a changed envelope was opened');
        },
      };
    };
  },
};

const links: Target = {
  name: 'links',
  weight: 4,
  codes: [],
  open: async () => {
    const rooms = await Promise.all(
      (await epochs()).map(async (epoch) => {
        const { keys, before, signer, keyOf } = epoch;
        const sample = await writeLink(keys, before, 3, signer);
        if ((await openLink(keys, sample, keyOf)) === null) fault('a valid link was refused');
        return {
          ...epoch,
          sample,
          opened: await inside(keys, keys.link, 'link key', sample, linkHeaderBytes),
        };
      }),
    );
    return async (dice) => {
      const { keys, keyOf, signer, sample, opened, before } = dice.pick(rooms);
      let input: Uint8Array = like([sample], dice);
      let original = sample;
      if (dice.once(3)) {
        // A member signs a link to a root of its own making.
        const plain = mutate(opened.plain, dice, [opened.plain]);
        const signed = await seal(keys, keys.link, 'link key', opened.header, plain);
        const signature = await signWithLabel(signer, 'Bedside 1.0 link', signed);
        input = new Writer().fixed(signed).opaque(signature).done();
        if (equal(plain, opened.plain)) original = input as Uint8Array<ArrayBuffer>;
      }
      return {
        input,
        run: async () => {
          const found = await openLink(keys, input, keyOf);
          if (found === null) return;
          if (!equal(input, original)) fault('a changed link was opened');
          if (!equal(found.root, before.root)) fault('a link to another root');
        },
      };
    };
  },
};

const records: Target = {
  name: 'records',
  weight: 4,
  codes: [],
  open: async () => {
    const rooms = await Promise.all(
      (await epochs()).map(async (epoch) => {
        const { keys, signer } = epoch;
        const member = (when: number, leaf: number) => ({
          when,
          leaf,
          signatureKey: signer.publicKey,
          passport: `${'p'.repeat(300)}.x.y~`,
          disclosures: ['abcd', 'efgh'],
        });
        const record = { treeHash: new Uint8Array(32), members: [member(1, 2), member(3, 3)] };
        const sample = await sealRecord(keys, record, 3, signer);
        if ((await openRecord(keys, sample)) === null) fault('a valid record was refused');
        return {
          ...epoch,
          sample,
          opened: await inside(keys, keys.record, 'record key', sample, envelopeHeaderBytes),
        };
      }),
    );
    return async (dice) => {
      const { keys, sample, opened } = dice.pick(rooms);
      let input: Uint8Array = like([sample], dice);
      let original: Uint8Array = sample;
      if (dice.once(2)) {
        const plain = dice.once(2)
          ? mutate(opened.plain, dice, [opened.plain])
          : repadded(opened.plain, dice);
        input = await seal(keys, keys.record, 'record key', opened.header, plain);
        if (equal(plain, opened.plain)) original = input;
      }
      return {
        input,
        run: async () => {
          if ((await openRecord(keys, input)) !== null && !equal(input, original))
            fault('a changed record was opened');
        },
      };
    };
  },
};

/** What only members can make. Half of the inputs are sealed by one who has the keys and means ill. */
export const sealedTargets: readonly Target[] = [envelopes, links, records];
