import { decode, encode } from 'cborg';
import { describe, expect, it } from 'vitest';
import { awaitedDeposit } from '../../engine/awaited-deposits.ts';
import { AwaitedPeople } from '../../engine/awaited-people.ts';
import { decodeBody, encodeChange, encodeSaid, isChange, leaveBody } from '../../engine/body.ts';
import { openEnvelope, paddedLength, sealEnvelope, signalForm } from '../../engine/envelope.ts';
import { deriveEpochKeys } from '../../engine/epoch-keys.ts';
import { decodeIntroduction, encodeIntroduction } from '../../engine/introduction.ts';
import { Keyring } from '../../engine/keyring.ts';
import {
  conversationExtension,
  encodeCommitData,
  encodeHead,
  leafFor,
  readCommitData,
  readHead,
  readIdentity,
} from '../../engine/leaf.ts';
import { linkAt, openLink, writeLink } from '../../engine/link.ts';
import { generateSigner, readGroupInfo, type SuiteId } from '../../engine/mls/index.ts';
import { openDeposit } from '../../engine/opened-deposit.ts';
import { openRecord } from '../../engine/opened-record.ts';
import { deviceJwk, disclosureDigest, readDisclosure, thumbprint } from '../../engine/passport.ts';
import { sealRecord } from '../../engine/record.ts';
import { verifyRevocation as verifyAsMember } from '../../engine/revocation-token.ts';
import { safetyCode } from '../../engine/safety-code.ts';
import { openSealed } from '../../engine/sealed-vault.ts';
import { readVault, vaultFrom } from '../../engine/vault.ts';
import { verifyDevice, verifyMember } from '../../engine/verified.ts';
import { conversationId, pairwiseSub, personVaultSecret, vaultPublicKey } from '../../portal/index.ts';
import { fromBase64url } from '../../shared/bytes.ts';
import { encodeCbor } from '../../shared/cbor.ts';
import { codeOf } from '../../shared/errors.ts';
import {
  clientFrames,
  decodeClientFrame,
  decodeRelayFrame,
  type EntryKind,
  encodeClientFrame,
  encodeRelayFrame,
  entryKinds,
  relayFrames,
} from '../../shared/frames.ts';
import { commitHeader, envelopeHeader } from '../../shared/headers.ts';
import type { ConversationId } from '../../shared/ids.ts';
import { firstLogHash, nextLogHash } from '../../shared/log-hash.ts';
import type { Claims } from '../../shared/passport.ts';
import { recoveryCode, recoveryKey } from '../../shared/recovery-code.ts';
import { isRevokedBy } from '../../shared/revoked.ts';
import { encodeVoid, readVoid } from '../../shared/void-body.ts';
import { verifyPassport } from '../../worker/passport.ts';
import { verifyProof } from '../../worker/proof.ts';
import { verifyRevocation } from '../../worker/revocation-token.ts';
import { roomName } from '../../worker/room-name.ts';
import type { VerificationKey } from '../../worker/tenant/jwks.ts';
import { TestDisk } from '../support/world.ts';
import * as book from './by-the-book.ts';
import { type Bytes, H, hex, unhex } from './by-the-book.ts';
import * as vaultBook from './by-the-book-vault.ts';
import { kinds, type Vector, vector, vectors } from './vector-files.ts';

/** The code that `work` fails with, null where it does not. */
async function failure(work: () => unknown): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (thrown) {
    return codeOf(thrown);
  }
}

const ran = new Set<string>();
function each<T>(kind: string, check: (it: Vector<T>['it']) => void | Promise<void>): void {
  ran.add(kind.split('/')[0]!);
  describe(kind, () => {
    for (const { name, it: given } of vectors<T>(kind)) it(`${name}: ${given.fact}`, () => check(given));
  });
}

