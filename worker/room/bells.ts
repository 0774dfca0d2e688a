import { limits } from '../../shared/limits.ts';
import { bellsTable } from './tables.ts';

/** Where one device may be rung. */
export interface Bell {
  readonly device: number;
  readonly endpoint: string;
  /** When it was last rung, or that was tried; 0 for never. */
  readonly rungAt: number;
  /** So many tries in a row failed. */
  readonly tries: number;
}

/**
 * The bells of a room's devices, one each. One that was rung is silent until its person has been back: after the first message
 * nobody learns from a push service how many more there were, or when.
 */
export class Bells {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(bellsTable);
  }

  has(device: number): boolean {
    return this.#sql.exec('SELECT 1 FROM bells WHERE device = ?', device).toArray().length > 0;
  }

  set(device: number, endpoint: string): void {
    this.#sql.exec(
      'INSERT INTO bells(device, endpoint, rung, rung_at, tries) VALUES (?, ?, 0, 0, 0) ON CONFLICT(device) DO UPDATE SET endpoint = excluded.endpoint, tries = 0 WHERE endpoint <> excluded.endpoint',
      device,
      endpoint,
    );
  }

  drop(device: number): void {
    this.#sql.exec('DELETE FROM bells WHERE device = ?', device);
  }

  /** Those that may ring. */
  get waiting(): readonly Bell[] {
    return this.#sql
      .exec('SELECT device, endpoint, rung_at AS rungAt, tries FROM bells WHERE rung = 0')
      .toArray() as unknown as Bell[];
  }

  /** It is being rung. */
  rung({ device }: Bell, now: number): void {
    this.#sql.exec('UPDATE bells SET rung = 1, rung_at = ? WHERE device = ?', now, device);
  }

  /** It could not be rung: another try later, but for the last. True where there is to be one. */
  failed({ device, endpoint, tries }: Bell): boolean {
    const isLast = tries + 1 >= limits.bellTriesMax;
    const { rowsWritten } = this.#sql.exec(
      'UPDATE bells SET rung = ?, tries = ? WHERE device = ? AND endpoint = ? AND rung = 1',
      isLast ? 1 : 0,
      tries + 1,
      device,
      endpoint,
    );
    return !isLast && rowsWritten > 0;
  }

  /** The push service does not know it any more. */
  gone({ device, endpoint }: Bell): void {
    this.#sql.exec('DELETE FROM bells WHERE device = ? AND endpoint = ?', device, endpoint);
  }

  /** The person of these devices is here. */
  back(devices: readonly number[]): void {
    for (const device of devices)
      this.#sql.exec(
        'UPDATE bells SET rung = 0, tries = 0 WHERE device = ? AND (rung = 1 OR tries > 0)',
        device,
      );
  }
}
