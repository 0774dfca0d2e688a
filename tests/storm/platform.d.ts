/**
 * What the room's plain classes use of the Workers platform, and no more: this program has no Workers types, and the
 * storm gives them exactly this.
 */
type SqlStorageValue = ArrayBuffer | string | number | null;
interface SqlStorageCursor extends Iterable<Record<string, SqlStorageValue>> {
  readonly rowsWritten: number;
  toArray(): Record<string, SqlStorageValue>[];
  one(): Record<string, SqlStorageValue>;
}
interface SqlStorage {
  exec(query: string, ...bindings: unknown[]): SqlStorageCursor;
}
interface DurableObjectStorage {
  readonly sql: SqlStorage;
  transactionSync<T>(work: () => T): T;
}
interface DurableObjectState {
  readonly storage: DurableObjectStorage;
  getWebSockets(): WebSocket[];
  getWebSocketAutoResponseTimestamp(socket: WebSocket): Date | null;
}
interface WebSocket {
  serializeAttachment(value: unknown): void;
  deserializeAttachment(): unknown;
}