/** The same thing with its bytes as hex. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, inner) => (inner instanceof Uint8Array ? hex(inner) : inner)));

// — names ————————————————————————————————————————————————————————————————————————————————————————————————————————

interface Name {
  of: 'conversation' | 'person' | 'room' | 'vault';
  secret: string;
  fields: [string, string, string];
  canonical: string;
  name: string;
}
each<Name>('names', async ({ of, secret, fields, canonical, name, fails }) => {
  const make = () => {
    if (of === 'room') return roomName(fields[0], fields[1] as ConversationId);
    if (of === 'vault')
      return personVaultSecret({ vaultSecret: secret, sub: fields[0], conversation: fields[1] });
    if (of === 'person')
      return pairwiseSub({ pairwiseSecret: secret, person: fields[0], conversation: fields[1] });
    const [patient, encounter, topic] = fields;
    return conversationId({ roomSecret: secret, patient, encounter, topic });
  };
  expect(await failure(make)).toBe(fails ?? null);
  if (fails !== undefined) return;
  expect(make()).toBe(name);
  if (of !== 'room') expect(hex(book.canonicalName(of, fields))).toBe(canonical);
});

// — bodies that name a message ———————————————————————————————————————————————————————————————————————————————————

each<{ type: number; body: string; says?: unknown }>('body', async ({ type, body, says, fails }) => {
  const read = decodeBody(type, unhex(body));
  const code = { unknown: 'message-unknown', malformed: 'envelope-malformed' } as const;
  expect(typeof read === 'string' ? code[read] : null).toBe(fails ?? null);
  if (typeof read === 'string') return;
  const plain = JSON.parse(
    JSON.stringify(read, (_, value) => (value instanceof Uint8Array ? hex(value) : value)),
  );
  expect(plain).toEqual(says);
  if (read.kind === 'introduction') throw new Error('introductions have vectors of their own');
  const said = isChange(read)
    ? encodeChange(read)
    : read.kind === 'leave'
      ? leaveBody
      : encodeSaid(read.text, read.quotes, read.lifeMs);
  expect({ type: said.type, body: hex(said.body) }).toEqual({ type, body });
});

// — passport, disclosure, proof ——————————————————————————————————————————————————————————————————————————————————

interface PassportVector {
  jwks: { keys: (JsonWebKey & { kid: string; alg: string })[] };
  expected: { issuer: string; conversation: string; suite: SuiteId; signatureKey: string; nowMs: number };
  passport: string;
  peers: string | null;
  relay: string | null;
  claims?: Record<string, unknown>;
}
const keyringFor = (issuer: string, keys: readonly JsonWebKey[], nowMs: number) =>
  new Keyring(
    issuer,
    { passport: () => Promise.reject(new Error('not asked')), jwks: async () => keys },
    { now: () => nowMs, after: () => () => {}, random: () => 0 },
    [],
  );
const keyIn =
  (jwks: { keys: (JsonWebKey & { kid: string })[] }) =>
  async (kid: string): Promise<VerificationKey | null> =>
    (jwks.keys.find((key) => key.kid === kid) as VerificationKey | undefined) ?? null;
each<PassportVector>('passport', async ({ jwks, expected, passport, peers, relay, claims }) => {
  const { issuer, conversation, suite, nowMs } = expected;
  let read: Claims | null = null;
  const asPeer = async () => {
    const keyring = keyringFor(issuer, jwks.keys, nowMs);
    const device = { leaf: 0, signatureKey: unhex(expected.signatureKey), passport };
    read = (await verifyDevice(device, { suite, conversation, keyring }, nowMs)).claims;
  };
  const asRelay = () => verifyPassport({ passport, issuer, nowMs, key: keyIn(jwks) });
  expect({ peers: await failure(asPeer), relay: await failure(asRelay) }).toEqual({ peers, relay });
  if (claims === undefined) return;
  expect(read).toEqual({
    iss: claims['iss'],
    sub: claims['sub'],
    iat: claims['iat'],
    exp: claims['exp'],
    jti: claims['jti'],
    jkt: (claims['cnf'] as { jkt: string }).jkt,
    conversation: claims['conv'],
    topic: claims['topic'],
    role: claims['role'],
    can: claims['can'],
    did: claims['did'],
    rv: claims['rv'] ?? 0,
    rh: claims['rh'] ?? null,
    hist: claims['hist'] ?? 'none',
    livesS: claims['lives'] ?? [],
    seg: claims['seg'] ?? 0,
    acr: claims['acr'] ?? null,
    amr: claims['amr'] ?? [],
    authTime: claims['auth_time'] ?? null,
    sd: claims['_sd'] ?? [],
  });
});

each<{
  jwks: { keys: readonly JsonWebKey[] };
  expected: {
    issuer: string;
    conversation: string;
    rv: number;
    rh: string;
    newest: number;
    nowMs: number;
  };
  roster: string;
  claims?: Record<string, unknown>;
}>('roster', async ({ jwks, expected, roster, claims, fails }) => {
  const { issuer, conversation, rv, rh, newest, nowMs } = expected;
  const disk = new TestDisk();
  await disk.write(new Map([['awaited', encodeCbor([newest, []])]]));
  const people = await AwaitedPeople.load(disk);
  const keyring = keyringFor(issuer, jwks.keys, nowMs);
  await people.take(roster, { rv, rh, seg: 0 }, { suite: 77, conversation, keyring });
  expect(people.problem).toBe(fails ?? null);
  expect(people.version).toBe(fails === undefined ? rv : null);
  const members = (claims?.['members'] ?? []) as { sub: string; name?: string; vault?: string }[];
  expect(
    people.beside([]).map(({ person, name, publicKey }) => ({ person, name, publicKey: hex(publicKey) })),
  ).toEqual(
    members.flatMap(({ sub, name = '', vault }) =>
      vault === undefined ? [] : [{ person: sub, name, publicKey: hex(fromBase64url(vault)!) }],
    ),
  );
});

each<{
  jwks: { keys: (JsonWebKey & { kid: string; alg: string })[] };
  expected: { issuer: string; conversation: string; nowMs: number };
  revocation: string;
  peers: string | null;
  relay: string | null;
  claims?: Record<string, unknown>;
  ends?: Pick<Claims, 'sub' | 'did' | 'iat'>[];
  spares?: Pick<Claims, 'sub' | 'did' | 'iat'>[];
}>('revocation', async ({ jwks, expected, revocation, peers, relay, claims, ends = [], spares = [] }) => {
  const { issuer, conversation, nowMs } = expected;
  const rule = { suite: 77 as const, conversation, keyring: keyringFor(issuer, jwks.keys, nowMs) };
  const asPeer = () => verifyAsMember(new TextEncoder().encode(revocation), rule);
  const asRelay = () => verifyRevocation({ token: revocation, key: (_, kid) => keyIn(jwks)(kid), nowMs });
  expect({ peers: await failure(asPeer), relay: await failure(asRelay) }).toEqual({ peers, relay });
  if (claims === undefined) return;
  const { iss, iat, exp, jti, conv, sub, did = null } = claims;
  const read = await asPeer();
  expect(read).toEqual({ iss, iat, exp, jti, conversation: conv, sub, did });
  expect(await asRelay()).toEqual(read);
  expect(ends.filter((passport) => !isRevokedBy(read, passport))).toEqual([]);
  expect(spares.filter((passport) => isRevokedBy(read, passport))).toEqual([]);
});

each<{
  disclosure?: string;
  digest: string;
  name: string;
  value: string;
  disclosures?: string[];
  body: string;
}>('disclosure', (of) => {
  if (of.disclosure !== undefined) {
    expect(disclosureDigest(of.disclosure)).toBe(of.digest);
    expect(readDisclosure(of.disclosure)).toEqual({ name: of.name, value: of.value });
  } else {
    expect(hex(encodeIntroduction(of.disclosures!))).toBe(of.body);
    expect(decodeIntroduction(unhex(of.body))).toEqual(of.disclosures);
  }
});

interface ProofVector {
  proof: string;
  method: string;
  url: string;
  passport: string;
  nowMs: number;
  jkt?: string;
}
each<ProofVector>('proof', async ({ jkt, fails, fact: _, ...shown }) => {
  expect(await failure(() => verifyProof(shown))).toBe(fails ?? null);
  if (jkt !== undefined) expect((await verifyProof(shown)).jkt).toBe(jkt);
});

// — leaf, group ——————————————————————————————————————————————————————————————————————————————————————————————————

each<{
  issuer: string;
  person: string;
  device: string;
  conversation: string;
  identity?: string;
  data: string;
  seq?: number;
  hash: string;
  /** Data of a commit: does it cut history? */
  cut?: boolean;
}>('leaf', async (of) => {
  const { issuer, person, device, conversation, identity, data, fails } = of;
  if (identity !== undefined) {
    expect(await failure(() => readIdentity(unhex(identity)))).toBe(fails ?? null);
    if (fails !== undefined) return;
    expect(readIdentity(unhex(identity))).toEqual({ issuer, person, device });
    expect(hex(leafFor('', { iss: issuer, sub: person, did: device } as Claims).identity)).toBe(identity);
  } else if (conversation !== undefined) {
    expect(hex(conversationExtension(issuer, conversation).data)).toBe(data);
  } else if (of.cut !== undefined) {
    const { seq, hash, cut } = of;
    expect(plain(readCommitData(unhex(data)))).toEqual({ seq, hash, isCut: cut });
    expect(hex(encodeCommitData({ seq: seq!, hash: unhex(hash) }, cut))).toBe(data);
  } else {
    expect(await failure(() => readHead(unhex(data)))).toBe(fails ?? null);
    if (of.seq === undefined) return;
    expect(plain(readHead(unhex(data)))).toEqual({ seq: of.seq, hash: of.hash });
    expect(hex(encodeHead({ seq: of.seq, hash: unhex(of.hash) }))).toBe(data);
  }
});

