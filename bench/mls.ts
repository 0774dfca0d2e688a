import { conversationExtension, encodeHead, extensionTypes } from '../engine/leaf.ts';
import * as mls from '../engine/mls/index.ts';
import { base64url, concat, utf8 } from '../shared/bytes.ts';
import { median, type Table } from './table.ts';

const suites: readonly (readonly [mls.SuiteId, string])[] = [
  [0x004d, 'X-Wing (0x004d)'],
  [7, 'P-384 (7)'],
  [1, 'X25519 (1)'],
];
const sizes = [2, 8, 32] as const;
const passportBytes = 900;

/** Medians in ms for a group of `members`, and the bytes that go to the relay. */
export interface MlsFigures {
  readonly suite: string;
  readonly members: number;
  readonly create: number;
  readonly join: number;
  readonly update: number;
  readonly process: number;
  readonly commitBytes: number;
  readonly groupInfoBytes: number;
}

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

/** A leaf as the engine makes it: an identity of issuer, pseudonym and device, and a passport of the usual length. */
function leafOf(): mls.LeafContent {
  const part = (text: string) => concat(Uint8Array.of(text.length), utf8(text));
  const identity = concat(
    part('https://portal.example'),
    part(base64url(random(32))),
    part(base64url(random(16))),
  );
  const passport = utf8(base64url(random(passportBytes)).slice(0, passportBytes));
  return { identity, extensions: [{ type: extensionTypes.passport, data: passport }] };
}

const timed = async <T>(into: number[], work: () => Promise<T>): Promise<T> => {
  const started = performance.now();
  const done = await work();
  into.push(performance.now() - started);
  return done;
};

/**
 * Groups that grow by external joins to 2, 8 and 32 members. At each size, `rounds` times from the same state: one more
 * joins (`readGroupInfo` and `joinExternally`), the newest member updates its path (`commit`), the founder takes that
 * commit (`processCommit`). create: a group of one. Passports are not verified here, only carried.
 */
export async function measureMls(o: { rounds: number }): Promise<MlsFigures[]> {
  const figures: MlsFigures[] = [];
  for (const [suite, name] of suites) {
    const data = encodeHead({ seq: 1, hash: random(32) });
    const stranger = async () => ({
      signer: await mls.signerFrom(suite, await mls.generateKeyPair(suite)),
      leaf: leafOf(),
    });
    const settings = { authenticatedData: data, groupInfoExtensions: [{ type: extensionTypes.head, data }] };
    const join = async (groupInfo: Uint8Array, who: Awaited<ReturnType<typeof stranger>>) =>
      mls.joinExternally({ ...settings, ...who, groupInfo: await mls.readGroupInfo(groupInfo) });
    const create: number[] = [];
    const founder = await stranger();
    const found = () =>
      mls.createGroup({
        suite,
        groupId: random(32),
        contextExtensions: [conversationExtension('https://portal.example', base64url(random(32)))],
        ...founder,
      });
    for (let i = 0; i < o.rounds; i++) await timed(create, found);
    const founded = await mls.commit(await found(), { signer: founder.signer, ...settings });
    let [first, groupInfo] = [founded.next, founded.groupInfo];
    let newest = { ...founder, state: first };
    for (let members = 1; members <= sizes.at(-1)!; ) {
      if ((sizes as readonly number[]).includes(members)) {
        const times = { join: [] as number[], update: [] as number[], process: [] as number[] };
        let bytes = { commitBytes: 0, groupInfoBytes: 0 };
        for (let i = 0; i < o.rounds; i++) {
          const who = await stranger();
          await timed(times.join, () => join(groupInfo, who));
          const { state, signer, leaf } = newest;
          const staged = await timed(times.update, () => mls.commit(state, { signer, leaf, ...settings }));
          await timed(times.process, () => mls.processCommit(first, staged.commit));
          bytes = { commitBytes: staged.commit.length, groupInfoBytes: staged.groupInfo.length };
        }
        figures.push({
          suite: name,
          members,
          create: median(create),
          join: median(times.join),
          update: median(times.update),
          process: median(times.process),
          ...bytes,
        });
      }
      const who = await stranger();
      const staged = await join(groupInfo, who);
      const outcome = await mls.processCommit(first, staged.commit);
      if (outcome.kind === 'removed') throw new Error('the founder was removed');
      first = outcome.next;
      newest = { ...who, state: staged.next };
      groupInfo = staged.groupInfo;
      members++;
    }
  }
  return figures;
}

/** The table of {@link measureMls} in one place. */
export function mlsTable(place: string, figures: readonly MlsFigures[]): Table {
  return {
    section: 'mls',
    title: `MLS in ${place}: medians in ms, ${passportBytes}-byte passports in the leaves`,
    columns: [
      'suite, members',
      'create',
      'external join',
      'update',
      'process',
      'update, bytes',
      'GroupInfo, bytes',
    ],
    rows: figures.map((row) => [
      `${row.suite}, ${row.members}`,
      row.create,
      row.join,
      row.update,
      row.process,
      row.commitBytes,
      row.groupInfoBytes,
    ]),
    notes: [
      'update by the newest member, process by the founder; join reads and verifies the GroupInfo first',
    ],
  };
}
