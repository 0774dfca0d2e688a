/**
 * The room's tables. `entries` is the log, one row a message, without any index but its place: an index would be a second row
 * written for each message. Columns that are large stand last, so that the small ones are read without them.
 */
const statements = [
  // The room itself, one row. group_id is null until the first commit founds the group.
  'CREATE TABLE room(one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL, group_id BLOB, group_info BLOB)',
  // hash: of the log up to and with this entry. link: at commits, the link from the epoch that the commit began. record: at commits, its members.
  'CREATE TABLE entries(seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind INTEGER NOT NULL, device INTEGER NOT NULL, id INTEGER NOT NULL, epoch INTEGER NOT NULL, hash BLOB NOT NULL, link BLOB, record BLOB, body BLOB NOT NULL)',
  // The commits that stand. epoch: the one that the commit at seq left. What the commit brought along for others.
  'CREATE TABLE commits(epoch INTEGER PRIMARY KEY, seq INTEGER NOT NULL, device INTEGER NOT NULL, welcome BLOB)',
  'CREATE INDEX commits_by_device ON commits(device, seq)',
  // Commits that may still be voided, as many as limits.unsettledMax. info: the GroupInfo of the epoch that each left.
  'CREATE TABLE unsettled(seq INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, device INTEGER NOT NULL, info BLOB NOT NULL)',
  // Voids of the last hour: seq is the void's own place, first that of the first commit taken back, device who sent that. info: the GroupInfo of what was taken back, while it may be vouched for. of_person: null once it was. commits: the places of all that were taken back, as JSON.
  'CREATE TABLE voids(seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, epoch INTEGER NOT NULL, first INTEGER NOT NULL, device INTEGER NOT NULL, voider INTEGER NOT NULL, by_person TEXT NOT NULL, of_person TEXT, commits TEXT NOT NULL, info BLOB)',
  // Which devices commits removed, of those who may remove. stands: 0 while the commit is voided.
  'CREATE TABLE removals(device INTEGER, seq INTEGER, stands INTEGER NOT NULL, PRIMARY KEY (device, seq)) WITHOUT ROWID',
  // last_id, last_seq: the device's last message, noted only once it leaves the newest limits.dedupeRowsMax rows.
  'CREATE TABLE devices(device INTEGER PRIMARY KEY AUTOINCREMENT, jkt TEXT NOT NULL, sub TEXT NOT NULL, did TEXT NOT NULL, seen INTEGER NOT NULL, last_read INTEGER NOT NULL DEFAULT 0, last_id INTEGER NOT NULL DEFAULT 0, last_seq INTEGER NOT NULL DEFAULT 0)',
  // Ordered by the time that the proof itself names, so that the old ones go by one seek.
  'CREATE TABLE proofs(iat INTEGER, hash BLOB, PRIMARY KEY (iat, hash)) WITHOUT ROWID',
  'INSERT INTO room(one, epoch) VALUES (1, 0)',
];

/**
 * epoch: the one whose root is in it. vault: whom it is for. sub: whose device brought it, with its commit or (added) later.
 * Made by whoever opens the room: rooms from before there were vaults get it too.
 */
export const depositsTable =
  'CREATE TABLE IF NOT EXISTS vault_deposits(epoch INTEGER, vault BLOB, sub TEXT, added INTEGER, deposit BLOB NOT NULL, PRIMARY KEY (epoch, vault, sub, added)) WITHOUT ROWID';

/** H(body) of entries whose body was deleted after a redaction. Made by whoever opens the room, as above. */
export const withdrawnTable =
  'CREATE TABLE IF NOT EXISTS withdrawn(seq INTEGER PRIMARY KEY, hash BLOB NOT NULL) WITHOUT ROWID';

/** Devices whose leaves a member took out. epoch: the one that the commit left. Made by whoever opens the room, as above. */
export const barredTable =
  'CREATE TABLE IF NOT EXISTS barred(jkt TEXT, sub TEXT, epoch INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (jkt, sub)) WITHOUT ROWID';

/** Tickets that were given out, by their hashes. Made by whoever opens the room. */
export const grantsTable =
  'CREATE TABLE IF NOT EXISTS grants(hash BLOB PRIMARY KEY, expires INTEGER NOT NULL, device INTEGER NOT NULL, can TEXT NOT NULL, passport_issued INTEGER NOT NULL, passport_expires INTEGER NOT NULL, origins TEXT NOT NULL) WITHOUT ROWID';

/** did: null for every device of the person. seq: 0 where there was no log yet. Made by whoever opens the room. */
export const revocationsTable =
  'CREATE TABLE IF NOT EXISTS revocations(jti TEXT PRIMARY KEY, sub TEXT NOT NULL, did TEXT, iat INTEGER NOT NULL, seq INTEGER NOT NULL, token TEXT NOT NULL) WITHOUT ROWID';

/** The sealed vaults that people keep themselves. Made as {@link depositsTable} is. */
export const vaultsTable =
  'CREATE TABLE IF NOT EXISTS vaults(sub TEXT PRIMARY KEY, version INTEGER NOT NULL, sealed BLOB NOT NULL) WITHOUT ROWID';

/** Where devices may be rung. rung: 1 from then until their person has been back. Made by whoever opens the room. */
export const bellsTable =
  'CREATE TABLE IF NOT EXISTS bells(device INTEGER PRIMARY KEY, endpoint TEXT NOT NULL, rung INTEGER NOT NULL, rung_at INTEGER NOT NULL, tries INTEGER NOT NULL)';

/** How far each device has come. Made by whoever opens the room; rooms from before it have `last_read` in `devices`. */
export const reachedTable =
  'CREATE TABLE IF NOT EXISTS reached(device INTEGER PRIMARY KEY, taken INTEGER NOT NULL, read INTEGER NOT NULL)';

/** True where the room was ever opened by a passport. Asking writes nothing: a stranger's guess leaves no trace. */
export const hasTables = (sql: SqlStorage): boolean =>
  sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'room'").toArray().length > 0;

/** Makes the tables of a new room, all or none. */
export function makeTables(storage: DurableObjectStorage): void {
  storage.transactionSync(() => {
    for (const statement of statements) storage.sql.exec(statement);
  });
}
