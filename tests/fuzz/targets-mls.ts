import { encodeGroupContext } from '../../engine/mls/group-context.ts';
import {
  encodeGroupInfo,
  type GroupInfo,
  isGroupInfoSigned,
  readGroupInfoContent,
} from '../../engine/mls/group-info.ts';
import * as mls from '../../engine/mls/index.ts';
import { signWithLabel } from '../../engine/mls/labels.ts';
import { readHeader, wireFormat } from '../../engine/mls/message.ts';
import { encodePublicMessage, membershipTag, signContent } from '../../engine/mls/public-message.ts';
import { suiteOf } from '../../engine/mls/suite.ts';
import { contentOf } from '../../engine/mls/testing/attack.ts';
import { Club, leafOf, type Person } from '../../engine/mls/testing/club.ts';
import { equal, utf8 } from '../../shared/bytes.ts';
import type { Dice } from './dice.ts';
import { mutate } from './mutate.ts';
import { fault, type Target } from './target.ts';
import { like } from './targets-plain.ts';

/** A group of every suite: who reads, who commits, and one of each message, valid right now for the reader. */
interface Ring {
  readonly suite: mls.SuiteId;
  readonly by: Person;
  readonly reader: mls.GroupState;
  readonly before: string;
  readonly gone: mls.GroupState;
  readonly commits: readonly Uint8Array[];
  readonly external: Uint8Array;
  readonly groupInfo: Uint8Array;
  readonly keyPackages: readonly Uint8Array[];
  readonly welcome: Uint8Array;
  readonly newcomer: { readonly keyPackage: mls.KeyPackageSecrets; readonly signer: mls.Signer };
}

let rings: Promise<Ring[]> | null = null;
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

async function makeRing(suite: mls.SuiteId): Promise<Ring> {
  const club = await Club.of(suite, 4);
  const [by, reader, gone] = club.people as [Person, Person, Person];
  const signer = await mls.generateSigner(suite);
  const keyPackage = await mls.createKeyPackage({
    suite,
    leaf: leafOf('new'),
    signer,
    now: 1e9,
    lifetimeS: 60,
  });
  const o = { signer: by.signer, authenticatedData: utf8('head') };
  const busy = await mls.commitAdding(by.state!, {
    ...o,
    add: [keyPackage.keyPackage],
    remove: [gone.state!.ownLeaf],
  });
  const adds = await mls.commitAdding(by.state!, { ...o, add: [keyPackage.keyPackage] });
  const quiet = await mls.commit(by.state!, o);
  const joins = await mls.joinExternally({
    groupInfo: await mls.readGroupInfo(club.groupInfo),
    signer: await mls.generateSigner(suite),
    leaf: leafOf('x'),
    authenticatedData: utf8('head'),
    remove: gone.state!.ownLeaf,
  });
  return {
    suite,
    by,
    reader: reader.state!,
    before: hexOf(mls.encodeGroupState(reader.state!)),
    gone: gone.state!,
    commits: [busy.commit, quiet.commit],
    external: joins.commit,
    groupInfo: club.groupInfo,
    keyPackages: [keyPackage.keyPackage],
    welcome: adds.welcome!,
    newcomer: { keyPackage, signer },
  };
}

const ringsOnce = () => {
  rings ??= Promise.all(mls.suiteIds.map(makeRing));
  return rings;
};

const changed = (input: Uint8Array, samples: readonly Uint8Array[]) =>
  !samples.some((it) => equal(it, input));

/** After an input, whatever came of it, the state stands as it stood. */
function stands({ reader, before }: Ring): void {
  if (hexOf(mls.encodeGroupState(reader)) !== before) fault('an input changed the state of a group');
}

const parse: Target = {
  name: 'mls-parse',
  weight: 10,
  codes: ['mls-malformed', 'mls-unsupported', 'mls-invalid'],
  open: async () => {
    const all = await ringsOnce();
    const commits = all.flatMap((it) => [...it.commits, it.external]);
    const others = all.flatMap((it) => [it.groupInfo, it.welcome, ...it.keyPackages]);
    const samples = [...commits, ...commits, ...others];
    for (const sample of commits) mls.peekCommit(sample);
    return (dice) => {
      const input = like(samples, dice);
      return { input, run: () => mls.peekCommit(input) };
    };
  },
};

const commits: Target = {
  name: 'mls-commit',
  weight: 3,
  codes: ['mls-malformed', 'mls-unsupported', 'mls-invalid', 'mls-stale-epoch'],
  open: async () => {
    const all = await ringsOnce();
    for (const ring of all)
      for (const sample of [...ring.commits, ring.external])
        if ((await mls.processCommit(ring.reader, sample)).kind !== 'processed')
          fault('a valid commit was refused');
    return (dice) => {
      const ring = dice.pick(all);
      const samples = [...ring.commits, ring.external];
      const input = like(samples, dice);
      return {
        input,
        run: async () => {
          try {
            await mls.processCommit(ring.reader, input);
            if (changed(input, samples)) fault('a changed commit was taken');
          } finally {
            if (dice.once(16)) stands(ring);
          }
        },
      };
    };
  },
};

