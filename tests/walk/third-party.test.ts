import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stack } from '../support/stack.ts';
import { Chat, frameIn } from '../support/stack-chat.ts';
import type { Visitor } from '../support/stack-visitor.ts';

const keepsNothing = 'This browser does not let the chat keep its keys';

/** What Chromium's own setting "third-party cookies" says: allowed (then partitioned by site), or blocked. */
const settings = {
  allowed: { profile: { cookie_controls_mode: 0 } },
  blocked: { profile: { cookie_controls_mode: 1 } },
};

describe('framed, with the relay on another site than the portal', () => {
  let stack: Stack;
  let clinician: Visitor;
  const order: string[] = [];
  beforeAll(async () => {
    stack = await Stack.start({ RELAY_HOST: 'relay.localhost' });
    clinician = await stack.arrive('/clinician');
  });
  afterAll(() => stack?.stop());

  const chatIn = async (visitor: Visitor): Promise<Chat> => {
    const chat = new Chat(await frameIn(visitor.page));
    await chat.ready();
    return chat;
  };
  /** Both write; then the page is opened a second time. */
  async function twice(patient: Visitor, name: string): Promise<Chat> {
    const first = await chatIn(patient);
    await first.say(`Third-party storage ${name}`);
    order.push(`Third-party storage ${name}`);
    await clinician.chat.hears(order.at(-1)!);
    await clinician.chat.say(`Heard ${name}`);
    order.push(`Heard ${name}`);
    await first.shows(order);
    await patient.reload();
    const again = await chatIn(patient);
    await again.shows(order);
    expect(await again.problems()).toEqual([]);
    return again;
  }
  const devices = async () => {
    const { text } = await clinician.chat.whoCanRead();
    return Number(/Patient · (\d+) device/.exec(text)![1]);
  };

  it('storage allowed: it is the same device at the next visit, and nothing is said of storage', async () => {
    const patient = await stack.visitor(`${stack.portal}/patient/framed`, settings.allowed);
    const chat = await twice(patient, 'allowed');
    expect(await (await frameIn(patient.page)).getByText(keepsNothing).count()).toBe(0);
    expect((await chat.whoCanRead()).text).toContain('Keys are kept on this device');
    expect(await devices()).toBe(1);
    await patient.leave();
  });

  it('storage blocked: it works from memory and says so; the next visit is a new device, with the same messages', async () => {
    const before = await devices();
    const patient = await stack.visitor(`${stack.portal}/patient/framed`, settings.blocked);
    const chat = await twice(patient, 'blocked');
    await (await frameIn(patient.page)).getByText(keepsNothing).waitFor();
    expect((await chat.whoCanRead()).text).toContain('Nothing is kept on this device');
    expect(await devices()).toBe(before + 2);
    // Nothing is there to be erased, and nobody who signs out is held up.
    await patient.page.evaluate(async () => {
      await (document.querySelector('bedside-chat') as HTMLElement & { forget(): Promise<void> }).forget();
    });
    expect(await chat.state()).toBe('locked');
    await patient.leave();
  });
});
