import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people, visit } from '../../demo/clinic.ts';
import {
  conversationId,
  mintRevocation,
  pairwiseSub,
  portalKeysFrom,
  sendRevocation,
} from '../../portal/index.ts';
import { Stack } from '../support/stack.ts';
import { Chat } from '../support/stack-chat.ts';
import type { Visitor } from '../support/stack-visitor.ts';

describe('going, being put out, and coming back', () => {
  let stack: Stack;
  let patient: Visitor;
  let clinician: Visitor;
  const devices: Visitor[] = [];
  beforeAll(async () => {
    stack = await Stack.start();
    patient = await stack.arrive('/patient');
    clinician = await stack.arrive('/clinician');
    await clinician.chat.say('Good morning');
    await patient.chat.hears('Good morning');
  });
  afterAll(() => stack?.stop());

  /** Asks in this tab's sheet for a device to be removed, up to the last press. */
  const ask = async (chat: Chat, which: number) => {
    await chat.encryptionNote.click();
    await chat.sheet.getByRole('button', { name: 'Remove device' }).nth(which).click();
    return chat.sheet.getByRole('group').getByRole('button', { name: 'Remove' });
  };

  it('two tabs of one person take out a device each, at once: both are gone, and both tabs show it', async () => {
    devices.push(await stack.arrive('/patient'), await stack.arrive('/patient'));
    const page = await patient.page.context().newPage();
    await page.goto(`${stack.portal}/patient`);
    const tab = new Chat(page);
    await tab.ready();
    const presses = [await ask(patient.chat, 0), await ask(tab, 1)];
    await Promise.all(presses.map((press) => press.click()));
    for (const device of devices)
      await device.page.getByText('You are no longer a member.').first().waitFor();
    for (const chat of [patient.chat, tab]) {
      await chat.sheet.getByText('1 device', { exact: false }).first().waitFor();
      await expect.poll(() => chat.sheet.getByRole('button', { name: 'Remove device' }).count()).toBe(0);
      await chat.sheet.getByRole('button', { name: 'Close' }).click();
      expect(await chat.problems()).toEqual([]);
    }
    await clinician.chat.say('How many are you?');
    for (const chat of [patient.chat, tab]) await chat.hears('How many are you?');
    await page.close();
  });

  it('two tabs take out the same device: it goes once, says so, and hears no more; no tab says that it failed', async () => {
    const device = await stack.arrive('/patient');
    devices.push(device);
    const page = await patient.page.context().newPage();
    await page.goto(`${stack.portal}/patient`);
    const tab = new Chat(page);
    await tab.ready();
    const before = await clinician.chat.log.getByText(`${people.maya.name} removed a device`).count();
    const presses = [await ask(patient.chat, 0), await ask(tab, 0)].map((press) => press.elementHandle());
    // Pressed all the same, where the other tab was so quick that the button is about to go.
    await Promise.all(
      presses.map(async (press) => (await press)!.evaluate((button) => (button as HTMLElement).click())),
    );
    for (const chat of [patient.chat, tab]) {
      await expect.poll(() => chat.sheet.getByRole('button', { name: 'Remove device' }).count()).toBe(0);
      expect(await chat.sheet.getByRole('alert').count()).toBe(0);
      await chat.sheet.getByText('The device was removed.').waitFor();
      await chat.sheet.getByRole('button', { name: 'Close' }).click();
    }
    await device.page.getByText('This conversation has ended').waitFor();
    await device.page.getByText('You are no longer a member.').first().waitFor();
    await expect
      .poll(() => clinician.chat.log.getByText(`${people.maya.name} removed a device`).count())
      .toBe(before + 1);
    await clinician.chat.say('Only for those who are here');
    await patient.chat.hears('Only for those who are here');
    expect(await device.page.getByText('Only for those who are here').count()).toBe(0);
    await device.reload();
    await device.page.getByText('You are no longer a member.').first().waitFor();
    await page.close();
  });

  it('a person leaves: that screen says so, also after a reload; the other is told; who wants comes back as a new device', async () => {
    const { chat, page } = patient;
    await chat.encryptionNote.click();
    await chat.sheet.getByRole('button', { name: 'Leave conversation' }).click();
    await chat.sheet.getByRole('group').getByRole('button', { name: 'Leave conversation' }).click();
    await page.getByText('You left this conversation').waitFor();
    expect(await page.getByText('Good morning').count()).toBe(0);
    await clinician.chat.notes(`${people.maya.name} left the conversation`);
    await expect.poll(async () => (await clinician.chat.whoCanRead()).text).toContain('1 person');
    await clinician.chat.say('She has gone');
    await patient.reload();
    await page.getByText('You left this conversation').waitFor();
    expect((await clinician.chat.whoCanRead()).text).toContain('1 person');
    await page.getByRole('button', { name: 'Join again' }).click();
    await page.getByText('You left this conversation').waitFor({ state: 'hidden' });
    await chat.ready();
    await clinician.chat.notes(`${people.maya.name} joined the conversation`);
    await chat.say('I am back');
    await clinician.chat.hears('I am back');
    for (const each of [chat, clinician.chat]) expect(await each.problems()).toEqual([]);
  });

  it('whom the portal revokes is cut off within a second, and the screen says so; the others go on with new keys', async () => {
    const { patient: chart, encounter, topic } = visit;
    const keys = portalKeysFrom(JSON.parse(await readFile(join(stack.dataDir, 'portal/keys.json'), 'utf8')));
    const { roomSecret, pairwiseSecret } = keys;
    const conversation = conversationId({ roomSecret, patient: chart, encounter, topic });
    const before = (await patient.chat.whoCanRead()).code;
    const revocation = await mintRevocation({
      keys,
      issuer: stack.portal,
      conversation,
      sub: pairwiseSub({ pairwiseSecret, person: people.elena.id, conversation }),
    });
    const began = performance.now();
    await sendRevocation(stack.relay, revocation);
    await clinician.page.getByText('Your access was taken back.').first().waitFor({ timeout: 5000 });
    const cutMs = performance.now() - began;
    console.log(`revoked: cut off, and told so, after ${Math.round(cutMs)} ms`);
    expect(cutMs).toBeLessThan(1000);
    expect(await clinician.page.getByText('I am back').count()).toBe(0);
    await patient.chat.notes(`The portal took back the access of ${people.elena.name}`);
    await patient.chat.say('Now I am alone here');
    await patient.chat.hears('Now I am alone here');
    const after = await patient.chat.whoCanRead();
    expect(after.text).toContain('1 person');
    expect(after.code).not.toEqual(before);
    expect(await patient.chat.problems()).toEqual([]);
  });
});