interface Staged {
  epoch: number;
  commit: string;
  groupInfo: string;
  record: string;
  root: string;
  kid: string;
  epochAuthenticator: string;
  safetyCode: string;
}
interface GroupVector {
  suite: SuiteId;
  issuer: string;
  conversation: string;
  nowMs: number;
  jwks: { keys: JsonWebKey[] };
  groupId: string;
  log: { first: string; at: number; hash: string };
  founding: Staged;
  join: Staged;
}
each<GroupVector>(
  'group',
  async ({ suite, issuer, conversation, nowMs, jwks, groupId, log, founding, join }) => {
    const roster = { suite, conversation, keyring: keyringFor(issuer, jwks.keys, nowMs) };
    const heads = [
      { seq: 0, hash: log.first },
      { seq: 1, hash: log.hash },
    ];
    expect(hex(firstLogHash(H, unhex(groupId)))).toBe(log.first);
    const first = { seq: 1, kind: 'commit', at: log.at, body: unhex(founding.commit) } as const;
    expect(hex(nextLogHash(H, unhex(log.first), first))).toBe(log.hash);
    for (const [i, staged] of [founding, join].entries()) {
      expect(plain(commitHeader(unhex(staged.commit)))).toEqual({ groupId, epoch: i });
      const info = await readGroupInfo(unhex(staged.groupInfo));
      expect([info.suite, hex(info.groupId), info.epoch]).toEqual([suite, groupId, i + 1]);
      const { type, data } = conversationExtension(issuer, conversation);
      expect(info.contextExtensions.find((one) => one.type === type)?.data).toEqual(data);
      const head = info.extensions.find((one) => one.type === 0xf0b4)!;
      expect(plain(readHead(head.data))).toEqual(heads[i]);
      const people = await Promise.all(info.members.map((member) => verifyMember(member, roster, nowMs)));
      expect(people.map(({ leaf }) => leaf)).toEqual(i === 0 ? [0] : [0, 1]);
      const keys = await deriveEpochKeys(suite, unhex(groupId), i + 1, unhex(staged.root));
      expect(hex(keys.kid)).toBe(staged.kid);
      const record = await openRecord(keys, unhex(staged.record));
      expect(hex(record!.treeHash)).toBe(hex(info.treeHash));
      expect(record!.members.map(({ when, leaf }) => [when, leaf])).toEqual(
        i === 0
          ? [[2, 0]]
          : [
              [2, 1],
              [3, 0],
            ],
      );
      expect(safetyCode(unhex(staged.epochAuthenticator), unhex(groupId))).toBe(staged.safetyCode);
    }
  },
);

