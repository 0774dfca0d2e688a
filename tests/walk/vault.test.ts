import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stack } from '../support/stack.ts';
import { findIn } from '../support/stack-needles.ts';
import type { Visitor } from '../support/stack-visitor.ts';

const withheld = 'Earlier messages have not been shared with this device yet';

describe('messages come back', () => {
  let stack: Stack;
  let patient: Visitor;
  let other: Visitor;
  let order: string[] = [];
  const vaultSecrets = new Set<string>();
  const restored = async ({ chat }: Visitor) => {
    await chat.shows(order);
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
    const clinician = await stack.arrive('/clinician');
    await clinician.chat.say('How is your blood pressure then?');
    await patient.chat.hears('How is your blood pressure then?');
    await patient.chat.say('About 100 over 60');
    order = ['I feel dizzy in the mornings', 'How is your blood pressure then?', 'About 100 over 60'];
    await clinician.chat.shows(order);
    await relayKnowsNothing(clinician);
    await clinician.leave();
    await patient.close();
  });
  afterAll(() => stack?.stop());

  it('on a person’s second device, with nobody online', async () => {
    other = await stack.arrive('/patient');
    await restored(other);
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
    await restored(other);
    await relayKnowsNothing(other);
  });

  it('and for the clinician, whose browser profile is gone', async () => {
    await other.leave();
    other = await stack.arrive('/clinician');
    await restored(other);
    await relayKnowsNothing(other);
  });
});
