import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stack } from '../support/stack.ts';

describe('a browser whose WebCrypto lacks the newer algorithms', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await Stack.start();
  });
  afterAll(() => stack?.stop());

  it('fetches them, again where they did not come, and is understood by one that has them', async () => {
    const patient = await stack.visitor();
    await patient.page.addInitScript(() => {
      const { importKey } = SubtleCrypto.prototype;
      SubtleCrypto.prototype.importKey = function (this: SubtleCrypto, ...given: unknown[]) {
        if (['ML-KEM-768', 'ChaCha20-Poly1305'].includes(String(given[2])))
          return Promise.reject(new DOMException('unrecognised', 'NotSupportedError'));
        return Reflect.apply(importKey, this, given) as Promise<CryptoKey>;
      } as typeof importKey;
    });
    const fetched: string[] = [];
    let isCut = true;
    await patient.page.route(/assets\/(ml-kem|chacha20|curves)/, async (route) => {
      fetched.push(/assets\/([a-z]+)/.exec(route.request().url())![1]!);
      await (isCut ? route.abort() : route.continue());
    });
    await patient.page.goto(`${stack.portal}/patient`);
    const again = patient.page.getByRole('button', { name: 'Try again' }).first();
    await again.waitFor();
    isCut = false;
    await again.click();
    await patient.chat.ready();
    expect([...new Set(fetched)].sort()).toEqual(['chacha', 'ml']);

    const clinician = await stack.arrive('/clinician');
    await patient.chat.say('From an older browser');
    await clinician.chat.shows(['From an older browser']);
    await clinician.chat.say('I can read you');
    await patient.chat.shows(['From an older browser', 'I can read you']);
    for (const { chat } of [patient, clinician]) expect(await chat.problems()).toEqual([]);
  });
});
