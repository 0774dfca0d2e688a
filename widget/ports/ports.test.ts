import { equal, ok } from '../testing/assert.ts';
import { describe, it } from '../testing/bdd.ts';
import { browserDisk } from './disk.ts';
import { browserLock } from './lock.ts';
import { memoryDisk } from './memory-disk.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (raw: Uint8Array | null) => (raw === null ? null : new TextDecoder().decode(raw));

/** Every value in every store of the database, as one text in which a planted word would be found. */
async function everything(): Promise<string> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('bedside');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  let all = '';
  for (const store of db.objectStoreNames) {
    const request = db.transaction(store).objectStore(store).getAll();
    const values = await new Promise<unknown[]>((resolve) => {
      request.onsuccess = () => resolve(request.result);
    });
    for (const value of values as { sealed?: ArrayBuffer }[]) {
      if (value.sealed !== undefined) all += new TextDecoder('latin1').decode(value.sealed);
    }
  }
  db.close();
  return all;
}

for (const [name, open] of [
  ['IndexedDB', () => browserDisk(`scope-${Math.random()}`)],
  ['memory', async () => memoryDisk()],
] as const) {
  describe(`a disk in ${name}`, () => {
    it('gives back what was written, in order of its keys, and forgets what was deleted', async () => {
      const disk = await open();
      await disk.write(
        new Map([
          ['b/2', bytes('two')],
          ['b/1', bytes('one')],
          ['c', bytes('other')],
        ]),
      );
      equal(text(await disk.read('c')), 'other');
      equal((await disk.list('b/')).map(([key, value]) => `${key}=${text(value)}`).join(), 'b/1=one,b/2=two');
      await disk.write(new Map([['b/1', null]]));
      equal((await disk.list('b/')).length, 1);
      equal(await disk.read('b/1'), null);
      await disk.wipe();
      equal(await disk.read('c'), null);
      await disk.write(new Map([['c', bytes('again')]]));
      equal(text(await disk.read('c')), 'again');
      disk.close();
    });
  });
}

describe('the sealed disk', () => {
  it('keeps records through a reopening, apart by scope, and none of their words in the clear', async () => {
    const scope = `scope-${Math.random()}`;
    const word = 'planted-metformin-500';
    const first = await browserDisk(scope);
    await first.write(new Map([['draft', bytes(word)]]));
    first.close();
    const again = await browserDisk(scope);
    equal(text(await again.read('draft')), word);
    const other = await browserDisk(`${scope}-other`);
    equal(await other.read('draft'), null);
    ok(!(await everything()).includes(word), 'a word stands in the clear');
    again.close();
    other.close();
  });

  it('keeps a device key that cannot be extracted', async () => {
    const disk = await browserDisk(`scope-${Math.random()}`);
    const pair = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair;
    await disk.writeKeys('device', pair);
    const kept = await disk.readKeys('device');
    ok(kept !== null && !kept.privateKey.extractable, 'extractable');
    const out = await crypto.subtle.exportKey('pkcs8', kept.privateKey).catch(() => null);
    equal(out, null);
    disk.close();
  });
});

describe('the lock', () => {
  it('INV-8: lets one in at a time, whatever the scope begins with', async () => {
    const lock = browserLock('-scope', { claim: async () => 1 });
    const order: string[] = [];
    let release = () => {};
    const first = lock.hold('x', () => {
      order.push('first in');
      return new Promise<void>((resolve) => {
        release = resolve;
      }).then(() => {
        order.push('first out');
      });
    });
    const second = lock.hold('x', async () => {
      order.push('second in');
    });
    await new Promise((next) => setTimeout(next, 50));
    release();
    await Promise.all([first, second]);
    equal(order.join(), 'first in,first out,second in');
  });
});
