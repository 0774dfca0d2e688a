import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encode } from 'cborg';
import * as book from './by-the-book.ts';
import { type Bytes, base64url, cat, H, hex, run, u8, u32, u64, unhex, utf8, vec } from './by-the-book.ts';
import * as vaults from './by-the-book-vault.ts';

/**
 * Writes spec/vectors anew: `node tests/spec/make-vectors.ts && biome format --write spec/vectors`. By hand, when the
 * protocol changes; the tests only read the files. Salts, keys and times are fixed here and every signature is deterministic, so that a second run changes
 * nothing. `group/` is the one exception: MLS cannot be made deterministic, so it is kept once made (make-group.ts).
 */
const folder = join(dirname(fileURLToPath(import.meta.url)), '../../spec/vectors');

const made = new Set<string>();
function put(name: string, fact: string, content: object): void {
  if (made.has(name)) throw new Error(`twice: ${name}`);
  made.add(name);
  const file = join(folder, `${name}.json`);
  mkdirSync(dirname(file), { recursive: true });
  const text = JSON.stringify(
    { fact, ...content },
    (_, value) => (value instanceof Uint8Array ? hex(value) : value),
    2,
  );
  writeFileSync(file, `${text}\n`);
}
for (const kind of [
  'epoch-keys',
  'padding',
  'body',
  'signal',
  'envelope',
  'link',
  'record',
  'log',
  'void',
  'safety-code',
  'frames',
  'headers',
  'passport',
  'proof',
  'names',
  'leaf',
  'disclosure',
  'vault',
  'deposit',
  'roster',
  'revocation',
  'sealed-vault',
  'recovery-code',
])
  rmSync(join(folder, kind), { recursive: true, force: true });

// — the people of the vectors ————————————————————————————————————————————————————————————————————————————————————

const issuer = 'https://portal.example';
const groupId = run(0x10, 32);
const roomSecret = run(0x60, 32);
const pairwiseSecret = run(0xa0, 32);
const names = ['MRN-0042', 'ENC-2027-01', 'clinical'];
const conversation = book.named(roomSecret, 'conversation', names);
const maya = book.ed25519(run(0x01, 32));
const rivera = book.ed25519(run(0x21, 32));
const riveraP384 = book.ecdsa('P-384', run(0x01, 48));
const members = [
  { leaf: 0, signatureKey: maya.publicKey },
  { leaf: 1, signatureKey: rivera.publicKey },
];
const salt = run(0xc0, 32);
const timeMs = 1_800_000_000_000;

// — names (§2) ———————————————————————————————————————————————————————————————————————————————————————————————————

const nameVector = (of: string, secret: Bytes, fields: readonly string[]) => ({
  of,
  secret: base64url(secret),
  fields,
  canonical: book.canonicalName(of, fields),
  name: book.named(secret, of, fields),
});
put(
  'names/conversation-id',
  'A conversation’s id is the HMAC of its canonical name.',
  nameVector('conversation', roomSecret, names),
);
put(
  'names/conversation-id-of-another-split',
  'Fields have lengths: ("ab", "c") and ("a", "bc") are two conversations.',
  nameVector('conversation', roomSecret, ['MRN-0042E', 'NC-2027-01', 'clinical']),
);
put(
  'names/conversation-id-decomposed',
  'Fields are brought to NFC: a decomposed é is the same patient as a composed one.',
  nameVector('conversation', roomSecret, ['Rene\u0301', 'ENC-1', 'clinical']),
);
put(
  'names/person',
  'A person’s pseudonym is the HMAC of the person and the conversation.',
  nameVector('person', pairwiseSecret, ['user-17', conversation]),
);
put('names/room', 'A room’s name is the hash of issuer and conversation.', {
  of: 'room',
  fields: [issuer, conversation],
  canonical: cat(utf8('Bedside 1.0 room'), utf8(issuer), u8(0), utf8(conversation)),
  name: book.roomName(issuer, conversation),
});
for (const [name, field] of [
  ['empty', ''],
  ['over-long', 'a'.repeat(257)],
  ['white-space-at-an-end', 'MRN-0042 '],
  ['control-character', 'MRN\u00070042'],
  ['broken-surrogate', 'MRN\ud800'],
] as const) {
  put(`names/refuses-${name}`, `A field is refused: ${name.replaceAll('-', ' ')}.`, {
    of: 'conversation',
    secret: base64url(roomSecret),
    fields: [field, 'ENC-1', 'clinical'],
    fails: 'request-malformed',
  });
}

// — epoch keys (§5.1) ————————————————————————————————————————————————————————————————————————————————————————————

const keysOf = (suite: 1 | 7 | 77, epoch = 3, start = 0x40) =>
  book.epochKeys(book.suites[suite], groupId, epoch, run(start, book.suites[suite].size));
for (const suite of [1, 7, 77] as const) {
  const { suite: _, ...keys } = keysOf(suite);
  put(`epoch-keys/suite-${suite}`, `What the root of an epoch gives under suite ${suite}.`, {
    suite,
    ...keys,
  });
}
const keys = keysOf(77);
const keysBefore = keysOf(77, 2, 0x80);
const epochGiven = (of: book.Keys, people: readonly object[] = members) => ({
  suite: of.suite.id,
  groupId: of.groupId,
  epoch: of.epoch,
  root: of.root,
  members: people,
});

// — padding (§5.2) ———————————————————————————————————————————————————————————————————————————————————————————————

put('padding/lengths', 'Content is padded to Padmé(max(256, length)).', {
  lengths: [
    0, 1, 255, 256, 257, 272, 273, 300, 511, 512, 513, 1000, 1024, 1025, 2049, 4000, 10_000, 16_384, 16_385,
    40_000, 61_441, 65_000,
  ].map((length) => [length, book.padded(length)]),
});

// — envelope (§5.2) ——————————————————————————————————————————————————————————————————————————————————————————————

const inner: book.Inner = {
  leaf: 1,
  device: H(rivera.publicKey),
  counter: 7,
  prev: run(0xe0, 32),
  headSeq: 41,
  head: run(0x30, 32),
  timeMs,
  type: 1,
  body: utf8('Good morning, Maya'),
};
const good = book.envelope(keys, rivera, inner, salt);
const steps = {
  header: good.header,
  ...good.once,
  inner: good.inner,
  signature: good.signature,
  plain: good.plain,
};
put('envelope/opens', 'An envelope opens under its epoch’s keys and says who wrote it.', {
  ...epochGiven(keys),
  salt,
  steps,
  envelope: good.sealed,
  opens: inner,
});
const signalled = {
  ...inner,
  counter: timeMs,
  prev: new Uint8Array(32),
  type: 1,
  body: u8(1),
};
const signal = book.envelope(keys, rivera, signalled, salt, {}, 'signal').sealed;
put('signal/opens', 'A signal that its author is writing.', {
  ...epochGiven(keys),
  signal,
  opens: signalled,
});
put('signal/envelope', 'An envelope is not a signal, whoever passes it on as one.', {
  ...epochGiven(keys),
  signal: book.envelope(keys, rivera, signalled, salt).sealed,
  fails: 'envelope-forged',
});
put('envelope/signal', 'A signal is not an envelope, whoever puts it into the log.', {
  ...epochGiven(keys),
  envelope: signal,
  fails: 'envelope-forged',
});
const keys7 = keysOf(7);
const inner7 = {
  ...inner,
  leaf: 0,
  device: H(riveraP384.publicKey),
  type: 2,
  body: book.list([vec(utf8('WyJzIiwibmFtZSIsIk1heWEiXQ'))]),
};
put(
  'envelope/opens-suite-7',
  'Under P-384 the keys are longer and the signature is ECDSA in DER; AES-256-GCM stays.',
  {
    ...epochGiven(keys7, [{ leaf: 0, signatureKey: riveraP384.publicKey }]),
    envelope: book.envelope(keys7, riveraP384, inner7, salt).sealed,
    opens: inner7,
  },
);
const long = { ...inner, body: utf8('é'.repeat(1000)) };
put('envelope/opens-long', 'A longer body is padded to the next Padmé length.', {
  ...epochGiven(keys),
  envelope: book.envelope(keys, rivera, long, salt).sealed,
  opens: long,
});
const later = { ...inner, type: 999 };
put('envelope/opens-unknown-type', 'A type that is not known opens: what to do with it is the reader’s.', {
  ...epochGiven(keys),
  envelope: book.envelope(keys, rivera, later, salt).sealed,
  opens: later,
});

const closed = (name: string, fact: string, envelope: Bytes, fails: string) =>
  put(`envelope/${name}`, fact, { ...epochGiven(keys), envelope, fails });
