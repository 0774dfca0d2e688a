import type { Disk } from '../../engine/index.ts';

/** Records that live as long as the page, for browsers that refuse storage. */
export function memoryDisk(): Disk {
  const records = new Map<string, Uint8Array>();
  const keys = new Map<string, CryptoKeyPair>();
  return {
    kind: 'memory',
    read: async (name) => records.get(name)?.slice() ?? null,
    list: async (prefix) =>
      [...records].filter(([name]) => name.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1)),
    write: async (batch) => {
      for (const [name, value] of batch) {
        if (value === null) records.delete(name);
        else records.set(name, value.slice());
      }
    },
    readKeys: async (name) => keys.get(name) ?? null,
    writeKeys: async (name, pair) => {
      keys.set(name, pair);
    },
    wipe: async () => {
      records.clear();
      keys.clear();
    },
    close: () => {},
  };
}
