import type { Disk } from '../../engine/index.ts';
import { utf8 } from '../../shared/bytes.ts';
import { BedsideError } from '../../shared/errors.ts';

const database = 'bedside';
export const stores = ['seals', 'keys', 'records'] as const;
type Store = (typeof stores)[number];
/** What was sealed, as it lies on the disk and goes between tabs. */
export interface SealedRecord {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly sealed: ArrayBuffer;
}

const broken = () => new BedsideError('storage-broken');

/** The result of an IndexedDB request. */
export const result = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(broken());
  });

export const finished = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(broken());
    transaction.onerror = () => reject(broken());
  });

/** Throws `storage-unavailable`. */
export function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(database, 1);
    request.onupgradeneeded = () => {
      for (const store of stores) request.result.createObjectStore(store);
    };
    request.onsuccess = () => {
      // Another tab wants to bring the database up to a newer version: let it.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(new BedsideError('storage-unavailable'));
    request.onblocked = () => reject(new BedsideError('storage-unavailable'));
  });
}

/** Seals under this scope's key, bound to a name. */
export interface Seals {
  seal(name: string, plain: Uint8Array): Promise<SealedRecord>;
  /** Throws `storage-broken`. */
  open(name: string, record: SealedRecord): Promise<Uint8Array>;
}

/** The right to write, from one claim to the next, whoever makes that. */
export interface Claim {
  /** The writer's number: higher than any before. */
  readonly reign: number;
  /** The records, writable as long as nobody has claimed since. */
  readonly disk: Disk;
  /** False where somebody has claimed since. Throws `storage-broken`. */
  owns(): Promise<boolean>;
}

/** A disk that several tabs have open and one writes. */
export interface SharedDisk extends Disk {
  readonly seals: Seals;
  /**
   * Takes the pen: from here on nothing that was claimed or opened earlier, in this tab or another, can write (INV-8),
   * but for this disk itself, which goes with its own last claim. Throws `storage-broken`.
   */
  claim(): Promise<Claim>;
}

/**
 * A conversation's records in IndexedDB, each sealed with AES-256-GCM under a key that no script can extract and that
 * lies beside them. That keeps records apart and whole, and the key out of scripts' hands; it is no wall against one who
 * copies the profile's files, where browsers keep such keys in the clear (THREAT-MODEL.md).
 * One database, so that a browser that evicts takes all of it or nothing. Throws `storage-unavailable`.
 *
 * The lock alone does not make one writer: a tab that was frozen while it held the lock, and lost it, wakes in the
 * middle of its work. So every change looks at the writer's number in its own transaction, and aborts where it is
 * another's: whoever claimed later has read all that was written before, and nothing is written behind its back.
 */
