import type { VaultGrant } from '../engine/index.ts';
import type { Talk } from '../engine/snapshot.ts';

/** What the portal is asked for a passport with: the conversation and the device's public key. */
export interface PassportRequest {
  readonly conversation: string;
  readonly deviceKey: JsonWebKey;
}
/** The portal's answer: the passport as it was signed and, where the portal keeps vaults, the person's (PROTOCOL.md §3.6). */
export interface PassportAnswer {
  readonly passport: string;
  readonly vault?: VaultGrant;
  /** Who may come (PROTOCOL.md §3.8). */
  readonly roster?: string;
}
/** Gives the portal's answer, or the passport alone. Throws `portal-unreachable`, `portal-refused`. */
export type GetPassport = (request: PassportRequest) => Promise<string | PassportAnswer>;

/** What an element was set up with, checked (settings.ts). */
export interface Settings {
  /** An origin: no path, no slash at the end. */
  readonly relay: string;
  readonly tenant: string;
  readonly conversation: string;
  readonly getPassport: GetPassport;
  /** Where passports come from: the URL, or empty. Parts of a portal that sign people in apart have devices apart. */
  readonly profile: string;
}

/** Opens a conversation for an element, which starts it and stops it. Throws a BedsideError. */
export type OpenTalk = (settings: Settings) => Promise<Talk>;