const flip = (bytes: Bytes, at: number, bit = 1): Bytes => {
  const copy = bytes.slice();
  copy[at]! ^= bit;
  return copy;
};
const at = {
  version: 0,
  groupIdLength: 1,
  groupId: 2,
  epoch: 41,
  kid: 42,
  salt: 74,
  commitment: 106,
  ciphertextLength: 138,
  ciphertext: 140,
};
closed(
  'flipped-version',
  'One bit of the version is flipped.',
  flip(good.sealed, at.version, 2),
  'envelope-malformed',
);
closed(
  'flipped-group-id-length',
  'One bit of the group id’s length is flipped.',
  flip(good.sealed, at.groupIdLength),
  'envelope-malformed',
);
closed(
  'flipped-group-id',
  'One bit of the group id is flipped.',
  flip(good.sealed, at.groupId),
  'envelope-foreign',
);
closed(
  'flipped-epoch',
  'One bit of the epoch is flipped.',
  flip(good.sealed, at.epoch),
  'envelope-wrong-epoch',
);
closed('flipped-kid', 'One bit of the kid is flipped.', flip(good.sealed, at.kid), 'envelope-forged');
closed('flipped-salt', 'One bit of the salt is flipped.', flip(good.sealed, at.salt), 'envelope-forged');
closed(
  'flipped-commitment',
  'One bit of the commitment is flipped.',
  flip(good.sealed, at.commitment),
  'envelope-forged',
);
closed(
  'flipped-ciphertext-length',
  'One bit of the ciphertext’s length is flipped.',
  flip(good.sealed, at.ciphertextLength + 1),
  'envelope-malformed',
);
closed(
  'flipped-ciphertext',
  'One bit of the ciphertext is flipped.',
  flip(good.sealed, at.ciphertext),
  'envelope-forged',
);
closed(
  'flipped-tag',
  'One bit of the tag is flipped.',
  flip(good.sealed, good.sealed.length - 1),
  'envelope-forged',
);
closed('trailing-bytes', 'A byte stands behind the envelope.', cat(good.sealed, u8(0)), 'envelope-malformed');
closed(
  'truncated',
  'The last byte is missing.',
  good.sealed.subarray(0, good.sealed.length - 1),
  'envelope-malformed',
);
closed('empty', 'No bytes at all.', new Uint8Array(), 'envelope-malformed');
closed(
  'length-not-shortest',
  'The ciphertext’s length is written in four bytes where two do.',
  cat(
    good.sealed.subarray(0, 138),
    unhex(hex(u32(0x80000000 + good.sealed.length - 140))),
    good.sealed.subarray(140),
  ),
  'envelope-malformed',
);
closed(
  'wrong-kid',
  'All is well made but for a kid that the root does not give.',
  book.envelope({ ...keys, kid: run(0, 32) }, rivera, inner, salt).sealed,
  'envelope-forged',
);
closed(
  'wrong-commitment',
  'The tag is right, the commitment is another key’s: a ciphertext that opens under two keys.',
  book.envelope(keys, rivera, inner, salt, { commitment: run(0, 32) }).sealed,
  'envelope-forged',
);
closed(
  'wrong-epoch',
  'It was sealed in the next epoch.',
  book.envelope(keysOf(77, 4, 0x90), rivera, inner, salt).sealed,
  'envelope-wrong-epoch',
);
closed(
  'wrong-group',
  'It was sealed in another group.',
  book.envelope(book.epochKeys(book.suites[77], run(0x11, 32), 3, keys.root), rivera, inner, salt).sealed,
  'envelope-foreign',
);
closed(
  'wrong-key-schedule',
  'It was sealed under the link key.',
  book.envelope({ ...keys, message: keys.link }, rivera, inner, salt).sealed,
  'envelope-forged',
);
closed(
  'nonzero-padding',
  'A byte of the padding is not zero.',
  book.envelope(keys, rivera, inner, salt, {
    plain: (content) => flip(book.pad(content), book.padded(content.length) - 1),
  }).sealed,
  'envelope-malformed',
);
closed(
  'no-padding',
  'There is no padding.',
  book.envelope(keys, rivera, inner, salt, { plain: (content) => content }).sealed,
  'envelope-malformed',
);
closed(
  'more-padding',
  'There is more padding than the length asks for.',
  book.envelope(keys, rivera, inner, salt, {
    plain: (content) => book.pad(content, book.padded(content.length) + 16),
  }).sealed,
  'envelope-malformed',
);
closed(
  'no-inner',
  'There is padding and nothing else.',
  book.envelope(keys, rivera, inner, salt, { plain: () => new Uint8Array(256) }).sealed,
  'envelope-forged',
);
closed(
  'blank-leaf',
  'The leaf that it names is blank.',
  book.envelope(keys, rivera, { ...inner, leaf: 2 }, salt).sealed,
  'envelope-forged',
);
closed(
  'wrong-leaf',
  'Rivera names Maya’s leaf.',
  book.envelope(keys, rivera, { ...inner, leaf: 0 }, salt).sealed,
  'envelope-forged',
);
closed(
  'wrong-leaf-and-device',
  'Rivera names Maya’s leaf and Maya’s device, and signs.',
  book.envelope(keys, rivera, { ...inner, leaf: 0, device: H(maya.publicKey) }, salt).sealed,
  'envelope-forged',
);
closed(
  'wrong-device',
  'The leaf is Rivera’s, the device’s hash is not.',
  book.envelope(keys, rivera, { ...inner, device: H(maya.publicKey) }, salt).sealed,
  'envelope-forged',
);
closed(
  'flipped-signature',
  'One bit of the signature is flipped.',
  book.envelope(keys, rivera, inner, salt, { signature: flip(good.signature, 0) }).sealed,
  'envelope-forged',
);
closed(
  'signature-of-another-header',
  'The signature was made for the same content under another salt: a member re-seals another’s message.',
  book.envelope(keys, rivera, inner, run(0xd0, 32), { signature: good.signature }).sealed,
  'envelope-forged',
);
closed(
  'signature-of-another-label',
  'The signature is the right key’s, for a record.',
  book.envelope(keys, rivera, inner, salt, {
    signature: book.sign(rivera, 'record', cat(good.header, good.inner)),
  }).sealed,
  'envelope-forged',
);

// — link (§5.3) ——————————————————————————————————————————————————————————————————————————————————————————————————

const goodLink = book.link(keys, keysBefore, 1, rivera, salt);
put('link/opens', 'A link gives the root of the epoch before.', {
  ...epochGiven(keys),
  steps: { header: goodLink.header, signature: goodLink.signature },
  link: goodLink.link,
  opens: { epoch: 2, root: keysBefore.root },
});
/** A commit's clear front, by Rivera or by a newcomer, as far as history needs it. */
const front = (sender: Bytes, version: number) =>
  cat(unhex('00010001'), vec(groupId), u64(2), sender, vec(cat(u8(version), u64(41), inner.head)));
const senders = { member: cat(u8(1), u32(1)), newcomer: u8(4) };
for (const [who, sender] of Object.entries(senders)) {
  const at = { ...epochGiven(keys), link: goodLink.link };
  put(`link/at-a-commit-of-a-${who}`, 'It stands at a commit that history goes on across.', {
    ...at,
    commit: front(sender, 1),
    opens: { epoch: 2, root: keysBefore.root },
  });
  put(`link/over-a-cut-by-a-${who}`, 'It stands at a commit that begins a segment: it counts as not there.', {
    ...at,
    commit: front(sender, 2),
    fails: 'none',
  });
}
const badLink = (name: string, fact: string, link: Bytes) =>
  put(`link/${name}`, fact, { ...epochGiven(keys), link, fails: 'link-invalid' });
for (const [name, place] of [
  ['version', 0],
  ['group-id', 2],
  ['epoch', 41],
  ['epoch-before', 49],
  ['kid', 50],
  ['kid-before', 82],
  ['author', 117],
  ['salt', 118],
  ['commitment', 150],
  ['ciphertext', 184],
  ['signature', goodLink.link.length - 1],
] as const)
  badLink(
    `flipped-${name}`,
    `One bit of the ${name.replaceAll('-', ' ')} is flipped.`,
    flip(goodLink.link, place),
  );
badLink('trailing-bytes', 'A byte stands behind the link.', cat(goodLink.link, u8(0)));
badLink('truncated', 'The last byte is missing.', goodLink.link.subarray(0, -1));
badLink(
  'epoch-skipped',
  'It leads two epochs back.',
  book.link(keys, book.epochKeys(book.suites[77], groupId, 1, keysBefore.root), 1, rivera, salt).link,
);
badLink(
  'kid-of-another-root',
  'The root inside is not the one whose kid the header names.',
  book.link(keys, keysBefore, 1, rivera, salt, { root: run(0, 32) }).link,
);
badLink(
  'short-root',
  'The root inside is too short.',
  book.link(keys, keysBefore, 1, rivera, salt, { root: run(0x80, 16) }).link,
);
badLink(
  'wrong-commitment',
  'The tag is right, the commitment is another key’s.',
  book.link(keys, keysBefore, 1, rivera, salt, { commitment: run(0, 32) }).link,
);
badLink('blank-author', 'The author’s leaf is blank.', book.link(keys, keysBefore, 2, rivera, salt).link);
badLink('wrong-author', 'Rivera signs as Maya.', book.link(keys, keysBefore, 0, rivera, salt).link);
badLink(
  'of-another-epoch',
  'It stands at the next epoch.',
  book.link(keysOf(77, 4, 0x90), keys, 1, rivera, salt).link,
);