// — epoch keys, padding, envelope, link, record ——————————————————————————————————————————————————————————————————

interface EpochGiven {
  suite: SuiteId;
  groupId: string;
  epoch: number;
  root: string;
  members: { leaf: number; signatureKey: string }[];
}
const keysOf = ({ suite, groupId, epoch, root }: EpochGiven) =>
  deriveEpochKeys(suite, unhex(groupId), epoch, unhex(root));
const keyOf = (given: EpochGiven) => (leaf: number) => {
  const found = given.members.find((member) => member.leaf === leaf);
  return found === undefined ? null : unhex(found.signatureKey);
};

each<
  EpochGiven & { context: string; kid: string; message: string; link: string; record: string; signal: string }
>('epoch-keys', async (given) => {
  const { kid, message, link, record, signal } = given;
  expect(plain(await keysOf(given))).toMatchObject({ kid, message, link, record, signal });
});

each<EpochGiven & { signal: string; opens?: object }>('signal', async (given) => {
  const opened = await openEnvelope(await keysOf(given), unhex(given.signal), keyOf(given), signalForm);
  expect(opened.kind === 'message' ? null : opened.code).toBe(given.fails ?? null);
  if (opened.kind === 'message') expect(plain(opened.inner)).toEqual(given.opens);
});

each<{ lengths: [number, number][] }>('padding', ({ lengths }) => {
  for (const [length, padded] of lengths) expect(paddedLength(length)).toBe(padded);
});

