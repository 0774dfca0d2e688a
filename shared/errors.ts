/**
 * The one table of errors. A code is a string that never changes its meaning; PROTOCOL.md mirrors the table and a
 * test compares the two. `retry`: what the one who met it should do. `http`: the status where it answers a request
 * (0: it never does). `close`: the WebSocket close code where it ends a socket (0: the socket goes on).
 */
export const errors = {
  // Frames, at the door (§7)
  'frame-malformed': { retry: 'never', http: 400, close: 4400 },
  'frame-unknown': { retry: 'upgrade', http: 400, close: 0 },
  'frame-too-large': { retry: 'never', http: 413, close: 1009 },
  'frame-out-of-order': { retry: 'never', http: 400, close: 4400 },
  'version-unsupported': { retry: 'upgrade', http: 400, close: 4406 },
  'request-malformed': { retry: 'never', http: 400, close: 0 },
  'not-found': { retry: 'never', http: 404, close: 0 },
  // Writing to the log (§7)
  'stale-epoch': { retry: 'resync', http: 409, close: 0 },
  'epoch-taken': { retry: 'resync', http: 409, close: 0 },
  'id-skipped': { retry: 'resync', http: 409, close: 0 },
  'id-conflict': { retry: 'never', http: 409, close: 0 },
  'envelope-foreign': { retry: 'never', http: 400, close: 0 },
  'commit-foreign': { retry: 'never', http: 400, close: 0 },
  'link-refused': { retry: 'never', http: 409, close: 0 },
  'deposit-refused': { retry: 'never', http: 409, close: 0 },
  'vault-refused': { retry: 'resync', http: 409, close: 0 },
  'bell-refused': { retry: 'never', http: 409, close: 0 },
  'void-refused': { retry: 'resync', http: 409, close: 0 },
  'group-refused': { retry: 'later', http: 409, close: 0 },
  'slow-down': { retry: 'later', http: 429, close: 0 },
  'reader-stalled': { retry: 'later', http: 0, close: 4408 },
  'room-full': { retry: 'never', http: 409, close: 0 },
  'not-permitted': { retry: 'never', http: 403, close: 0 },
  // Identity and sessions (§3)
  'passport-malformed': { retry: 'never', http: 400, close: 0 },
  'passport-untrusted': { retry: 'never', http: 401, close: 0 },
  'passport-expired': { retry: 'later', http: 401, close: 0 },
  'passport-elsewhere': { retry: 'never', http: 403, close: 0 },
  'passport-device': { retry: 'never', http: 401, close: 0 },
  'proof-invalid': { retry: 'never', http: 401, close: 0 },
  'clock-off': { retry: 'later', http: 401, close: 0 },
  'proof-replayed': { retry: 'never', http: 401, close: 0 },
  'ticket-invalid': { retry: 'later', http: 401, close: 4401 },
  'session-expired': { retry: 'later', http: 401, close: 4401 },
  'session-replaced': { retry: 'never', http: 0, close: 4409 },
  'revocation-invalid': { retry: 'never', http: 401, close: 0 },
  revoked: { retry: 'never', http: 403, close: 4403 },
  'tenant-unknown': { retry: 'never', http: 404, close: 0 },
  'tenant-unreachable': { retry: 'later', http: 503, close: 0 },
  'origin-refused': { retry: 'never', http: 403, close: 0 },
  internal: { retry: 'later', http: 500, close: 1011 },
  // The group, at the client (§4)
  'mls-malformed': { retry: 'never', http: 0, close: 0 },
  'mls-unsupported': { retry: 'upgrade', http: 0, close: 0 },
  'mls-invalid': { retry: 'never', http: 0, close: 0 },
  'mls-stale-epoch': { retry: 'resync', http: 0, close: 0 },
  'group-rule': { retry: 'never', http: 0, close: 0 },
  'group-elsewhere': { retry: 'never', http: 0, close: 0 },
  'group-diverged': { retry: 'resync', http: 0, close: 0 },
  left: { retry: 'never', http: 0, close: 0 },
  'group-removed': { retry: 'never', http: 403, close: 4410 },
  // What a reader says of an entry (§5)
  'log-gap': { retry: 'resync', http: 0, close: 0 },
  'log-forked': { retry: 'never', http: 0, close: 0 },
  'envelope-malformed': { retry: 'never', http: 0, close: 0 },
  'envelope-wrong-epoch': { retry: 'never', http: 0, close: 0 },
  'envelope-unkeyed': { retry: 'resync', http: 0, close: 0 },
  'envelope-forged': { retry: 'never', http: 0, close: 0 },
  'envelope-replayed': { retry: 'never', http: 0, close: 0 },
  'envelope-gap': { retry: 'never', http: 0, close: 0 },
  'message-unknown': { retry: 'upgrade', http: 0, close: 0 },
  'target-invalid': { retry: 'never', http: 0, close: 0 },
  'entry-withheld': { retry: 'never', http: 0, close: 0 },
  'link-invalid': { retry: 'never', http: 0, close: 0 },
  'record-invalid': { retry: 'never', http: 0, close: 0 },
  'vault-locked': { retry: 'never', http: 0, close: 0 },
  'vault-rolled-back': { retry: 'never', http: 0, close: 0 },
  // Around the client
  'portal-unreachable': { retry: 'later', http: 0, close: 0 },
  'portal-refused': { retry: 'never', http: 0, close: 0 },
  'portal-changed': { retry: 'never', http: 0, close: 0 },
  'person-changed': { retry: 'never', http: 0, close: 0 },
  'portal-invalid': { retry: 'later', http: 0, close: 0 },
  'roster-invalid': { retry: 'never', http: 0, close: 0 },
  'roster-rolled-back': { retry: 'never', http: 0, close: 0 },
  'relay-unreachable': { retry: 'later', http: 0, close: 0 },
  'relay-invalid': { retry: 'later', http: 0, close: 0 },
  'storage-unavailable': { retry: 'never', http: 0, close: 0 },
  'storage-broken': { retry: 'later', http: 0, close: 0 },
  'device-copied': { retry: 'never', http: 0, close: 0 },
  'text-too-long': { retry: 'never', http: 0, close: 0 },
  'outbox-full': { retry: 'later', http: 0, close: 0 },
  'setting-invalid': { retry: 'never', http: 0, close: 0 },
  'browser-unsupported': { retry: 'never', http: 0, close: 0 },
} as const satisfies Record<string, { retry: Retry; http: number; close: number }>;

export type Retry = 'never' | 'later' | 'resync' | 'upgrade';
export type ErrorCode = keyof typeof errors;

/**
 * A failure with a code of the table. `detail` is a constant written by a developer: never content, never an
 * identity, never bytes (INV-10).
 */
export class BedsideError extends Error {
  /** Known by what it says: scripts that are built apart, as a frame's own is, have each a class of their own. */
  static override [Symbol.hasInstance](thrown: unknown): boolean {
    const { name, code } = (thrown ?? {}) as Partial<BedsideError>;
    return name === 'BedsideError' && isErrorCode(code);
  }

  readonly code: ErrorCode;
  constructor(code: ErrorCode, detail?: string) {
    super(detail === undefined ? code : `${code}: ${detail}`);
    this.name = 'BedsideError';
    this.code = code;
  }
}

/** True where `text` is a code of the table. */
export function isErrorCode(text: unknown): text is ErrorCode {
  return typeof text === 'string' && Object.hasOwn(errors, text);
}

/** The code of anything thrown: a BedsideError's own, `internal` for the rest. */
export function codeOf(thrown: unknown): ErrorCode {
  return thrown instanceof BedsideError ? thrown.code : 'internal';
}