// — passports (§3) ———————————————————————————————————————————————————————————————————————————————————————————————

const iat = timeMs / 1000;
const portal = book.ed25519(run(0x51, 32));
const portal256 = book.ecdsa('P-256', run(0x51, 32));
const portal384 = book.ecdsa('P-384', run(0x51, 48));
const stranger = book.ed25519(run(0x71, 32));
const jwks = {
  keys: [
    { ...portal.jwk, kid: 'portal-1', alg: 'EdDSA', use: 'sig' },
    { ...portal256.jwk, kid: 'portal-2', alg: 'ES256', use: 'sig' },
    { ...portal384.jwk, kid: 'portal-3', alg: 'ES384', use: 'sig' },
  ],
};
const disclosureOf = (name: string, value: string) =>
  base64url(utf8(JSON.stringify([base64url(run(0xb0, 16)), name, value])));
const disclosures = [disclosureOf('name', 'Ana Rivera'), disclosureOf('credentials', 'MD')];
const digests = disclosures.map((text) => base64url(H(utf8(text)))).sort();
const sub = book.named(pairwiseSecret, 'person', ['user-17', conversation]);
const jkt = book.thumbprint(rivera.jwk);
const claims = {
  iss: issuer,
  sub,
  aud: 'bedside',
  iat,
  exp: iat + 86_400,
  jti: '00000000-0000-4000-8000-000000000001',
  cnf: { jkt },
  conv: conversation,
  topic: 'clinical',
  role: 'clinician',
  can: ['read', 'write', 'invite', 'remove'],
  did: base64url(H(utf8(jkt)).subarray(0, 16)),
  rv: 1,
  rh: base64url(H(utf8('roster'))),
  hist: 'chain',
  acr: 'urn:example:mfa',
  amr: ['pwd', 'otp'],
  auth_time: iat - 60,
  _sd_alg: 'sha-256',
  _sd: digests,
};
const head = { alg: 'EdDSA', kid: 'portal-1', typ: 'bedside-passport+sd-jwt' };
const expected = { issuer, conversation, suite: 77, signatureKey: rivera.publicKey, nowMs: timeMs + 60_000 };
/** What a peer says of it in a leaf, and what the relay says at its door: null where it is let in. */
const passport = (
  name: string,
  fact: string,
  text: string,
  said: { peers: string | null; relay: string | null },
  more: object = {},
) => put(`passport/${name}`, fact, { jwks, expected, passport: text, ...said, ...more });
const both = (code: string | null) => ({ peers: code, relay: code });
const jwt = book.jws(head, claims, portal);
const goodPassport = `${jwt}~`;
passport('holds-eddsa', 'A passport signed with Ed25519 holds.', goodPassport, both(null), { claims });
passport(
  'holds-es256',
  'A passport signed with ES256 holds.',
  `${book.jws({ ...head, alg: 'ES256', kid: 'portal-2' }, claims, portal256)}~`,
  both(null),
  { claims },
);
passport(
  'holds-es384',
  'A passport signed with ES384 holds.',
  `${book.jws({ ...head, alg: 'ES384', kid: 'portal-3' }, claims, portal384)}~`,
  both(null),
  { claims },
);
const withLives = { ...claims, lives: [3600, 86_400, 2 ** 32 - 1] };
passport(
  'holds-lives',
  'A passport that lets its person have messages shown for an hour, a day, or 136 years holds.',
  `${book.jws(head, withLives, portal)}~`,
  both(null),
  { claims: withLives },
);
const withSegment = { ...claims, seg: 2 ** 32 - 1 };
passport(
  'holds-segment',
  'A passport that names the last segment there can be holds.',
  `${book.jws(head, withSegment, portal)}~`,
  both(null),
  { claims: withSegment },
);
const least = {
  iss: issuer,
  sub,
  aud: 'bedside',
  iat,
  exp: iat + 60,
  jti: 'a',
  cnf: { jkt },
  conv: conversation,
  topic: 't',
  role: 'patient',
  can: [],
  did: 'd',
};
passport(
  'holds-least',
  'A passport with only the claims that must be there holds.',
  `${book.jws(head, least, portal)}~`,
  both(null),
  { claims: least },
);
passport(
  'alg-none',
  'It says that it needs no signature.',
  `${book.jws({ ...head, alg: 'none' }, claims, null)}~`,
  both('passport-malformed'),
);
passport(
  'alg-none-signed',
  'It says so and has one.',
  `${book.jws({ ...head, alg: 'none' }, claims, portal)}~`,
  both('passport-malformed'),
);
passport(
  'alg-unknown',
  'It is signed with HS256.',
  `${book.jws({ ...head, alg: 'HS256' }, claims, portal)}~`,
  both('passport-malformed'),
);
passport(
  'alg-of-another-key',
  'It names a key that is published for another algorithm.',
  `${book.jws({ ...head, alg: 'ES256' }, claims, portal256)}~`,
  both('passport-untrusted'),
);
passport(
  'wrong-typ',
  'It is some other JWT of the portal.',
  `${book.jws({ ...head, typ: 'JWT' }, claims, portal)}~`,
  both('passport-malformed'),
);
passport(
  'no-kid',
  'It names no key.',
  `${book.jws({ alg: 'EdDSA', typ: head.typ }, claims, portal)}~`,
  both('passport-malformed'),
);
passport(
  'wrong-kid',
  'It names a key that the portal does not publish.',
  `${book.jws({ ...head, kid: 'portal-9' }, claims, stranger)}~`,
  both('passport-untrusted'),
);
passport(
  'wrong-key',
  'A stranger signed it under the portal’s kid.',
  `${book.jws(head, claims, stranger)}~`,
  both('passport-untrusted'),
);
const [signedHead, signedPayload] = jwt.split('.') as [string, string];
passport(
  'bad-signature',
  'Its signature is that of other claims.',
  `${signedHead}.${signedPayload}.${book.jws(head, { ...claims, rv: 2 }, portal).split('.')[2]}~`,
  both('passport-untrusted'),
);
passport(
  'crit',
  'It has a critical header that nobody understands.',
  `${book.jws({ ...head, crit: ['urn:example:more'], 'urn:example:more': 1 }, claims, portal)}~`,
  both('passport-malformed'),
);
const claimed = (
  name: string,
  fact: string,
  change: object,
  said: { peers: string | null; relay: string | null },
) => passport(name, fact, `${book.jws(head, { ...claims, ...change }, portal)}~`, said);
claimed(
  'expired',
  'It ran out more than the allowed skew ago.',
  { iat: iat - 7200, exp: iat + 60 - 30 },
  both('passport-expired'),
);
claimed(
  'from-the-future',
  'It is from more than the allowed skew ahead: of the relay’s clock, and of a device’s that is a day behind.',
  { iat: iat + 86_400 + 61, exp: iat + 86_400 + 7200 },
  both('passport-expired'),
);
claimed(
  'ahead-of-a-late-device',
  'It is from more than the relay’s skew ahead; a peer’s clock may be a day behind.',
  { iat: iat + 91, exp: iat + 7200 },
  { peers: null, relay: 'passport-expired' },
);
claimed(
  'lifetime-too-long',
  'It lives longer than 30 days.',
  { exp: iat + 30 * 86_400 + 1 },
  both('passport-malformed'),
);
claimed('ends-before-it-begins', 'It ends when it begins.', { exp: iat }, both('passport-malformed'));
claimed(
  'other-issuer',
  'It speaks for another portal.',
  { iss: 'https://other.example' },
  both('passport-elsewhere'),
);
claimed(
  'other-conversation',
  'It is for another conversation: good for that one’s room, for nobody in this.',
  { conv: base64url(run(0, 32)) },
  { peers: 'passport-elsewhere', relay: null },
);
claimed(
  'other-device',
  'It is for another device’s key. At the relay the proof shows it.',
  { cnf: { jkt: book.thumbprint(maya.jwk) } },
  { peers: 'passport-device', relay: null },
);
claimed('other-audience', 'It is for somebody else.', { aud: 'billing' }, both('passport-malformed'));
claimed('no-conversation', 'It names no conversation.', { conv: undefined }, both('passport-malformed'));
claimed('no-cnf', 'It is bound to no key.', { cnf: undefined }, both('passport-malformed'));
claimed('unknown-role', 'Its role is not in the table.', { role: 'wizard' }, both('passport-malformed'));
claimed(
  'unknown-right',
  'One of its rights is not in the table.',
  { can: ['read', 'rule'] },
  both('passport-malformed'),
);
claimed('unknown-hist', 'Its hist is not in the table.', { hist: 'all' }, both('passport-malformed'));
claimed(
  'life-of-nothing',
  'One of its lives is no time at all.',
  { lives: [3600, 0] },
  both('passport-malformed'),
);
claimed('segment-too-high', 'Its seg is 2^32.', { seg: 2 ** 32 }, both('passport-malformed'));
claimed('segment-below-nothing', 'Its seg is below 0.', { seg: -1 }, both('passport-malformed'));
claimed('segment-not-a-number', 'Its seg is a text.', { seg: '2' }, both('passport-malformed'));
claimed('time-not-whole', 'A time has a fraction.', { iat: iat + 0.5 }, both('passport-malformed'));
claimed(
  'other-digest-algorithm',
  'Its digests are not SHA-256.',
  { _sd_alg: 'sha-512' },
  both('passport-malformed'),
);
passport(
  'disclosures',
  'It stands in a leaf, or before the relay, with a name.',
  `${[jwt, ...disclosures].join('~')}~`,
  { peers: 'group-rule', relay: 'passport-malformed' },
);
passport('key-binding', 'It has a key-binding JWT behind it.', `${jwt}~${jwt}`, {
  peers: 'passport-malformed',
  relay: 'passport-malformed',
});
passport('no-tilde', 'It is a JWT and not an SD-JWT.', jwt, {
  peers: 'group-rule',
  relay: 'passport-malformed',
});
passport(
  'payload-not-json',
  'What is signed is not JSON.',
  `${book.jws(head, 'Bedside', portal)}~`,
  both('passport-malformed'),
);
passport(
  'payload-not-an-object',
  'What is signed is a list.',
  `${book.jws(head, [], portal)}~`,
  both('passport-malformed'),
);
passport(
  'over-long',
  'It is longer than 8 KiB.',
  `${jwt.padEnd(8 * 1024, 'A')}~`,
  both('passport-malformed'),
);