it('padding is Padmé’s own at every length that an envelope can have', () => {
  for (let length = 0; length <= 65_536; length++)
    if (paddedLength(length) !== book.padded(length)) expect.fail(`at ${length}`);
});

each<EpochGiven & { envelope: string; opens?: object }>('envelope', async (given) => {
  const opened = await openEnvelope(await keysOf(given), unhex(given.envelope), keyOf(given));
  if (given.fails !== undefined) expect(opened).toEqual({ kind: 'unreadable', code: given.fails });
  else expect(plain(opened)).toEqual({ kind: 'message', inner: given.opens });
});

each<EpochGiven & { link: string; commit?: string; opens?: object }>('link', async (given) => {
  const written = unhex(given.link);
  const link = given.commit === undefined ? written : linkAt({ body: unhex(given.commit), link: written });
  const opened = link === null ? null : await openLink(await keysOf(given), link, keyOf(given));
  if (given.fails !== undefined) expect(opened).toBeNull();
  else expect(plain(opened)).toMatchObject(given.opens!);
});

each<EpochGiven & { record: string; opens?: object }>('record', async (given) => {
  const opened = await openRecord(await keysOf(given), unhex(given.record));
  if (given.fails !== undefined) expect(opened).toBeNull();
  else expect(plain(opened)).toEqual(given.opens);
});

each<{ suite?: SuiteId; secret: string; extension: string; policy: string; version: number }>(
  'vault',
  async ({ suite, secret, extension, policy, version, fails, fact: _, ...made }) => {
    const notice = readVault([{ type: 0xf0b3, data: unhex(extension) }]);
    if (fails !== undefined || suite === undefined) {
      expect(notice).toBeNull();
      return;
    }
    const vault = (await vaultFrom(suite, { policy: 'portal', secret }))!;
    expect({ ...(plain(vault) as object), ikm: (made as { ikm?: string }).ikm }).toEqual({
      ...made,
      extension: { type: 0xf0b3, data: extension },
    });
    expect(plain(notice)).toEqual({ policy, version, publicKey: hex(vault.publicKey) });
    // The portal's way to the same key, for a person who never came.
    expect(hex(vaultPublicKey(suite, secret))).toBe(hex(vault.publicKey));
  },
);

