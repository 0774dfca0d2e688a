import type { ErrorCode } from '../../shared/errors.ts';
import type { Right } from '../../shared/passport.ts';
import type { BrakesByDevice } from './brakes.ts';
import type { Devices } from './devices.ts';
import { Proofs } from './proofs.ts';
import { Tickets } from './tickets.ts';

/** What the front door has verified of one who wants a session in this room. */
export interface Applicant {
  readonly jkt: string;
  readonly did: string;
  readonly sub: string;
  readonly can: Right[];
  /** When the passport was signed, seconds since 1970. */
  readonly iat: number;
  /** When the passport ends, ms since 1970. */
  readonly expiresAt: number;
  readonly proof: { readonly jti: string; readonly iat: number };
  /** The tenant's allowed origins. */
  readonly origins: string[];
}

export type Admitted =
  | { readonly ticket: string }
  | {
      readonly code: ErrorCode;
      readonly retryMs: number;
      /** Why: the portal's token. */
      readonly revocation?: string;
    };

/** Takes a verified applicant's proof once, gives the device its number and a ticket for one socket. */
export class Admission {
  readonly tickets: Tickets;
  readonly #devices: Devices;
  readonly #brakes: BrakesByDevice;
  readonly #proofs: Proofs;

  constructor(sql: SqlStorage, devices: Devices, brakes: BrakesByDevice) {
    this.#devices = devices;
    this.#brakes = brakes;
    this.tickets = new Tickets(sql);
    this.#proofs = new Proofs(sql);
  }

  admit(applicant: Applicant, now: number): Admitted {
    const taken = this.#proofs.take({ jkt: applicant.jkt, ...applicant.proof }, now);
    if (taken === 'replayed') return { code: 'proof-replayed', retryMs: 0 };
    if (taken === 'full') return { code: 'slow-down', retryMs: 1000 };
    const ending = this.#devices.revocations.ending(applicant);
    if (ending !== null) return { code: 'revoked', retryMs: 0, revocation: ending.token };
    if (this.#devices.isBarred(applicant)) return { code: 'group-removed', retryMs: 0 };
    const device = this.#devices.admit(applicant, now);
    if (device === null) return { code: 'room-full', retryMs: 0 };
    const retryMs = this.#brakes.of(device).sessions.take(now);
    if (retryMs > 0) return { code: 'slow-down', retryMs };
    const { can, iat: passportIssued, expiresAt: passportExpires, origins } = applicant;
    return { ticket: this.tickets.issue({ device, can, passportIssued, passportExpires, origins }, now) };
  }
}