// — rosters (§3.8) ———————————————————————————————————————————————————————————————————————————————————————————————

const rosterClaims = {
  iss: issuer,
  aud: 'bedside',
  iat,
  conv: conversation,
  rv: 7,
  members: [
    { sub, name: 'Maya Okafor', vault: base64url(run(0, 32)) },
    { sub: book.named(pairwiseSecret, 'person', ['user-18', conversation]) },
  ],
};
const rosterHead = { alg: 'EdDSA', kid: 'portal-1', typ: 'bedside-roster+jwt' };
/** `newest`: the version of the newest that the device has held. */
const roster = (
  name: string,
  fact: string,
  token: string,
  said: object,
  named: { rv?: number; rh?: string; newest?: number } = {},
) =>
  put(`roster/${name}`, fact, {
    jwks,
    expected: {
      issuer,
      conversation,
      rv: 7,
      rh: base64url(H(utf8(token))),
      newest: 7,
      nowMs: timeMs + 60_000,
      ...named,
    },
    roster: token,
    ...said,
  });
const goodRoster = book.jws(rosterHead, rosterClaims, portal);
const [firstPerson, secondPerson] = rosterClaims.members;
roster('holds', 'A roster signed with Ed25519 holds.', goodRoster, { claims: rosterClaims });
roster(
  'holds-es256',
  'A roster signed with ES256 holds.',
  book.jws({ ...rosterHead, alg: 'ES256', kid: 'portal-2' }, rosterClaims, portal256),
  { claims: rosterClaims },
);
const nobody = { ...rosterClaims, members: [] };
roster('holds-nobody', 'A roster of nobody holds.', book.jws(rosterHead, nobody, portal), { claims: nobody });
const badRoster = (
  name: string,
  fact: string,
  token: string,
  named: { rv?: number; rh?: string; newest?: number } = {},
  code = 'roster-invalid',
) => roster(name, fact, token, { fails: code }, named);
badRoster('other-hash', 'It is not the one that the passport names.', goodRoster, {
  rh: base64url(H(utf8('roster'))),
});
badRoster('rolled-back', 'The device has held a newer one.', goodRoster, { newest: 8 }, 'roster-rolled-back');
badRoster('other-version', 'The passport names another version.', goodRoster, { rv: 8 });
badRoster(
  'wrong-key',
  'A stranger signed it under the portal’s kid.',
  book.jws(rosterHead, rosterClaims, stranger),
);
badRoster(
  'wrong-typ',
  'It is some other JWT of the portal.',
  book.jws({ ...rosterHead, typ: 'JWT' }, rosterClaims, portal),
);
badRoster(
  'alg-none',
  'It says that it needs no signature.',
  book.jws({ ...rosterHead, alg: 'none' }, rosterClaims, portal),
);
for (const [name, fact, change] of [
  ['other-issuer', 'It speaks for another portal.', { iss: 'https://other.example' }],
  ['other-conversation', 'It is for another conversation.', { conv: base64url(run(0, 32)) }],
  ['other-audience', 'It is for somebody else.', { aud: 'billing' }],
  ['no-version', 'It has no version.', { rv: undefined }],
  ['no-members', 'It has no list.', { members: undefined }],
  ['person-twice', 'A person stands in it twice.', { members: [firstPerson, firstPerson] }],
  ['nameless-sub', 'A person has no pseudonym.', { members: [{ name: 'Maya Okafor' }] }],
  [
    'vault-not-base64url',
    'A vault’s key is not base64url.',
    { members: [{ ...secondPerson, vault: 'a+b=' }] },
  ],
  [
    'vault-too-long',
    'A vault’s key is no key’s length.',
    { members: [{ ...secondPerson, vault: base64url(new Uint8Array(2049)) }] },
  ],
  [
    'too-many',
    'It names more people than there may be.',
    { members: Array.from({ length: 65 }, (_, i) => ({ sub: `person-${i}` })) },
  ],
] as const)
  badRoster(name, fact, book.jws(rosterHead, { ...rosterClaims, ...change }, portal));

// — revocations (§3.7) ———————————————————————————————————————————————————————————————————————————————————————————

const revocationClaims = {
  iss: issuer,
  aud: 'bedside',
  iat,
  exp: iat + 3600,
  jti: '00000000-0000-4000-8000-000000000002',
  conv: conversation,
  sub,
  did: claims.did,
};
const revocationHead = { alg: 'EdDSA', kid: 'portal-1', typ: 'bedside-revocation+jwt' };
/** `peers`, `relay`: the code that it fails with for a member and at the relay, null where it holds. */
const revocation = (
  name: string,
  fact: string,
  token: string,
  result: { peers: string | null; relay: string | null },
  said: object = {},
  nowMs = timeMs + 60_000,
) =>
  put(`revocation/${name}`, fact, {
    jwks,
    expected: { issuer, conversation, nowMs },
    revocation: token,
    ...result,
    ...said,
  });
const revoking = (change: object = {}, head: object = {}, signer = portal) =>
  book.jws({ ...revocationHead, ...head }, { ...revocationClaims, ...change }, signer);
const holds = { peers: null, relay: null };
const anotherDevice = base64url(run(0, 16));
const [granted, grantedOnAnother] = [claims, { ...claims, did: anotherDevice }].map(({ sub, did }) => ({
  sub,
  did,
  iat,
})) as [object, object];
revocation('holds', 'One device’s passports end that were signed up to this one’s time.', revoking(), holds, {
  claims: revocationClaims,
  ends: [granted, { ...granted, iat: iat - 86_400 }],
  spares: [
    { ...granted, iat: iat + 1 },
    grantedOnAnother,
    { ...granted, sub: book.named(pairwiseSecret, 'person', ['user-18', conversation]) },
  ],
});
const everyDevice = { ...revocationClaims, did: undefined };
revocation(
  'holds-every-device',
  'It names no device: the passports of all of that person’s end.',
  book.jws(revocationHead, everyDevice, portal),
  holds,
  {
    claims: everyDevice,
    ends: [granted, grantedOnAnother],
    spares: [{ ...grantedOnAnother, iat: iat + 1 }],
  },
);
revocation(
  'holds-es256',
  'A revocation signed with ES256 holds.',
  revoking({}, { alg: 'ES256', kid: 'portal-2' }, portal256),
  holds,
);
revocation(
  'late',
  'It is handed in after its time: the relay refuses it, a member asks only who signed it.',
  revoking(),
  { peers: null, relay: 'revocation-invalid' },
  {},
  timeMs + 3600_000 + 31_000,
);
revocation('from-the-future', 'It is from more than the allowed skew ahead.', revoking({ iat: iat + 91 }), {
  peers: null,
  relay: 'revocation-invalid',
});
revocation(
  'other-conversation',
  'It is of another conversation: the relay brings it there, a member of this one takes it for none.',
  revoking({ conv: base64url(run(0, 32)) }),
  { peers: 'revocation-invalid', relay: null },
);
const badRevocation = (name: string, fact: string, token: string) =>
  revocation(name, fact, token, { peers: 'revocation-invalid', relay: 'revocation-invalid' });