each<{
  suite: SuiteId;
  groupId: string;
  epoch: number;
  secret: string;
  deposit: string;
  awaited?: true;
  opens?: { root: string; kid: string; own: boolean };
}>('deposit', async ({ suite, groupId, epoch, secret, deposit, awaited, opens }) => {
  const vault = (await vaultFrom(suite, { policy: 'portal', secret }))!;
  if (awaited) {
    const keys = await deriveEpochKeys(suite, unhex(groupId), epoch, unhex(opens!.root));
    expect(hex((await awaitedDeposit(keys, vault.publicKey))!)).toBe(deposit);
  }
  const found = await openDeposit({ suite, groupId: unhex(groupId), epoch }, vault, unhex(deposit));
  if (opens === undefined) expect(found).toBeNull();
  else expect(plain(found)).toMatchObject({ own: opens.own, keys: { root: opens.root, kid: opens.kid } });
});

each<{ key: string; code: string }>('recovery-code', ({ key, code, fails }) => {
  const read = recoveryKey(code);
  if (fails !== undefined) expect(read).toBeNull();
  else {
    expect(hex(read!)).toBe(key);
    expect(recoveryCode(read!)).toBe(vaultBook.recoveryCode(unhex(key)));
  }
});

each<{
  suite: SuiteId;
  conversation: string;
  kind: 'code' | 'passkey';
  id: string;
  key: string;
  sealed: string;
  opens?: { secret: string; version: number };
}>('sealed-vault', async ({ suite, conversation, kind, id, key, sealed, opens }) => {
  const way = { kind, id: fromBase64url(id)!, key: fromBase64url(key)! };
  const found = await openSealed({ suite, conversation }, unhex(sealed), way);
  if (opens === undefined) expect(found).toBeNull();
  else expect(plain(found)).toMatchObject(opens);
});

// — log, safety code, headers ————————————————————————————————————————————————————————————————————————————————————

each<{
  groupId: string;
  first: string;
  entries: { seq: number; kind: number; at: number; body: string; hash: string }[];
}>('log', ({ groupId, first, entries }) => {
  let before = firstLogHash(H, unhex(groupId));
  expect(hex(before)).toBe(first);
  for (const { kind: number, body, hash, ...place } of entries) {
    const kind = Object.entries(entryKinds).find(([, value]) => value === number)![0] as EntryKind;
    before = nextLogHash(H, before, { ...place, kind, body: unhex(body) });
    expect(hex(before)).toBe(hash);
  }
});

each<{ body: string; reads?: { seq: number; hash: string } }>('void', async ({ body, reads, fails }) => {
  expect(await failure(() => readVoid(unhex(body)))).toBe(fails ?? null);
  if (reads === undefined) return;
  expect(plain(readVoid(unhex(body)))).toEqual(reads);
  expect(hex(encodeVoid({ ...reads, hash: unhex(reads.hash) }))).toBe(body);
});

each<{ groupId: string; epochAuthenticator: string; code: string }>('safety-code', (given) => {
  expect(safetyCode(unhex(given.epochAuthenticator), unhex(given.groupId))).toBe(given.code);
});

each<{ of: 'envelope' | 'commit'; bytes: string; reads?: object }>(
  'headers',
  async ({ of, bytes, reads, fails }) => {
    const read = of === 'envelope' ? envelopeHeader : commitHeader;
    expect(await failure(() => read(unhex(bytes)))).toBe(fails ?? null);
    if (reads !== undefined) expect(plain(read(unhex(bytes)))).toEqual(reads);
  },
);

