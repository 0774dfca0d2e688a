import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stack } from '../support/stack.ts';
import { agreed } from '../support/stack-chat.ts';
import { findIn } from '../support/stack-needles.ts';
import type { Visitor } from '../support/stack-visitor.ts';

/** How long both are offline; `npm run hard-day` makes it a minute. */
const offlineMs = Number(process.env['BEDSIDE_OFFLINE_MS'] ?? 4_000);
const each = 20;
const since = (from: number) => `${((Date.now() - from) / 1000).toFixed(1)} s`;

const withheld = 'Earlier messages have not been shared with this device yet';

describe('messages come back', () => {
  let stack: Stack;
  let patient: Visitor;
  let clinician: Visitor;
  let other: Visitor;
  let order: string[] = [];
  const vaultSecrets = new Set<string>();
  const restored = async ({ chat }: Visitor, who: string) => {
    const from = Date.now();
    await chat.shows(order, 30_000);
    console.log(`${who}, nobody online: ${order.length} messages after ${since(from)}`);
    expect(await chat.log.getByText(withheld).count()).toBe(0);
    expect(await chat.problems()).toEqual([]);
  };
  /** Notes the secrets that the portal gave, and that the relay was told none. */
  const relayKnowsNothing = async ({ traffic }: Visitor) => {
    for (const { bytes } of await traffic.pieces(stack.portal)) {
      const secret = /"secret":"([\w-]{43})"/.exec(bytes.toString('utf8'))?.[1];
      if (secret !== undefined) vaultSecrets.add(secret);
    }
    expect(vaultSecrets.size).toBeGreaterThan(0);
    const pieces = await traffic.pieces(stack.relay);
    expect(pieces.filter(({ what }) => what === 'frame-sent').length).toBeGreaterThan(2);
    const raw = [...vaultSecrets].map((secret) => Buffer.from(secret, 'base64url'));
    for (const { bytes } of pieces) {
      expect(findIn(bytes, [...vaultSecrets])).toEqual([]);
      for (const secret of raw) expect(bytes.includes(secret)).toBe(false);
    }
  };
  beforeAll(async () => {
    stack = await Stack.start();
    patient = await stack.arrive('/patient');
    await patient.chat.say('I feel dizzy in the mornings');
    clinician = await stack.arrive('/clinician');
    await clinician.chat.say('How is your blood pressure then?');
    await patient.chat.hears('How is your blood pressure then?');
    await patient.chat.say('About 100 over 60');
    order = ['I feel dizzy in the mornings', 'How is your blood pressure then?', 'About 100 over 60'];
    await clinician.chat.shows(order);
  });
  afterAll(() => stack?.stop());

  it('INV-4: to both, once, what each wrote while both were offline', async () => {
    const both = [patient, clinician];
    const from = Date.now();
    for (const { page } of both) await page.context().setOffline(true);
    const texts = await Promise.all(
      both.map(async ({ chat }, who) => {
        const own = Array.from(
          { length: each },
          (_, i) => `${who === 0 ? 'Maya' : 'The clinic'} offline ${i + 1}`,
        );
        for (const text of own) await chat.say(text);
        return own;
      }),
    );
    await new Promise((done) => setTimeout(done, Math.max(0, offlineMs - (Date.now() - from))));
    for (const { chat } of both) expect(await chat.pending()).toHaveLength(each);
    const away = since(from);
    for (const { page } of both) await page.context().setOffline(false);
    const back = Date.now();
    order = await agreed([patient.chat, clinician.chat], order, texts.flat(), 60_000);
    console.log(
      `${away} offline, ${each} on each side: all delivered once, ${since(back)} after the network was back`,
    );
    expect(new Set(order).size).toBe(order.length);
    for (const { chat } of both) expect(await chat.problems()).toEqual([]);
    await relayKnowsNothing(clinician);
    await clinician.leave();
    await patient.close();
  });

  it('on a person’s second device, with nobody online', async () => {
    other = await stack.arrive('/patient');
    await restored(other, 'a second device');
    await relayKnowsNothing(other);
    await other.chat.say('This is my tablet');
    order.push('This is my tablet');
    await other.chat.shows(order);
  });

  it('on a device whose storage was wiped, with nobody online', async () => {
    const cdp = await other.page.context().newCDPSession(other.page);
    await other.page.goto('about:blank');
    await cdp.send('Storage.clearDataForOrigin', { origin: stack.portal, storageTypes: 'all' });
    await other.page.goto(`${stack.portal}/patient`);
    await other.chat.ready();
    await restored(other, 'storage wiped');
    await relayKnowsNothing(other);
  });

  it('and for the clinician, whose browser profile is gone', async () => {
    await other.leave();
    other = await stack.arrive('/clinician');
    await restored(other, 'a profile gone');
    await relayKnowsNothing(other);
  });
});