export async function browserDisk(scope: string): Promise<SharedDisk> {
  let db: IDBDatabase;
  try {
    db = await openDatabase();
  } catch {
    throw new BedsideError('storage-unavailable');
  }
  const range = (prefix: string) => IDBKeyRange.bound([scope, prefix], [scope, `${prefix}\uffff`]);
  /** A browser that evicts closes the connection in the middle of its use: what is there then is another, empty database. */
  const begin = async (
    store: Store | readonly Store[],
    mode: IDBTransactionMode,
    options?: IDBTransactionOptions,
  ): Promise<IDBTransaction> => {
    try {
      return db.transaction(store, mode, options);
    } catch {
      db = await openDatabase().catch(() => {
        throw broken();
      });
      return db.transaction(store, mode, options);
    }
  };
  const get = async <T>(store: Store, key: string) => {
    const transaction = await begin(store, 'readonly');
    return result<T | undefined>(transaction.objectStore(store).get([scope, key]));
  };
  const change = async (store: readonly Store[], work: (transaction: IDBTransaction) => void) => {
    const transaction = await begin(store, 'readwrite', { durability: 'strict' });
    const done = finished(transaction);
    work(transaction);
    await done;
  };
  const writerAt = [scope, 'writer'];
  const sealAt = [scope, 'seal'];
  let writer = (await get<number>('seals', 'writer')) ?? 0;
  /** A change by the writer, or `storage-broken` and none. */
  const fenced = async (by: number, store: readonly Store[], work: (transaction: IDBTransaction) => void) => {
    try {
      await change([...new Set<Store>([...store, 'seals'])], (transaction) => {
        const asked = transaction.objectStore('seals').get(writerAt);
        asked.onsuccess = () => {
          if (((asked.result as number | undefined) ?? 0) === by) work(transaction);
          else transaction.abort();
        };
      });
    } catch {
      throw broken();
    }
  };

  const newKey = () =>
    crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  /** Tabs that open at once agree on the key that was put first. */
  const sealingKey = async (): Promise<CryptoKey> => {
    const known = await get<CryptoKey>('seals', 'seal');
    if (known !== undefined) return known;
    let key = await newKey();
    await change(['seals'], (transaction) => {
      const seals = transaction.objectStore('seals');
      const asked = seals.get(sealAt);
      asked.onsuccess = () => {
        if (asked.result === undefined) seals.put(key, sealAt);
        else key = asked.result as CryptoKey;
      };
    });
    return key;
  };
  let key = await sealingKey();
  const bound = (name: string) => utf8(`${scope}\n${name}`);
  const seal = async (name: string, plain: Uint8Array): Promise<SealedRecord> => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const algorithm = { name: 'AES-GCM', iv, additionalData: bound(name) };
    return { iv, sealed: await crypto.subtle.encrypt(algorithm, key, plain as Uint8Array<ArrayBuffer>) };
  };
  const open = async (name: string, { iv, sealed }: SealedRecord): Promise<Uint8Array> => {
    try {
      const algorithm = { name: 'AES-GCM', iv, additionalData: bound(name) };
      return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed));
    } catch {
      throw broken();
    }
  };
  const writtenBy = (by: () => number): Disk => ({
    kind: 'durable',
    read: async (name) => {
      const record = await get<SealedRecord>('records', name);
      return record === undefined ? null : open(name, record);
    },
    list: async (prefix) => {
      const store = (await begin('records', 'readonly')).objectStore('records');
      const [names, records] = await Promise.all([
        result(store.getAllKeys(range(prefix))),
        result<SealedRecord[]>(store.getAll(range(prefix))),
      ]);
      return Promise.all(
        records.map(async (record, i) => {
          const name = (names[i] as [string, string])[1];
          return [name, await open(name, record)] as const;
        }),
      );
    },
    write: async (batch) => {
      const sealed = await Promise.all(
        [...batch].map(
          async ([name, plain]) => [name, plain === null ? null : await seal(name, plain)] as const,
        ),
      );
      await fenced(by(), ['records'], (transaction) => {
        const store = transaction.objectStore('records');
        for (const [name, record] of sealed) {
          if (record === null) store.delete([scope, name]);
          else store.put(record, [scope, name]);
        }
      });
    },
    readKeys: async (name) => (await get<CryptoKeyPair>('keys', name)) ?? null,
    writeKeys: (name, pair) =>
      fenced(by(), ['keys'], (transaction) => {
        transaction.objectStore('keys').put(pair, [scope, name]);
      }),
    wipe: async () => {
      const fresh = await newKey();
      await fenced(by(), stores, (transaction) => {
        for (const store of stores) transaction.objectStore(store).delete(range(''));
        transaction.objectStore('seals').put(fresh, sealAt);
        transaction.objectStore('seals').put(by(), writerAt);
      });
      key = fresh;
    },
    close: () => db.close(),
  });
  return {
    ...writtenBy(() => writer),
    seals: {
      seal,
      open: async (name, record) => {
        try {
          return await open(name, record);
        } catch {
          // Another tab may have wiped the disk, and begun with a new key.
          key = await sealingKey();
          return open(name, record);
        }
      },
    },
    claim: async () => {
      let mine = 0;
      try {
        await change(['seals'], (transaction) => {
          const seals = transaction.objectStore('seals');
          const asked = seals.get(writerAt);
          asked.onsuccess = () => {
            // Where all was evicted, tabs remember higher numbers than the disk.
            mine = Math.max((asked.result as number | undefined) ?? 0, writer) + 1;
            seals.put(mine, writerAt);
          };
        });
        key = await sealingKey();
      } catch {
        throw broken();
      }
      writer = mine;
      return {
        reign: mine,
        disk: writtenBy(() => mine),
        owns: async () => ((await get<number>('seals', 'writer')) ?? 0) === mine,
      };
    },
  };
}
