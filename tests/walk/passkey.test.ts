import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VaultWay } from '../../engine/index.ts';
import { launchChromium } from '../../scripts/chromium.ts';

/** What the page under test offers: widget/passkey.ts, bundled as a module of its own. */
interface Passkeys {
  hasPasskeys(): boolean;
  makePasskey(label: string): Promise<VaultWay | null>;
  usePasskey(ways: readonly { kind: 'passkey' | 'code'; id: string }[]): Promise<VaultWay | null>;
}
declare const passkeys: Passkeys;

describe('a passkey as a way into a vault, in Chromium with a virtual authenticator', () => {
  let server: Server;
  let browser: Browser;
  let page: Page;
  let cdp: CDPSession;
  const sent: string[] = [];
  const authenticator = async (hasPrf: boolean) => {
    const options = {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      hasPrf,
    } as const;
    return (await cdp.send('WebAuthn.addVirtualAuthenticator', { options })).authenticatorId;
  };
  beforeAll(async () => {
    const bundle = await build({
      entryPoints: [fileURLToPath(new URL('../../widget/passkey.ts', import.meta.url))],
      bundle: true,
      format: 'iife',
      globalName: 'passkeys',
      target: 'es2022',
      write: false,
    });
    server = createServer((request, response) => {
      // The browser asks for that by itself, whenever it likes.
      if (request.url !== '/favicon.ico') sent.push(`${request.method} ${request.url}`);
      const script = request.url === '/passkey.js';
      response.writeHead(200, { 'content-type': script ? 'text/javascript' : 'text/html' });
      response.end(
        script ? bundle.outputFiles[0]!.text : '<!doctype html><script src="/passkey.js"></script>',
      );
    });
    await new Promise<void>((done) => server.listen(0, 'localhost', done));
    const { port } = server.address() as { port: number };
    browser = await launchChromium();
    page = await browser.newPage();
    cdp = await page.context().newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    await page.goto(`http://localhost:${port}/`);
  });
  afterAll(async () => {
    await browser?.close();
    await new Promise((done) => server?.close(done));
  });

  it('gives the same key every time, another for every passkey, and sends it nowhere', async () => {
    const authenticatorId = await authenticator(true);
    const asked = sent.length;
    const [one, two] = [
      await page.evaluate(() => passkeys.makePasskey('Messages')),
      await page.evaluate(() => passkeys.makePasskey('Messages')),
    ];
    for (const way of [one, two]) {
      expect(way?.kind).toBe('passkey');
      expect(Buffer.from(way!.key, 'base64url')).toHaveLength(32);
    }
    expect(two!.key).not.toBe(one!.key);
    for (const way of [one, two, one]) {
      const again = await page.evaluate((of) => passkeys.usePasskey([of]), {
        kind: 'passkey' as const,
        id: way!.id,
      });
      expect(again).toEqual(way);
    }
    expect(sent).toHaveLength(asked);
    await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
  });

  it('an authenticator that cannot, or a person who will not, is an answer', async () => {
    const without = await authenticator(false);
    expect(await page.evaluate(() => passkeys.makePasskey('Messages'))).toBeNull();
    await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: without });
    const refusing = await authenticator(true);
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId: refusing, isUserVerified: false });
    expect(await page.evaluate(() => passkeys.makePasskey('Messages'))).toBeNull();
  });
});
