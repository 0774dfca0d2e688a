import { base64url, utf8 } from '../../shared/bytes.ts';
import { limits } from '../../shared/limits.ts';
import type { Right } from '../../shared/passport.ts';
import { sha256 } from '../sha256.ts';
import { grantsTable } from './tables.ts';

/** What a ticket opens a socket as. */
export interface Grant {
  readonly device: number;
  readonly can: readonly Right[];
  /** When the passport behind it was signed, seconds since 1970. */
  readonly passportIssued: number;
  /** When the passport behind it ends, ms since 1970. */
  readonly passportExpires: number;
  /** The origins whose pages may use it. */
  readonly origins: readonly string[];
}

/** Tickets: short, random, one use each, kept as hashes, so that a copy of the database opens no socket. */
export class Tickets {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(grantsTable);
  }

  issue(grant: Grant, now: number): string {
    const ticket = base64url(crypto.getRandomValues(new Uint8Array(32)));
    this.#sql.exec('DELETE FROM grants WHERE expires <= ?', now);
    this.#sql.exec(
      'INSERT INTO grants(hash, expires, device, can, passport_issued, passport_expires, origins) VALUES (?, ?, ?, ?, ?, ?, ?)',
      sha256(utf8(ticket)),
      now + limits.ticketMs,
      grant.device,
      JSON.stringify(grant.can),
      grant.passportIssued,
      grant.passportExpires,
      JSON.stringify(grant.origins),
    );
    return ticket;
  }

  /** What the ticket grants, once; null for one that is unknown, used or too old. */
  redeem(ticket: string, now: number): Grant | null {
    const row = this.#sql
      .exec(
        'DELETE FROM grants WHERE hash = ? RETURNING expires, device, can, passport_issued, passport_expires, origins',
        sha256(utf8(ticket)),
      )
      .toArray()[0];
    if (row === undefined || (row['expires'] as number) <= now) return null;
    // One device, one socket: a late upgrade of a page that is gone must not take the place of the next page's.
    this.#sql.exec('DELETE FROM grants WHERE device = ?', row['device'] as number);
    return {
      device: row['device'] as number,
      can: JSON.parse(row['can'] as string),
      passportIssued: row['passport_issued'] as number,
      passportExpires: row['passport_expires'] as number,
      origins: JSON.parse(row['origins'] as string),
    };
  }
}