badRevocation('wrong-key', 'A stranger signed it under the portal’s kid.', revoking({}, {}, stranger));
badRevocation('wrong-kid', 'The portal has no key of that name.', revoking({}, { kid: 'portal-9' }));
badRevocation(
  'wrong-typ',
  'It is some other JWT of the portal.',
  revoking({}, { typ: 'bedside-roster+jwt' }),
);
badRevocation('alg-none', 'It says that it needs no signature.', revoking({}, { alg: 'none' }));
badRevocation(
  'crit',
  'It names an extension that must be understood.',
  revoking({}, { crit: ['b64'], b64: true }),
);
badRevocation('over-long', 'It is longer than it may be.', revoking({ jti: 'a'.repeat(2048) }));
for (const [name, fact, change] of [
  ['other-audience', 'It is for somebody else.', { aud: 'billing' }],
  ['no-sub', 'It names nobody.', { sub: undefined }],
  ['no-jti', 'It has no name of its own.', { jti: undefined }],
  ['no-conversation', 'It names no conversation.', { conv: undefined }],
  ['device-not-text', 'Its device is no text.', { did: 7 }],
  ['time-not-whole', 'Its time is not whole seconds.', { iat: iat + 0.5 }],
  ['ends-before-it-begins', 'It ends when it begins.', { exp: iat }],
  ['lifetime-too-long', 'It may be handed in for more than a day.', { exp: iat + 86_401 }],
] as const)
  badRevocation(name, fact, revoking(change));

put('disclosure/name', 'A passport lists a disclosure under the hash of its text.', {
  disclosure: disclosures[0],
  digest: base64url(H(utf8(disclosures[0]!))),
  name: 'name',
  value: 'Ana Rivera',
});
put('disclosure/introduction', 'The body of an introduction: disclosures, one after another.', {
  disclosures,
  body: book.list(disclosures.map((text) => vec(utf8(text)))),
});

// — bodies that name a message (§5.2) ————————————————————————————————————————————————————————————————————————————

const aim = { seq: 41, hash: run(0x30, 32) };
const aimed = cat(u64(41), run(0x30, 32));
const bodyOf = (name: string, fact: string, type: number, body: Bytes, result: object) =>
  put(`body/${name}`, fact, { type, body, ...result });
const thumb = utf8('👍');
bodyOf('text', 'A text is its bytes.', 1, utf8('Yes'), {
  says: { kind: 'text', text: 'Yes', quotes: null, lifeMs: 0 },
});
bodyOf('remark', 'A text that answers another.', 3, cat(u32(0), u8(1), aimed, vec(utf8('Yes'))), {
  says: { kind: 'text', text: 'Yes', quotes: aim, lifeMs: 0 },
});
bodyOf('remark-for-a-day', 'A text that is shown for a day.', 3, cat(u32(86_400), u8(0), vec(utf8('Yes'))), {
  says: { kind: 'text', text: 'Yes', quotes: null, lifeMs: 86_400_000 },
});
bodyOf('edit', 'Another text in place of one.', 4, cat(aimed, vec(utf8('No'))), {
  says: { kind: 'edit', target: aim, text: 'No' },
});
bodyOf('reaction', 'An emoji for a text.', 5, cat(aimed, u8(1), vec(thumb)), {
  says: { kind: 'reaction', target: aim, emoji: '👍', on: true },
});
bodyOf('redaction', 'A message is taken back.', 6, cat(aimed, u8(0)), {
  says: { kind: 'redaction', target: aim, why: 'removed' },
});
bodyOf('redaction-expired', 'Its time was over.', 6, cat(aimed, u8(1)), {
  says: { kind: 'redaction', target: aim, why: 'expired' },
});
bodyOf('leave', 'Its author’s person leaves.', 7, new Uint8Array(), { says: { kind: 'leave' } });
bodyOf('leave-with-words', 'Who leaves says no more in it.', 7, utf8('Bye'), { fails: 'envelope-malformed' });
bodyOf('redaction-otherwise', 'There is no third reason.', 6, cat(aimed, u8(2)), {
  fails: 'envelope-malformed',
});
bodyOf('reaction-twice', 'Two emoji are not one.', 5, cat(aimed, u8(1), vec(cat(thumb, thumb))), {
  fails: 'envelope-malformed',
});
bodyOf('reaction-half-on', 'On is 0 or 1.', 5, cat(aimed, u8(2), vec(thumb)), {
  fails: 'envelope-malformed',
});
bodyOf('edit-longer', 'Bytes after the text.', 4, cat(aimed, vec(utf8('No')), u8(0)), {
  fails: 'envelope-malformed',
});
bodyOf('unknown', 'A type of a later version.', 999, u8(1), { fails: 'message-unknown' });

// — proof (§3.3) —————————————————————————————————————————————————————————————————————————————————————————————————

const shown = {
  method: 'POST',
  url: 'https://relay.example/v1/session',
  passport: goodPassport,
  nowMs: timeMs + 60_000,
};
const proofHead = { typ: 'dpop+jwt', alg: 'EdDSA', jwk: rivera.jwk };
const proofClaims = {
  jti: base64url(run(0xd0, 16)),
  htm: 'POST',
  htu: shown.url,
  iat: iat + 59,
  ath: base64url(H(utf8(goodPassport))),
};
const proof = (name: string, fact: string, text: string, result: object) =>
  put(`proof/${name}`, fact, { ...shown, proof: text, ...result });
proof(
  'holds',
  'A proof of the device’s key, for this passport, here and now.',
  book.jws(proofHead, proofClaims, rivera),
  { jkt },
);
proof(
  'holds-es384',
  'The same with P-384.',
  book.jws({ ...proofHead, alg: 'ES384', jwk: riveraP384.jwk }, proofClaims, riveraP384),
  { jkt: book.thumbprint(riveraP384.jwk) },
);
const badProof = (name: string, fact: string, change: object, headChange: object = {}, signer = rivera) =>
  proof(name, fact, book.jws({ ...proofHead, ...headChange }, { ...proofClaims, ...change }, signer), {
    fails: 'proof-invalid',
  });
badProof('other-method', 'It is for another method.', { htm: 'GET' });
badProof('other-url', 'It is for another URL.', { htu: 'https://relay.example/v1/rooms' });
badProof('other-origin', 'It is for another relay.', { htu: 'https://other.example/v1/session' });
badProof('other-passport', 'It is for another passport.', { ath: base64url(H(utf8('other'))) });
const lateProof = (name: string, fact: string, at: number) =>
  proof(name, fact, book.jws(proofHead, { ...proofClaims, iat: at }, rivera), { fails: 'clock-off' });
lateProof('too-old', 'It is older than 90 s.', iat - 31);
lateProof('from-the-future', 'It is from more than the allowed skew ahead.', iat + 91);
badProof('no-jti', 'It has no jti.', { jti: undefined });
badProof('wrong-typ', 'It is not a DPoP proof.', {}, { typ: 'JWT' });
badProof(
  'private-key',
  'It gives its key away.',
  {},
  { jwk: { ...rivera.jwk, d: base64url(rivera.secret) } },
);
badProof('bad-signature', 'Another key signed it.', {}, {}, maya);

// — record (§5.4) ————————————————————————————————————————————————————————————————————————————————————————————————

const passportOf = (name: string, signer: book.Signer) =>
  `${book.jws(head, { ...least, sub: book.named(pairwiseSecret, 'person', [name, conversation]), cnf: { jkt: book.thumbprint(signer.jwk) }, did: name }, portal)}~`;
const recordMembers: book.RecordMember[] = [
  {
    when: 1,
    leaf: 2,
    signatureKey: stranger.publicKey,
    passport: passportOf('gone', stranger),
    disclosures: [],
  },
  {
    when: 2,
    leaf: 1,
    signatureKey: rivera.publicKey,
    passport: passportOf('rivera', rivera),
    disclosures: [disclosures[0]!],
  },
  { when: 3, leaf: 0, signatureKey: maya.publicKey, passport: passportOf('maya', maya), disclosures: [] },
];
const treeHash = run(0x70, 32);
const goodRecord = book.record(keys, treeHash, recordMembers, 1, rivera, salt);
put('record/opens', 'A record says who was in the epoch before and who is in this one.', {
  ...epochGiven(keys),
  steps: { header: goodRecord.header, content: goodRecord.content, signature: goodRecord.signature },
  record: goodRecord.sealed,
  opens: { treeHash, members: recordMembers },
});
const badRecord = (name: string, fact: string, record: Bytes) =>
  put(`record/${name}`, fact, { ...epochGiven(keys), record, fails: 'none' });
for (const [name, place] of [
  ['version', 0],
  ['group-id', 2],
  ['epoch', 41],
  ['kid', 42],
  ['salt', 74],
  ['commitment', 106],
  ['ciphertext', 142],
  ['tag', goodRecord.sealed.length - 1],
] as const)
  badRecord(
    `flipped-${name}`,
    `One bit of the ${name.replaceAll('-', ' ')} is flipped.`,
    flip(goodRecord.sealed, place),
  );
badRecord('trailing-bytes', 'A byte stands behind the record.', cat(goodRecord.sealed, u8(0)));
badRecord(
  'author-gone',
  'Its author was in the epoch before only.',
  book.record(keys, treeHash, recordMembers, 2, stranger, salt).sealed,
);
badRecord(
  'wrong-author',
  'Rivera signs as Maya.',
  book.record(keys, treeHash, recordMembers, 0, rivera, salt).sealed,
);
badRecord(
  'flipped-signature',
  'One bit of the signature is flipped.',
  book.record(keys, treeHash, recordMembers, 1, rivera, salt, { signature: flip(goodRecord.signature, 0) })
    .sealed,
);
badRecord(
  'nonzero-padding',
  'A byte of the padding is not zero.',
  book.record(keys, treeHash, recordMembers, 1, rivera, salt, {
    plain: (all) => flip(book.pad(all), book.padded(all.length) - 1),
  }).sealed,
);
badRecord(
  'of-another-epoch',
  'It was sealed in the next epoch.',
  book.record(keysOf(77, 4, 0x90), treeHash, recordMembers, 1, rivera, salt).sealed,
);

