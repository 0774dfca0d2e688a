import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../demo/clinic.ts';
import { Stack } from '../support/stack.ts';
import type { Visitor } from '../support/stack-visitor.ts';

describe('storage that fails', () => {
  let stack: Stack;
  let clinician: Visitor;
  let patient: Visitor;
  const order: string[] = [];
  const says = async (visitor: Visitor, text: string) => {
    await visitor.chat.say(text);
    order.push(text);
    for (const { chat } of [patient, clinician]) await chat.shows(order);
  };
  const failed = () =>
    patient.page.getByText('This device’s storage failed').filter({ visible: true }).first().waitFor();
  beforeAll(async () => {
    stack = await Stack.start();
    clinician = await stack.arrive('/clinician');
  });
  afterAll(() => stack?.stop());

  it('refused by the browser: says that nothing is kept, works, and has its history again at the next visit', async () => {
    patient = await stack.visitor();
    await patient.page.addInitScript(() => {
      Object.defineProperty(globalThis, 'indexedDB', {
        get: () => {
          throw new DOMException('refused', 'SecurityError');
        },
      });
    });
    await patient.page.goto(`${stack.portal}/patient`);
    await patient.chat.ready();
    await patient.page.getByText('This browser does not let the chat keep its keys').waitFor();
    await says(patient, 'From a browser that keeps nothing');
    await says(clinician, 'I can read you');
    for (let visit = 0; visit < 2; visit++) {
      await patient.page.reload();
      await patient.chat.ready();
      await patient.chat.shows(order);
    }
    await says(patient, 'And again');
    for (const { chat } of [patient, clinician]) expect(await chat.problems()).toEqual([]);
    await patient.leave();
  });

  it('full: the words stay in the box with the reason, and go when there is room', async () => {
    patient = await stack.visitor();
    await patient.page.addInitScript(() => {
      const put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function (...given) {
        if ((globalThis as { isFull?: boolean }).isFull === true)
          throw new DOMException('full', 'QuotaExceededError');
        return put.apply(this, given);
      };
    });
    await patient.page.goto(`${stack.portal}/patient`);
    await patient.chat.ready();
    await patient.chat.shows(order);
    // What it does by itself when it has come is done.
    await patient.page.waitForTimeout(3_000);
    await patient.page.evaluate(() => {
      (globalThis as { isFull?: boolean }).isFull = true;
    });
    await patient.chat.box.fill('While there was no room');
    await patient.chat.sendButton.click();
    await failed();
    expect(await patient.chat.box.inputValue()).toBe('While there was no room');
    // What comes in cannot be noted either: it stops there, says so, and forgets no word.
    await clinician.chat.say('Are you there?');
    order.push('Are you there?');
    await patient.page.getByRole('button', { name: 'Try again' }).waitFor();
    await failed();
    await patient.page.evaluate(() => {
      (globalThis as { isFull?: boolean }).isFull = false;
    });
    await patient.page.getByRole('button', { name: 'Try again' }).click();
    await patient.chat.ready();
    await expect.poll(() => patient.chat.box.inputValue()).toBe('While there was no room');
    await patient.chat.sendButton.click();
    order.push('While there was no room');
    for (const { chat } of [patient, clinician]) await chat.shows(order);
  });

  it('evicted while the page is open: goes on as a new device, with the words that were on their way', async () => {
    const devtools = await patient.page.context().newCDPSession(patient.page);
    await devtools.send('Storage.clearDataForOrigin', { origin: stack.portal, storageTypes: 'indexeddb' });
    await says(patient, 'Is anybody there?');
    await patient.reload();
    await patient.chat.ready();
    await says(patient, 'Here I am again');
    for (const { chat } of [patient, clinician]) expect(await chat.problems()).toEqual([]);
    await clinician.chat.notes(`${people.maya.name} added a device`);
  });
});
