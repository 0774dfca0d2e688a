/** One room that knows where to ring this browser. */
export interface BelledRoom {
  /** Whose room it is, as in {@link KeptBell.people}. */
  readonly person: string;
  /** Where the relay was told last to ring. */
  readonly endpoint: string;
}

/**
 * What this browser knows of being rung, kept where the page and its service worker both find it. Names are hashes; nothing here
 * says what a conversation is about, or with whom.
 */
export interface KeptBell {
  /** What a notification says: chosen when it was turned on, and always the same. */
  readonly title: string;
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  /** The relay's key that the subscription is for. */
  readonly key: string;
  /** Who of those that use this browser wants to be rung, and the page where that was said. */
  readonly people: Readonly<Record<string, string>>;
  readonly rooms: Readonly<Record<string, BelledRoom>>;
}

const name = 'bedside-bell';
const store = 'kept';
const row = 'bell';

/** The outcome of an IndexedDB request. */
const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });

async function withStore<T>(work: (rows: IDBObjectStore) => Promise<T>): Promise<T> {
  const opening = indexedDB.open(name, 1);
  opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(store));
  const database = await done(opening);
  try {
    return await work(database.transaction(store, 'readwrite').objectStore(store));
  } finally {
    database.close();
  }
}

/** Null where nobody wants to be rung here. Rejects where the browser refuses storage. */
export const keptBell = (): Promise<KeptBell | null> =>
  withStore(async (rows) => ((await done(rows.get(row))) as KeptBell | undefined) ?? null);

/** Keeps what `change` makes of it, in one with reading it; null forgets all. */
export const changeBell = (change: (before: KeptBell | null) => KeptBell | null): Promise<KeptBell | null> =>
  withStore(async (rows) => {
    const after = change(((await done(rows.get(row))) as KeptBell | undefined) ?? null);
    if (after === null) await done(rows.delete(row));
    else await done(rows.put(after, row));
    return after;
  });