// — vault and deposit (§6) ———————————————————————————————————————————————————————————————————————————————————————

const vaultSecret = run(0xb0, 32);
put('names/vault', 'The portal’s secret for a vault is the HMAC of pseudonym and conversation.', {
  ...nameVector('vault', run(0x90, 32), ['5wNpsnk54Q8UbubG7K_Qa_CTctFPJuAEWSfwV7vocSQ', conversation]),
});
for (const suite of [1, 7, 77] as const)
  put(
    `vault/suite-${suite}`,
    `What a vault’s secret gives under suite ${suite}, and what the leaf says of it.`,
    {
      suite,
      secret: base64url(vaultSecret),
      ...vaults.vault(book.suites[suite], vaultSecret),
      policy: 'portal',
      version: 0,
    },
  );
for (const [name, data] of [
  ['another-version', cat(u8(2), u8(1), u64(0), vec(run(0, 32)))],
  ['another-policy', cat(u8(1), u8(9), u64(0), vec(run(0, 32)))],
  ['trailing-bytes', cat(u8(1), u8(1), u64(0), vec(run(0, 32)), u8(0))],
  ['truncated', cat(u8(1), u8(1), u64(0), u8(32), run(0, 31))],
] as const)
  put(`vault/${name}`, `A leaf that says nothing of a vault: ${name.replaceAll('-', ' ')}.`, {
    extension: data,
    fails: 'none',
  });
for (const suite of [1, 7, 77] as const) {
  const of = keysOf(suite);
  const to = vaults.vault(book.suites[suite], vaultSecret);
  const ephemeral = suite === 77 ? run(0x31, 64) : run(0x31, book.suites[suite].size);
  const given = { suite, groupId, epoch: of.epoch, secret: base64url(vaultSecret) };
  const make = (o: Parameters<typeof vaults.deposit>[3]) => vaults.deposit(of, to, ephemeral, o);
  const good = make({ own: false });
  put(`deposit/suite-${suite}`, `A member’s deposit gives the root of the epoch under suite ${suite}.`, {
    ...given,
    ephemeral,
    info: good.info,
    enc: good.enc,
    ciphertext: good.ciphertext,
    deposit: good.deposit,
    opens: { root: of.root, kid: of.kid, own: false },
  });
  const own = make({ own: true });
  put(`deposit/own-suite-${suite}`, `The person’s own deposit is marked under suite ${suite}.`, {
    ...given,
    ephemeral,
    mark: own.mark,
    deposit: own.deposit,
    opens: { root: of.root, kid: of.kid, own: true },
  });
  const awaited = vaults.awaitedDeposit(of, to);
  put(
    `deposit/awaited-suite-${suite}`,
    `Who never came gets the same bytes from everybody under suite ${suite}.`,
    {
      ...given,
      publicKey: to.publicKey,
      ikm: awaited.ikm,
      awaited: true,
      deposit: awaited.deposit,
      opens: { root: of.root, kid: of.kid, own: false },
    },
  );
  if (suite !== 1) continue;
  const bad = (name: string, fact: string, bytes: Bytes) =>
    put(`deposit/${name}`, fact, { ...given, deposit: bytes, fails: 'none' });
  const other = vaults.vault(book.suites[suite], run(0x55, 32));
  bad('version', 'The version is 2.', good.deposit.with(0, 2));
  bad(
    'another-vault',
    'It is for another vault.',
    vaults.deposit(of, other, ephemeral, { own: false }).deposit,
  );
  bad(
    'another-name',
    'It names another vault than it is sealed to.',
    make({ own: false, name: other.name }).deposit,
  );
  bad('another-epoch', 'It was made for another epoch.', make({ own: false, epoch: 4 }).deposit);
  bad(
    'another-kid',
    'The root in it is not of the kid that it names.',
    make({ own: false, root: run(0, 32) }).deposit,
  );
  bad('short-root', 'The root is of another length.', make({ own: false, root: run(0x40, 16) }).deposit);
  bad('flipped-kid', 'One bit of the kid is another.', flip(good.deposit, 40));
  bad('flipped-enc', 'One bit of the encapsulation is another.', flip(good.deposit, 70));
  bad(
    'flipped-ciphertext',
    'One bit of the ciphertext is another.',
    flip(good.deposit, good.deposit.length - 10),
  );
  bad('flipped-mark', 'One bit of the mark is another.', flip(own.deposit, own.deposit.length - 1));
  bad('foreign-mark', 'The mark is another vault’s.', make({ own: true, seal: other.seal }).deposit);
  bad('mark-of-nobody', 'The mark is zeros.', cat(good.front, vec(new Uint8Array(32))));
  bad('trailing-bytes', 'A byte stands behind the deposit.', cat(good.deposit, u8(0)));
  bad('truncated', 'The last byte is missing.', own.deposit.subarray(0, -1));
}

const codeKey = run(0xd0, 16);
const passkeyId = run(0x71, 16);
const ways = [
  { kind: 1, id: new Uint8Array(), key: codeKey, salt: run(0xe0, 32) },
  { kind: 2, id: passkeyId, key: run(0x81, 32), salt: run(0xc0, 32) },
];
const writtenCode = vaults.recoveryCode(codeKey);
put('recovery-code/code', 'A key of 16 bytes as people write it down.', { key: codeKey, code: writtenCode });
put('recovery-code/zeros', 'A key of zeros.', {
  key: new Uint8Array(16),
  code: vaults.recoveryCode(new Uint8Array(16)),
});
put('recovery-code/sloppy', 'Read back in small letters, with o for 0 and l for 1, without dashes.', {
  key: run(0, 16),
  code: vaults
    .recoveryCode(run(0, 16))
    .toLowerCase()
    .replaceAll('0', 'o')
    .replaceAll('1', 'l')
    .replaceAll('-', ''),
});
for (const [name, code] of [
  ['wrong-letter', writtenCode.replace(/^./, (letter) => (letter === 'Z' ? 'Y' : 'Z'))],
  ['too-short', writtenCode.slice(0, -1)],
  ['letter-u', writtenCode.replace(/^./, 'U')],
] as const)
  put(`recovery-code/refuses-${name}`, `No recovery code: ${name.replaceAll('-', ' ')}.`, {
    code,
    fails: 'none',
  });
for (const suite of [1, 7, 77] as const) {
  const given = { suite, conversation, kind: 'code', id: '', key: base64url(codeKey) };
  const of = book.suites[suite];
  const make = (bend = {}, where = conversation, which = ways) =>
    vaults.sealedVault(of, where, vaultSecret, 3, which, bend);
  const good = make();
  const opens = { secret: vaultSecret, version: 3 };
  put(`sealed-vault/by-code-suite-${suite}`, `A recovery code opens the vault under suite ${suite}.`, {
    ...given,
    sealed: good.sealed,
    opens,
  });
  const passkey = { kind: 'passkey', id: base64url(passkeyId), key: base64url(ways[1]!.key) };
  put(`sealed-vault/by-passkey-suite-${suite}`, `A passkey opens the same vault under suite ${suite}.`, {
    ...given,
    ...passkey,
    sealed: good.sealed,
    opens,
  });
  if (suite !== 1) continue;
  const bad = (name: string, fact: string, sealed: Bytes, more: object = {}) =>
    put(`sealed-vault/${name}`, fact, { ...given, ...more, sealed, fails: 'vault-locked' });
  bad('another-code', 'The code is another.', good.sealed, { key: base64url(run(0, 16)) });
  bad('another-passkey', 'The passkey is none of the vault’s.', good.sealed, {
    ...passkey,
    id: base64url(run(0, 16)),
  });
  bad('another-conversation', 'It was made for another conversation.', make({}, 'x'.repeat(43)).sealed);
  bad('another-version', 'Somebody has made it a later one.', flip(good.sealed, 8));
  bad('another-public-key', 'The public key is not the secret’s.', make({ publicKey: run(0, 32) }).sealed);
  bad('short-secret', 'The secret has 16 bytes.', make({ inside: run(0, 16) }).sealed);
  bad(
    'fewer-ways',
    'Somebody has taken a way out.',
    cat(make({}, conversation, ways.slice(0, 1)).front, good.mark),
  );
  bad('flipped-mark', 'One bit of the mark is another.', flip(good.sealed, good.sealed.length - 1));
  bad('trailing-bytes', 'A byte stands behind it.', cat(good.sealed, u8(0)));
  bad('truncated', 'The last byte is missing.', good.sealed.subarray(0, -1));
}

// — log, safety code, leaf, headers ——————————————————————————————————————————————————————————————————————————————

