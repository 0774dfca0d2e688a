import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recoveryKey } from '../../shared/recovery-code.ts';
import { Stack } from '../support/stack.ts';
import { findIn } from '../support/stack-needles.ts';
import type { Visitor } from '../support/stack-visitor.ts';

describe('a clinic where people keep their own recovery code', () => {
  let stack: Stack;
  let patient: Visitor;
  let other: Visitor;
  let code = '';
  const order = ['It itches at night', 'Not by day'];
  const button = ({ page }: Visitor, name: string | RegExp) => page.getByRole('button', { name });
  const showSheet = (visitor: Visitor) => button(visitor, /End-to-end encrypted/).click();
  beforeAll(async () => {
    stack = await Stack.start({ BEDSIDE_VAULTS: 'own' });
    patient = await stack.arrive('/patient');
    for (const text of order) await patient.chat.say(text);
    await patient.chat.shows(order);
  });
  afterAll(() => stack?.stop());

  it('the code is shown once, and the messages count as backed up when it was tried', async () => {
    await showSheet(patient);
    await patient.page.getByText('your messages cannot come back').waitFor();
    await button(patient, 'Make a recovery code').click();
    const spoken = await patient.page.locator('.code:focus .unseen').allTextContents();
    code = spoken.map((group) => group.replaceAll(/[ .]/g, '')).join('-');
    expect(recoveryKey(code)).not.toBeNull();
    await button(patient, 'I have saved it').click();
    await patient.page.getByText('Backed up, and tried').waitFor();
    expect(await patient.page.getByText(code.slice(0, 4), { exact: true }).count()).toBe(0);
    await patient.close();
  });

  it('a new device with nobody online is locked, says so, and opens with the code', async () => {
    other = await stack.arrive('/patient');
    await other.chat.log.getByText('Earlier messages are locked on this device').waitFor();
    await other.chat.log.getByRole('button', { name: 'Unlock' }).click();
    const box = other.page.getByRole('textbox', { name: 'Recovery code' });
    const unlock = other.page.locator('form').getByRole('button', { name: 'Unlock' });
    await box.fill(`${code.slice(0, -1)}${code.endsWith('Z') ? 'Y' : 'Z'}`);
    await unlock.click();
    await other.page.getByText('That is not a recovery code').waitFor();
    await box.fill(code.toLowerCase().replaceAll('-', ' '));
    await unlock.click();
    await other.page.getByText('Backed up, and tried').waitFor();
    await button(other, 'Close').click();
    await other.chat.shows(order);
    expect(await other.chat.problems()).toEqual([]);
    expect(other.traffic.problems).toEqual([]);
  });

  it('neither portal nor relay ever had the code', async () => {
    const bare = code.replaceAll('-', '');
    const key = Buffer.from(recoveryKey(code)!);
    for (const { traffic } of [patient, other])
      for (const { bytes } of await traffic.pieces()) {
        expect(findIn(bytes, [code, bare])).toEqual([]);
        expect(bytes.includes(key)).toBe(false);
      }
  });
});