// — frames ———————————————————————————————————————————————————————————————————————————————————————————————————————

type Said = number | string | boolean | null | { hex: string } | Said[];
const spoken = (value: Said): unknown => {
  if (Array.isArray(value)) return value.map(spoken);
  return typeof value === 'object' && value !== null ? unhex(value.hex) : value;
};
const kindNames = new Map<unknown, string>(
  Object.entries(entryKinds).map(([name, number]) => [number, name]),
);
const entryNames = ['seq', 'at', 'kind', 'device', 'id', 'epoch', 'body', 'link', 'record', 'withdrawn'];
/** A field of a decoded frame, as the array on the wire has it. */
const said = (name: string, value: unknown): unknown => {
  if (name === 'kind') return [...kindNames].find(([, word]) => word === value)![0];
  if (name === 'receipts')
    return (value as { device: number; taken: number; read: number }[]).map(({ device, taken, read }) => [
      device,
      taken,
      read,
    ]);
  if (name === 'entries' && Array.isArray(value))
    return value.map((entry: Record<string, unknown>) =>
      entryNames.map((field) => said(field, entry[field])),
    );
  return value;
};
const sides = {
  client: { table: clientFrames, decode: decodeClientFrame, encode: encodeClientFrame },
  relay: { table: relayFrames, decode: decodeRelayFrame, encode: encodeRelayFrame },
} as const;

for (const side of ['client', 'relay'] as const) {
  each<{ frame: Said[]; bytes: string }>(`frames/${side}`, ({ frame, bytes }) => {
    const value = spoken(frame) as unknown[];
    const { table, decode: read, encode: write } = sides[side];
    expect(hex(encode(value) as Bytes)).toBe(bytes);
    expect(decode(unhex(bytes), { strict: true, allowIndefinite: false, allowUndefined: false })).toEqual(
      value,
    );
    const decoded = read(unhex(bytes)) as unknown as Record<string, unknown>;
    const fields = Object.keys((table as Record<string, object>)[value[0] as string]!);
    expect(Object.keys(decoded)).toEqual(['type', ...fields]);
    expect(plain([decoded['type'], ...fields.map((name) => said(name, decoded[name]))])).toEqual(
      plain(value),
    );
    expect(hex(write(decoded as never))).toBe(bytes);
  });

  it(`every type of frame of the ${side} has a vector`, () => {
    const types = new Set(vectors<{ frame: Said[] }>(`frames/${side}`).map(({ it: { frame } }) => frame[0]));
    expect([...types].sort()).toEqual(Object.keys(sides[side].table).sort());
  });
}
each<{ side: 'client' | 'relay'; bytes: string }>('frames/refused', async ({ side, bytes, fails }) => {
  expect(await failure(() => sides[side].decode(unhex(bytes)))).toBe(fails);
});

// — the other way: what the product makes, a second implementation opens ————————————————————————————————————————