const commitStart = cat(unhex('00010001'), vec(groupId), u64(3), u8(1));
const bodies = [commitStart, good.sealed, utf8('redacted')];
let before = book.firstHash(groupId);
const entries = bodies.map((body, i) => {
  const entry = { seq: i + 1, kind: i + 1, at: timeMs + 1000 * i, body };
  before = book.nextHash(before, entry);
  return { ...entry, hash: before };
});
put('log/chain', 'Three entries: a commit, a message, a redaction.', {
  groupId,
  first: book.firstHash(groupId),
  entries,
});

const voided = { seq: 43, hash: H(commitStart) };
const voidBody = cat(u8(1), u64(43), voided.hash);
const voids = (name: string, fact: string, body: Bytes, result: object) =>
  put(`void/${name}`, fact, { body, ...result });
voids('body', 'A void of the commit at 43.', voidBody, { reads: voided });
voids('other-version', 'A void of another version.', flip(voidBody, 0, 3), { fails: 'frame-malformed' });
voids('too-short', 'Its hash ends early.', voidBody.subarray(0, 40), { fails: 'frame-malformed' });
voids('trailing-bytes', 'A byte stands behind it.', cat(voidBody, u8(0)), { fails: 'frame-malformed' });
voids('of-nothing', 'It names place 0, before the log.', cat(u8(1), u64(0), voided.hash), {
  fails: 'frame-malformed',
});
voids('seq-too-large', 'A place over 2^53 − 1.', cat(u8(1), unhex('0020000000000000'), voided.hash), {
  fails: 'frame-malformed',
});

put('safety-code/sha-256', 'Thirty digits for an epoch of a SHA-256 suite.', {
  groupId,
  epochAuthenticator: run(0x05, 32),
  code: book.safetyCode(run(0x05, 32), groupId),
});
put('safety-code/sha-384', 'Thirty digits for an epoch of the P-384 suite.', {
  groupId,
  epochAuthenticator: run(0x05, 48),
  code: book.safetyCode(run(0x05, 48), groupId),
});

const identity = { issuer, person: sub, device: claims.did };
put('leaf/identity', 'Who a leaf says it is.', {
  ...identity,
  identity: cat(vec(utf8(issuer)), vec(utf8(sub)), vec(utf8(claims.did))),
});
put('leaf/identity-trailing-bytes', 'A byte stands behind the identity.', {
  identity: cat(vec(utf8(issuer)), vec(utf8(sub)), vec(utf8(claims.did)), u8(0)),
  fails: 'group-rule',
});
put('leaf/identity-not-utf-8', 'The issuer is not UTF-8.', {
  identity: cat(vec(unhex('ff')), vec(utf8(sub)), vec(utf8('d'))),
  fails: 'group-rule',
});
put('leaf/conversation', 'The data of the GroupContext extension 0xF0B1.', {
  issuer,
  conversation,
  data: cat(u8(1), vec(utf8(issuer)), vec(utf8(conversation))),
});
const headData = cat(u8(1), u64(41), inner.head);
put('leaf/head', 'A log head: data of the GroupInfo extension 0xF0B4.', {
  seq: 41,
  hash: inner.head,
  data: headData,
});
const cutData = cat(u8(2), u64(41), inner.head);
put('leaf/commit-data', 'authenticated_data of a commit that history goes on across.', {
  seq: 41,
  hash: inner.head,
  cut: false,
  data: headData,
});
put('leaf/commit-data-cut', 'authenticated_data of a commit that begins a segment.', {
  seq: 41,
  hash: inner.head,
  cut: true,
  data: cutData,
});
put('leaf/head-of-a-cut', 'What a commit says that begins a segment, where a GroupInfo has a head.', {
  data: cutData,
  fails: 'group-rule',
});
put('leaf/head-unknown-version', 'A log head of another version.', {
  data: flip(headData, 0, 2),
  fails: 'group-rule',
});
put('leaf/head-trailing-bytes', 'A byte stands behind the head.', {
  data: cat(headData, u8(0)),
  fails: 'group-rule',
});

const headers = (name: string, fact: string, of: string, bytes: Bytes, result: object) =>
  put(`headers/${name}`, fact, { of, bytes, ...result });
headers('envelope', 'What the room reads of an envelope.', 'envelope', good.sealed.subarray(0, 42), {
  reads: { groupId, epoch: 3 },
});
headers('commit', 'What the room reads of a commit.', 'commit', commitStart, {
  reads: { groupId, epoch: 3 },
});
headers(
  'envelope-other-version',
  'An envelope of another version.',
  'envelope',
  flip(good.sealed.subarray(0, 42), 0, 2),
  { fails: 'envelope-foreign' },
);
headers(
  'envelope-too-short',
  'An envelope that ends in its epoch.',
  'envelope',
  good.sealed.subarray(0, 41),
  { fails: 'envelope-foreign' },
);
headers(
  'envelope-short-group-id',
  'A group id of 31 bytes.',
  'envelope',
  cat(u8(1), vec(groupId.subarray(1)), u64(3), u64(0)),
  { fails: 'envelope-foreign' },
);
headers(
  'envelope-epoch-too-large',
  'An epoch over 2^53 − 1.',
  'envelope',
  cat(u8(1), vec(groupId), unhex('0020000000000000')),
  { fails: 'envelope-foreign' },
);
headers(
  'commit-private-message',
  'An MLSMessage that holds a PrivateMessage.',
  'commit',
  flip(commitStart, 3, 3),
  { fails: 'commit-foreign' },
);
headers('commit-other-version', 'An MLSMessage of another version.', 'commit', flip(commitStart, 1, 3), {
  fails: 'commit-foreign',
});
headers('commit-too-short', 'A commit that ends in its epoch.', 'commit', commitStart.subarray(0, 44), {
  fails: 'commit-foreign',
});

// — frames (§7) ——————————————————————————————————————————————————————————————————————————————————————————————————

type Value = number | string | boolean | null | Bytes | readonly Value[];
/** JSON cannot say bytes: they stand as {"hex"}. */
const say = (value: Value): unknown =>
  value instanceof Uint8Array ? { hex: hex(value) } : Array.isArray(value) ? value.map(say) : value;
const frame = (side: 'client' | 'relay', name: string, fact: string, value: readonly Value[]) =>
  put(`frames/${side}/${name}`, fact, { frame: say(value), bytes: new Uint8Array(encode(value)) });
const some = (start: number) => run(start, 4);
const hash = run(0x30, 32);
const entryOf = (seq: number, kind: number, link: Bytes | null, record: Bytes | null): Value => [
  seq,
  timeMs + seq,
  kind,
  2,
  7,
  3,
  some(seq),
  link,
  record,
  null,
];
const withdrawnEntry = (body: Bytes, gone: Bytes | null): Value => [
  ...(entryOf(42, 2, null, null) as Value[]).slice(0, 6),
  body,
  null,
  null,
  gone,
];

frame('client', 'hello', 'The first frame.', ['hello', 1, 41, 256]);
frame('client', 'redact', 'The message at 41 goes, this redaction comes.', [
  'redact',
  7,
  3,
  hash,
  41,
  some(4),
]);
frame('client', 'send', 'An envelope on its way.', ['send', 7, 3, hash, some(1)]);
frame('client', 'commit', 'A commit with all that lands with it.', [
  'commit',
  3,
  some(1),
  some(2),
  null,
  some(3),
  some(4),
  [],
]);
frame('client', 'commit-with-welcome', 'A commit with a Welcome, without a link, with two deposits.', [
  'commit',
  3,
  some(1),
  some(2),
  some(5),
  some(3),
  null,
  [run(6, 65), run(7, 65)],
]);
frame('client', 'link', 'A link that is written afterwards.', ['link', 3, 40, some(1)]);
frame('client', 'void', 'The commit at 43 cannot be applied.', ['void', 3, 43]);
frame('client', 'vouch', 'The commit at 43 was applied.', ['vouch', 3, 43]);
frame('client', 'deposit', 'A deposit that its commit came without.', ['deposit', 3, run(6, 65)]);
frame('client', 'deposits', 'Asks for the deposits of epoch 3 to a vault.', ['deposits', 3, run(0, 32)]);
frame('client', 'vault', 'Asks for one’s own sealed vault.', ['vault']);
frame('client', 'keep', 'A sealed vault to be kept.', ['keep', 3, some(1)]);
frame('client', 'bell', 'A place to be rung at.', ['bell', 'https://push.example/a']);
frame('client', 'bell-none', 'Not to be rung any more.', ['bell', null]);
frame('client', 'signal', 'A sealed signal.', ['signal', 3, some(1)]);
frame('client', 'reached', 'Taken up to 42, read up to 41.', ['reached', 42, 41]);
frame('client', 'page', 'The 50 entries before 41.', ['page', 'before', 41, 50]);
frame('client', 'page-after', 'The 200 entries after 41.', ['page', 'after', 41, 200]);
frame('client', 'credit', 'Room for 128 more.', ['credit', 128]);
frame('client', 'paced', 'Everything up to the mark was read.', ['paced', 2863311530]);
frame('client', 'group', 'The GroupInfo, please.', ['group']);
frame('client', 'reached-largest', 'The largest number that a frame can hold.', [
  'reached',
  Number.MAX_SAFE_INTEGER,
  0,
]);

