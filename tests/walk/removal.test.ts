import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../demo/clinic.ts';
import { Stack } from '../support/stack.ts';
import { Visitor } from '../support/stack-visitor.ts';

describe('who is put out', () => {
  let stack: Stack;
  let patient: Visitor;
  let phone: Visitor;
  let clinician: Visitor;
  const open = async (path: string) => {
    const visitor = await Visitor.open(`${stack.portal}${path}`);
    await visitor.chat.ready();
    return visitor;
  };
  beforeAll(async () => {
    stack = await Stack.start();
    patient = await open('/patient');
    phone = await open('/patient');
    clinician = await open('/clinician');
    await clinician.chat.say('Good morning');
    for (const { chat } of [patient, phone]) await chat.hears('Good morning');
  });
  afterAll(async () => {
    for (const visitor of [patient, phone, clinician]) await visitor?.leave();
    await stack?.stop();
  });

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
});
