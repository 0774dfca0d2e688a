import { afterAll, describe, expect, it, vi } from 'vitest';
import { hex, utf8 } from '../../shared/bytes.ts';
import * as native from './index.ts';
import { leafOf } from './testing/club.ts';

/** A WebCrypto as older browsers have it: none of the newer algorithms, and no private key from a bare scalar. */
const { crypto } = globalThis;
const lacks = (algorithm: unknown) =>
  ['Ed25519', 'X25519', 'ML-KEM-768', 'ChaCha20-Poly1305'].includes(
    (algorithm as { name?: string }).name ?? String(algorithm),
  );
const subtle = new Proxy(crypto.subtle, {
  get(target, name) {
    const method = Reflect.get(target, name) as (...args: unknown[]) => unknown;
    return (...args: unknown[]) => {
      const bare = name === 'importKey' && args[0] === 'pkcs8';
      if (bare || args.some((arg) => lacks(arg))) return Promise.reject(new Error('not supported'));
      return method.apply(target, args);
    };
  },
});

describe('where WebCrypto lacks the curves, ML-KEM and ChaCha20-Poly1305', async () => {
  vi.resetModules();
  vi.stubGlobal('crypto', { subtle, getRandomValues: crypto.getRandomValues.bind(crypto) });
  const older: typeof native = await import('./index.ts');
  vi.unstubAllGlobals();
  afterAll(() => vi.unstubAllGlobals());
  const within = async <T>(work: () => Promise<T>): Promise<T> => {
    vi.stubGlobal('crypto', { subtle, getRandomValues: crypto.getRandomValues.bind(crypto) });
    try {
      return await work();
    } finally {
      vi.unstubAllGlobals();
    }
  };

  it.each(native.suiteIds)('the two understand each other (suite %i)', async (suite) => {
    const [ours, theirs] = [
      await native.generateSigner(suite),
      await within(() => older.generateSigner(suite)),
    ];
    let old = await within(() =>
      older.createGroup({
        suite,
        groupId: utf8('g'),
        contextExtensions: [],
        leaf: leafOf('old'),
        signer: theirs,
      }),
    );
    const groupInfo = await within(() => older.signGroupInfo(old, { signer: theirs, extensions: [] }));
    const joined = await native.joinExternally({
      groupInfo: await native.readGroupInfo(groupInfo),
      signer: ours,
      leaf: leafOf('new'),
      authenticatedData: new Uint8Array(),
    });
    const processed = await within(() => older.processCommit(old, joined.commit));
    if (processed.kind !== 'processed') throw new Error('not processed');
    old = processed.next;
    expect(hex(older.epochAuthenticator(old))).toBe(hex(native.epochAuthenticator(joined.next)));
    const commit = await within(() =>
      older.commit(old, { signer: theirs, authenticatedData: new Uint8Array() }),
    );
    const back = await native.processCommit(joined.next, commit.commit);
    if (back.kind !== 'processed') throw new Error('not processed');
    expect(hex(native.epochAuthenticator(back.next))).toBe(hex(older.epochAuthenticator(commit.next)));
  });

  it('a device key is not made from what cannot hold it', async () => {
    await expect(within(() => older.generateKeyPair(1))).rejects.toMatchObject({ code: 'mls-unsupported' });
  });
});