frame('relay', 'state', 'The answer to hello.', ['state', 3, 41, hash, 2, 6, timeMs]);
frame('relay', 'entries', 'A commit and a message.', [
  'entries',
  [entryOf(42, 1, some(1), some(2)), entryOf(43, 2, null, null)],
]);
frame('relay', 'entries-withdrawn', 'A message whose body is gone.', [
  'entries',
  [withdrawnEntry(new Uint8Array(), hash)],
]);
frame('relay', 'page', 'A page backwards, with more behind it.', [
  'page',
  'before',
  hash,
  [entryOf(40, 2, null, null)],
  true,
]);
frame('relay', 'page-empty', 'There is nothing that way.', ['page', 'after', hash, [], false]);
frame('relay', 'ack', 'Stored before, or for one without credit.', ['ack', 2, 7, 42, timeMs]);
frame('relay', 'refused', 'A send of an epoch that is over.', ['refused', 'send', 7, 'stale-epoch', 0]);
frame('relay', 'refused-unknown', 'A type that this relay does not know.', [
  'refused',
  'unknown',
  0,
  'frame-unknown',
  0,
]);
frame('relay', 'group', 'The GroupInfo.', ['group', 3, some(1), []]);
frame('relay', 'group-revoked', 'The GroupInfo, and one revocation.', ['group', 3, some(1), [some(2)]]);
frame('relay', 'group-none', 'There is no group yet.', ['group', 0, null, []]);
frame('relay', 'signal', 'Somebody’s signal.', ['signal', 2, 3, some(1)]);
frame('relay', 'receipts', 'Two devices and how far they read.', [
  'receipts',
  [
    [1, 41, 41],
    [2, 42, 40],
  ],
]);
frame('relay', 'presence', 'Two devices are there.', ['presence', [1, 2]]);
frame('relay', 'linked', 'Somebody wrote the link of epoch 3.', ['linked', 3, 40, some(1)]);
frame('relay', 'vault', 'The asker’s sealed vault.', ['vault', 3, some(1)]);
frame('relay', 'vault-none', 'There is none.', ['vault', 0, null]);
frame('relay', 'deposits', 'Two deposits of epoch 3 to one vault.', [
  'deposits',
  3,
  run(0, 32),
  [run(6, 65), run(7, 65)],
]);
frame('relay', 'bell', 'A relay that can ring, and a device that it has no place for.', [
  'bell',
  run(4, 65),
  false,
]);
frame('relay', 'behind', 'The credit is used up.', ['behind', 43]);
frame('relay', 'pace', 'So much was sent that the room wants to see it read.', ['pace', 2863311530]);
frame('relay', 'bye', 'The last frame.', ['bye', 'session-expired']);

const refuse = (
  name: string,
  fact: string,
  bytes: Bytes | readonly Value[],
  fails = 'frame-malformed',
  side = 'client',
) =>
  put(`frames/refused/${name}`, fact, {
    side,
    bytes: bytes instanceof Uint8Array ? bytes : new Uint8Array(encode(bytes)),
    fails,
  });
const read = (tail: string) => cat(unhex('826472656164'), unhex(tail));
refuse('integer-not-shortest-1', 'A 23 in two bytes.', read('1817'));
refuse('integer-not-shortest-2', 'A 255 in three bytes.', read('1900ff'));
refuse('integer-not-shortest-4', 'A 65535 in five bytes.', read('1a0000ffff'));
refuse('integer-not-shortest-8', 'A 2^32 − 1 in nine bytes.', read('1b00000000ffffffff'));
refuse('integer-too-large', '2^53.', read('1b0020000000000000'));
refuse('integer-negative', '−1.', read('20'));
refuse('integer-tagged', 'A tag before an integer.', read('c101'));
refuse('bignum', 'A big number.', read('c24101'));
refuse('float', '1.0.', read('f93c00'));
refuse('undefined', 'undefined.', read('f7'));
refuse('simple-value', 'An unassigned simple value.', read('f820'));
refuse('reserved-length', 'A reserved length, 28.', read('1c'));
refuse('indefinite-array', 'An array of indefinite length.', unhex('9f647265616401ff'));
refuse('indefinite-text', 'A text of indefinite length.', unhex('827f6472656164ff01'));
refuse(
  'indefinite-bytes',
  'A byte string of indefinite length.',
  cat(unhex('84'), unhex('6473656e64'), unhex('0703'), unhex('5f4101ff')),
);
refuse('break', 'A break where a value should be.', read('ff'));
refuse('length-not-shortest', 'The text’s length in two bytes.', unhex('8278047265616401'));
refuse('map', 'A map.', encode({ type: 'page', seq: 1 }));
refuse('not-an-array', 'A number.', unhex('01'));
refuse('empty-array', 'An array of nothing.', unhex('80'));
refuse('type-not-text', 'A number where the type should be.', [1, 41]);
refuse('empty', 'No bytes at all.', new Uint8Array());
refuse('trailing-bytes', 'A byte stands behind the frame.', cat(encode(['reached', 41, 41]), u8(0)));
refuse('truncated', 'The last byte is missing.', encode(['reached', 41, 41]).subarray(0, -1));
refuse('array-longer-than-its-bytes', 'An array of 2^32 − 1.', unhex('9affffffff'));
refuse('too-deep', 'Arrays within arrays, ten deep.', unhex(`${'81'.repeat(10)}01`));
refuse('text-not-utf-8', 'A text that is not UTF-8.', unhex('8262ff0001'));
refuse('extra-field', 'A field too many.', ['reached', 41, 41, 1]);
refuse('missing-field', 'A field too few.', ['reached', 41]);
refuse('field-of-another-kind', 'A text where a number should be.', ['reached', 41, '41']);
refuse('null-field', 'A null where none may be.', ['link', 3, 40, null]);
refuse('empty-bytes', 'Empty bytes where there must be some.', ['send', 7, 3, new Uint8Array()]);
refuse('over-long-field', 'A link of 1025 bytes.', ['link', 3, 40, run(0, 1025)]);
refuse('short-deposit', 'A deposit of 64 bytes.', ['deposit', 3, run(0, 64)]);
refuse('over-long-list', 'A commit with 65 deposits.', [
  'commit',
  3,
  some(1),
  some(2),
  null,
  some(3),
  null,
  Array.from({ length: 65 }, () => some(1)),
]);
refuse('unknown-word', 'A direction that there is not.', ['page', 'sideways', 41, 50]);
refuse('unknown-type', 'A type that is not in the table.', ['shout', 1], 'frame-unknown');
refuse('relays-type-from-client', 'A relay’s frame from a client.', ['bye', 'internal'], 'frame-unknown');
refuse(
  'clients-type-from-relay',
  'A client’s frame from a relay.',
  ['hello', 1, 0, 256],
  'frame-unknown',
  'relay',
);
refuse('unknown-code', 'A code that is not in the table.', ['bye', 'whatever'], 'frame-malformed', 'relay');
refuse(
  'unknown-kind',
  'An entry of kind 99.',
  ['entries', [entryOf(42, 99, null, null)]],
  'frame-malformed',
  'relay',
);
refuse(
  'kind-0',
  'An entry of kind 0.',
  ['entries', [entryOf(42, 0, null, null)]],
  'frame-malformed',
  'relay',
);
refuse(
  'entry-with-extra-field',
  'An entry with a field too many.',
  ['entries', [[...(entryOf(42, 2, null, null) as Value[]), 1]]],
  'frame-malformed',
  'relay',
);
refuse(
  'entry-without-body',
  'An entry with neither body nor the hash of one.',
  ['entries', [withdrawnEntry(new Uint8Array(), null)]],
  'frame-malformed',
  'relay',
);
refuse(
  'commit-without-body',
  'Messages are redacted, and nothing else.',
  ['entries', [[...(withdrawnEntry(new Uint8Array(), hash) as Value[])].with(2, 1)]],
  'frame-malformed',
  'relay',
);
refuse(
  'entry-with-body-and-hash',
  'An entry with a body and the hash of one that is gone.',
  ['entries', [withdrawnEntry(some(1), hash)]],
  'frame-malformed',
  'relay',
);
refuse(
  'short-hash',
  'A hash of 31 bytes.',
  ['state', 3, 41, run(0, 31), 2, 6, timeMs],
  'frame-malformed',
  'relay',
);
refuse('text-too-long', 'An endpoint of 1025 characters.', ['bell', 'a'.repeat(1025)]);
refuse('text-empty', 'An endpoint without a character.', ['bell', '']);
refuse('text-not-text', 'Bytes where a text should be.', ['bell', some(1)]);
refuse(
  'flag-not-boolean',
  'A 1 where true or false should be.',
  ['page', 'before', hash, [], 1],
  'frame-malformed',
  'relay',
);
refuse(
  'too-many-entries',
  '65 entries in one frame.',
  ['entries', Array.from({ length: 65 }, (_, i) => entryOf(i + 1, 2, null, null))],
  'frame-malformed',
  'relay',
);

console.log(`${made.size} vectors`);