/** A member who means ill: the content is changed, and then signed and tagged as only a member can. */
async function forge(ring: Ring, dice: Dice): Promise<{ input: Uint8Array; same: boolean }> {
  const suite = suiteOf(ring.suite);
  const sample = dice.pick(ring.commits);
  const { content, confirmationTag } = contentOf(sample);
  const changed = mutate(content, dice, [content]);
  const context = encodeGroupContext(ring.reader.context);
  const signature = await signContent(ring.by.signer, changed, context);
  const message = { content: changed, signature, confirmationTag };
  const tag = membershipTag(suite.kdf, ring.reader.secrets.membership, message, context);
  return { input: encodePublicMessage(message, tag), same: equal(changed, content) };
}

const forgeries: Target = {
  name: 'mls-insider',
  weight: 2,
  codes: ['mls-malformed', 'mls-unsupported', 'mls-invalid', 'mls-stale-epoch'],
  open: async () => {
    const all = await ringsOnce();
    return async (dice) => {
      const ring = dice.pick(all);
      const { input, same } = await forge(ring, dice);
      return {
        input,
        run: async () => {
          const { kind } = await mls.processCommit(ring.reader, input);
          // The confirmation tag is over the content: what a member signs anew has another, which it left as it was.
          if (kind === 'processed' && !same) fault('a commit was taken against its confirmation tag');
        },
      };
    };
  },
};

const groupInfos: Target = {
  name: 'mls-group-info',
  weight: 2,
  codes: ['mls-malformed', 'mls-unsupported', 'mls-invalid'],
  open: async () => {
    const all = await ringsOnce();
    for (const ring of all) await mls.readGroupInfo(ring.groupInfo);
    return async (dice) => {
      const ring = dice.pick(all);
      let input: Uint8Array = like([ring.groupInfo], dice);
      // Half of them signed by a member: past the signature, into the tree.
      const signed = dice.once(2) ? await resigned(ring, input) : null;
      if (signed !== null) input = signed;
      return {
        input,
        run: async () => {
          const view = await mls.readGroupInfo(input);
          if (signed === null && changed(input, [ring.groupInfo])) fault('a changed group info was taken');
          // What passes must be fit to join by, or be refused with a code.
          if (signed !== null && dice.once(4))
            await mls.joinExternally({
              groupInfo: view,
              signer: ring.newcomer.signer,
              leaf: leafOf('x'),
              authenticatedData: utf8(''),
            });
        },
      };
    };
  },
};

/** The GroupInfo with its first member's signature put right, or null where it cannot be read. */
async function resigned(ring: Ring, input: Uint8Array): Promise<Uint8Array | null> {
  let info: GroupInfo;
  try {
    const from = new mls.Reader(input);
    readHeader(from, wireFormat.groupInfo);
    info = readGroupInfoContent(from);
  } catch {
    return null;
  }
  const signer = ring.by.signer;
  const signature = await signWithLabel(signer, 'GroupInfoTBS', info.signed);
  const encoded = encodeGroupInfo({ ...info, signature });
  return (await isGroupInfoSigned(suiteOf(ring.suite), { ...info, signature }, signer.publicKey))
    ? encoded
    : null;
}

const keyPackages: Target = {
  name: 'mls-key-package',
  weight: 3,
  codes: ['mls-malformed', 'mls-unsupported', 'mls-invalid'],
  open: async () => {
    const samples = (await ringsOnce()).flatMap((it) => it.keyPackages);
    for (const sample of samples) await mls.readKeyPackage(sample);
    return (dice) => {
      const input = like(samples, dice);
      return {
        input,
        run: async () => {
          await mls.readKeyPackage(input);
          if (changed(input, samples)) fault('a changed key package was taken');
        },
      };
    };
  },
};

const welcomes: Target = {
  name: 'mls-welcome',
  weight: 2,
  codes: ['mls-malformed', 'mls-unsupported', 'mls-invalid'],
  open: async () => {
    const all = await ringsOnce();
    for (const { welcome, newcomer } of all) await mls.joinByWelcome({ welcome, ...newcomer });
    return (dice) => {
      const { welcome, newcomer } = dice.pick(all);
      const input = like([welcome], dice);
      return {
        input,
        run: async () => {
          await mls.joinByWelcome({ welcome: input, ...newcomer });
          if (changed(input, [welcome])) fault('a changed welcome was taken');
        },
      };
    };
  },
};

const states: Target = {
  name: 'mls-state',
  weight: 6,
  codes: ['mls-malformed', 'mls-unsupported', 'mls-invalid'],
  open: async () => {
    const samples = (await ringsOnce()).flatMap((it) => [it.reader, it.gone].map(mls.encodeGroupState));
    for (const sample of samples)
      if (!equal(mls.encodeGroupState(mls.decodeGroupState(sample)), sample)) fault('a state changed');
    return (dice) => {
      const input = like(samples, dice);
      return {
        input,
        run: () => {
          // Not authenticated: it lies on the device's own disk. What is taken must come out the same, time and again.
          const once = mls.encodeGroupState(mls.decodeGroupState(input));
          if (!equal(mls.encodeGroupState(mls.decodeGroupState(once)), once))
            fault('a state is not what it was');
        },
      };
    };
  },
};

/** The MLS structures, each in all three suites. */
export const mlsTargets: readonly Target[] = [
  parse,
  commits,
  forgeries,
  groupInfos,
  keyPackages,
  welcomes,
  states,
];
