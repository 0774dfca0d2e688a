import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { foundGroup, joinGroup } from '../../engine/group.ts';
import { Keyring } from '../../engine/keyring.ts';
import { epochAuthenticator, generateSigner, type SuiteId } from '../../engine/mls/index.ts';
import { deviceJwk, thumbprint, verifyPassport } from '../../engine/passport.ts';
import { safetyCode } from '../../engine/safety-code.ts';
import { Disclosures } from '../../engine/verified.ts';
import { generatePortalKeys, jwks, mintPassport, pairwiseSub } from '../../portal/index.ts';
import { hex } from '../../shared/bytes.ts';
import { commitHeader } from '../../shared/headers.ts';
import { firstLogHash, nextLogHash } from '../../shared/log-hash.ts';
import { H } from './by-the-book.ts';

/**
 * Writes spec/vectors/group: `node tests/spec/make-group.ts`, by hand. A founding and an external join as the product
 * makes them. MLS draws keys at random, so each run gives other bytes; the files that are kept are the vectors.
 */
const folder = join(dirname(fileURLToPath(import.meta.url)), '../../spec/vectors/group');
const issuer = 'https://portal.example';
const conversation = 'ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1-f4CBgoM';
const nowMs = 1_800_000_060_000;
const portal = generatePortalKeys({ alg: 'EdDSA' });
const published = jwks(portal);

async function person(suite: SuiteId, name: string) {
  const signer = await generateSigner(suite);
  const clock = { now: () => nowMs, after: () => () => {}, random: () => 0 };
  const identity = {
    passport: () => Promise.reject(new Error('not asked')),
    jwks: async () => published.keys as readonly JsonWebKey[],
  };
  const keyring = new Keyring(issuer, identity, clock, []);
  const deviceKey = deviceJwk(suite, signer.publicKey);
  const passport = await mintPassport({
    keys: portal,
    issuer,
    person: { sub: pairwiseSub({ pairwiseSecret: portal.pairwiseSecret, person: name, conversation }) },
    conversation,
    topic: 'clinical',
    role: 'patient',
    can: ['read', 'write'],
    deviceKey,
    nowMs: nowMs - 60_000,
  });
  const claims = await verifyPassport(passport, keyring, {
    issuer,
    conversation,
    jkt: thumbprint(suite, signer.publicKey),
    nowMs,
    fresh: true,
  });
  return {
    actor: { signer, passport, claims, vault: null },
    rule: { suite, conversation, keyring },
    awaited: null,
    disclosures: new Disclosures(),
  };
}

mkdirSync(folder, { recursive: true });
for (const suite of [1, 7, 77] as const) {
  const founder = await person(suite, 'founder');
  const groupId = crypto.getRandomValues(new Uint8Array(32));
  const first = firstLogHash(H, groupId);
  const founded = await foundGroup({ ...founder, suite, groupId, head: { seq: 0, hash: first } });
  const one = nextLogHash(H, first, { seq: 1, kind: 'commit', at: nowMs, body: founded.commit });
  const newcomer = await person(suite, 'newcomer');
  const { staged: joined } = await joinGroup({
    ...newcomer,
    groupInfo: founded.groupInfo,
    epoch: 1,
    head: { seq: 1, hash: one },
  });
  const of = (staged: typeof founded) => ({
    epoch: commitHeader(staged.commit).epoch,
    commit: hex(staged.commit),
    groupInfo: hex(staged.groupInfo),
    record: hex(staged.record),
    /** R of the epoch that it begins: what a member's MLS library must export. */
    root: hex(staged.next.keys.root),
    kid: hex(staged.next.keys.kid),
    epochAuthenticator: hex(epochAuthenticator(staged.next.state)),
    safetyCode: safetyCode(epochAuthenticator(staged.next.state), groupId),
  });
  const vector = {
    fact: `A founding commit and an external join under suite ${suite}.`,
    suite,
    issuer,
    conversation,
    nowMs,
    jwks: published,
    groupId: hex(groupId),
    log: { first: hex(first), at: nowMs, hash: hex(one) },
    founding: of(founded),
    join: of(joined),
  };
  writeFileSync(join(folder, `suite-${suite}.json`), `${JSON.stringify(vector, null, 2)}\n`);
}
