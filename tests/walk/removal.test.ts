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
import type { Visitor } from '../support/stack-visitor.ts';

describe('who is put out', () => {
  let stack: Stack;
  let patient: Visitor;
  let phone: Visitor;
  let clinician: Visitor;
  beforeAll(async () => {
    stack = await Stack.start();
    patient = await stack.arrive('/patient');
    phone = await stack.arrive('/patient');
    clinician = await stack.arrive('/clinician');
    await clinician.chat.say('Good morning');
    for (const { chat } of [patient, phone]) await chat.hears('Good morning');
  });
  afterAll(() => stack?.stop());

  it('a person removes a device of their own from the list; it says so there, and everywhere it is gone', async () => {
    const { chat } = patient;
    await chat.encryptionNote.click();
    await chat.sheet.getByRole('button', { name: 'Remove device' }).click();
    await chat.sheet.getByRole('group').getByRole('button', { name: 'Remove' }).click();
    await chat.sheet.getByText('The device was removed.').waitFor();
    await chat.sheet.getByRole('button', { name: 'Close' }).click();
    await phone.page.getByText('This conversation has ended').waitFor();
    await phone.page.getByText('You are no longer a member.').first().waitFor();
    await clinician.chat.notes(`${people.maya.name} removed a device`);
    await clinician.chat.say('Only for those who are here');
    await patient.chat.hears('Only for those who are here');
    expect(await phone.page.getByText('Only for those who are here').count()).toBe(0);
    await phone.reload();
    await phone.page.getByText('You are no longer a member.').first().waitFor();
    for (const { chat } of [patient, clinician]) expect(await chat.problems()).toEqual([]);
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
    expect(performance.now() - began).toBeLessThan(1000);
    expect(await clinician.page.getByText('Good morning').count()).toBe(0);
    await patient.chat.notes(`The portal took back the access of ${people.elena.name}`);
    await patient.chat.say('Now I am alone here');
    await patient.chat.shows(['Good morning', 'Only for those who are here', 'Now I am alone here']);
    const after = await patient.chat.whoCanRead();
    expect(after.text).toContain('1 person');
    expect(after.code).not.toEqual(before);
    expect(await patient.chat.problems()).toEqual([]);
  });
});