describe('what the product seals, the book opens', () => {
  for (const suite of [1, 7, 77] as const) {
    const keys = book.epochKeys(
      book.suites[suite],
      book.run(0x10, 32),
      3,
      book.run(0x40, suite === 7 ? 48 : 32),
    );
    const before = book.epochKeys(book.suites[suite], keys.groupId, 2, book.run(0x80, suite === 7 ? 48 : 32));
    const ours = () => deriveEpochKeys(suite, keys.groupId, 3, keys.root);

    it(`an envelope, suite ${suite}`, async () => {
      const signer = await generateSigner(suite);
      for (const length of [0, 1, 100, 1000, 16_384]) {
        const inner: book.Inner = {
          leaf: 1,
          device: H(signer.publicKey),
          counter: 1,
          prev: new Uint8Array(32),
          headSeq: 1,
          head: book.run(0, 32),
          timeMs: 1,
          type: 1,
          body: book.run(0, length),
        };
        const sealed: Bytes = await sealEnvelope(await ours(), signer, inner);
        const header = sealed.subarray(0, 106);
        expect(hex(header.subarray(0, 74))).toBe(hex(book.header(keys, new Uint8Array())));
        const once = book.oneTime(keys.suite, keys.message, 'message key', header);
        expect(hex(sealed.subarray(106, 138))).toBe(hex(once.commitment));
        const content = book.encodeInner(inner);
        const lengthBytes = sealed.length - 138 < 16_384 + 2 ? 2 : 4;
        const ciphertext = sealed.subarray(138 + lengthBytes);
        expect(hex(sealed.subarray(138))).toBe(hex(book.vec(ciphertext)));
        const open = book.gcmOpen(once, sealed.subarray(0, 138), ciphertext);
        expect(hex(open.subarray(0, content.length))).toBe(hex(content));
        const signatureBytes = open[content.length]! < 64 ? open[content.length]! : null;
        const signedLength =
          signatureBytes === null
            ? 2 + (((open[content.length]! & 63) << 8) | open[content.length + 1]!)
            : 1 + signatureBytes;
        expect(open.length).toBe(book.padded(content.length + signedLength));
        expect(open.subarray(content.length + signedLength).every((byte) => byte === 0)).toBe(true);
      }
    });

    it(`a link and a record, suite ${suite}`, async () => {
      const signer = await generateSigner(suite);
      const link = await writeLink(
        await ours(),
        await deriveEpochKeys(suite, before.groupId, 2, before.root),
        1,
        signer,
      );
      const linkHeader = link.subarray(0, 150);
      const once = book.oneTime(keys.suite, keys.link, 'link key', linkHeader);
      const ciphertext = link.subarray(183, 183 + keys.suite.size + 1 + 16);
      expect(hex(link.subarray(150, 182))).toBe(hex(once.commitment));
      const size = keys.suite.size + 17;
      const at = size < 64 ? 183 : 184;
      expect(hex(book.gcmOpen(once, link.subarray(0, 182), link.subarray(at, at + ciphertext.length)))).toBe(
        hex(book.vec(before.root)),
      );
      const member = { when: 2, leaf: 1, signatureKey: signer.publicKey, passport: 'a~', disclosures: ['b'] };
      const sealed = await sealRecord(
        await ours(),
        { treeHash: book.run(0, 32), members: [member] },
        1,
        signer,
      );
      const box = book.oneTime(keys.suite, keys.record, 'record key', sealed.subarray(0, 106));
      const open = book.gcmOpen(box, sealed.subarray(0, 138), sealed.subarray(140));
      const told = book.record(
        keys,
        book.run(0, 32),
        [member],
        1,
        { ...signerStub, publicKey: signer.publicKey },
        new Uint8Array(32),
      );
      expect(hex(open.subarray(0, told.content.length))).toBe(hex(told.content));
      expect(open.length).toBeGreaterThanOrEqual(256);
    });

    it(`a device’s JWK and thumbprint, suite ${suite}`, async () => {
      const { publicKey } = await generateSigner(suite);
      const jwk = deviceJwk(suite, publicKey) as Record<string, string>;
      expect(Object.keys(jwk)).toEqual(suite === 7 ? ['crv', 'kty', 'x', 'y'] : ['crv', 'kty', 'x']);
      expect(thumbprint(suite, publicKey)).toBe(book.thumbprint(jwk));
    });
  }
});
const signerStub = {
  secret: new Uint8Array(),
  jwk: {},
  sign: () => new Uint8Array(64),
  signRaw: () => new Uint8Array(64),
};

it('every kind of vector was run', () => {
  expect([...ran].sort()).toEqual(kinds());
});

it('a vector’s file says one fact', () => {
  for (const kind of [
    ...kinds().filter((name) => name !== 'frames'),
    'frames/client',
    'frames/relay',
    'frames/refused',
  ])
    for (const { name } of vectors(kind)) {
      const { fact } = vector(`${kind}/${name}`);
      if (typeof fact !== 'string' || !fact.endsWith('.')) expect.fail(`${kind}/${name}`);
    }
});
