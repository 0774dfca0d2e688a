import { BedsideError } from '../shared/errors.ts';
import type { Claims } from '../shared/passport.ts';
import { hash } from './envelope.ts';
import type { Keyring } from './keyring.ts';
import { readIdentity, readLeafPassport } from './leaf.ts';
import { type Member, type SuiteId, turn } from './mls/index.ts';
import { disclosureDigest, readDisclosure, thumbprint, verifyPassport } from './passport.ts';

/** A leaf whose passport was verified. */
export interface Verified {
  readonly leaf: number;
  readonly signatureKey: Uint8Array;
  /** H(signatureKey): how envelopes name the device. */
  readonly device: Uint8Array;
  readonly passport: string;
  readonly claims: Claims;
}

/** What a leaf is held to. */
export interface LeafRule {
  readonly suite: SuiteId;
  readonly conversation: string;
  readonly keyring: Keyring;
}

/**
 * Verifies that the tenant's own keys vouch for a device's key in this conversation (DESIGN §4 c, d). `atMs`: the time
 * at which the passport must be valid; null where others accepted it before, and it may have run out since.
 * Throws `group-rule` and what {@link verifyPassport} throws.
 */
export async function verifyDevice(
  device: { readonly leaf: number; readonly signatureKey: Uint8Array; readonly passport: string },
  rule: LeafRule,
  atMs: number | null,
): Promise<Verified> {
  const { leaf, signatureKey, passport } = device;
  await turn();
  if (passport.split('~').length !== 2) throw new BedsideError('group-rule', 'disclosures in a leaf');
  const claims = await verifyPassport(passport, rule.keyring, {
    issuer: rule.keyring.issuer,
    conversation: rule.conversation,
    jkt: thumbprint(rule.suite, signatureKey),
    nowMs: atMs,
    fresh: atMs !== null,
  });
  return { leaf, signatureKey, device: hash(signatureKey), passport, claims };
}

/** {@link verifyDevice} for a leaf of the tree, whose identity must be its passport's. */
export async function verifyMember(member: Member, rule: LeafRule, atMs: number | null): Promise<Verified> {
  const { issuer, person, device } = readIdentity(member.identity);
  const passport = readLeafPassport(member.extensions);
  const verified = await verifyDevice(
    { leaf: member.leaf, signatureKey: member.signatureKey, passport },
    rule,
    atMs,
  );
  const { claims } = verified;
  if (issuer !== claims.iss || person !== claims.sub || device !== claims.did) {
    throw new BedsideError('group-rule', 'identity is not the passport’s');
  }
  return verified;
}

/**
 * Names and credentials that members disclosed to one another, by the digest under which their passports list them.
 * Nothing here can be made up: a disclosure counts only where a passport signed by the portal names its digest.
 */
export class Disclosures {
  readonly #byDigest = new Map<string, string>();

  constructor(known: readonly string[] = []) {
    for (const disclosure of known) this.add(disclosure);
  }

  add(disclosure: string): void {
    if (disclosure.length <= 1024 && this.#byDigest.size < 1024)
      this.#byDigest.set(disclosureDigest(disclosure), disclosure);
  }

  /** The disclosures known of this passport. */
  of(claims: Claims): readonly string[] {
    return claims.sd.flatMap((digest) => this.#byDigest.get(digest) ?? []);
  }

  /** The person's name in this passport, or empty where it was not disclosed. */
  nameOf(claims: Claims): string {
    for (const disclosure of this.of(claims)) {
      const read = readDisclosure(disclosure);
      if (read?.name === 'name' && typeof read.value === 'string') return read.value.slice(0, 128);
    }
    return '';
  }

  /** How many are known: a screen that showed names before is out of date when it grew. */
  get size(): number {
    return this.#byDigest.size;
  }

  /** All, for the disk. */
  get all(): readonly string[] {
    return [...this.#byDigest.values()];
  }
}
