import { equal, ok, until } from '../testing/assert.ts';
import { afterEach, describe, it } from '../testing/bdd.ts';
import { scenes } from '../testing/scenes.ts';
import { allByRole, byRole, clear, deepActive, press, settled, stand, words } from '../testing/stand.ts';

const now = new Date().setHours(11, 5, 0, 0);

async function open() {
  const { chat, talk } = await stand(scenes.conversation(now));
  byRole(chat, 'button', 'who can read this').click();
  await settled(chat);
  const sheet = byRole(chat, 'dialog', 'Who can read this');
  return { chat, talk, sheet };
}

afterEach(clear);

describe('the list of devices', () => {
  it('says when each came, and offers to remove those that this device may remove', async () => {
    const { sheet } = await open();
    ok(words(sheet).includes('Added May 12, 2026'), words(sheet));
    const offers = allByRole(sheet, 'button', 'Remove');
    equal(offers.length, 1);
    ok(words(offers[0]!).includes('Remove device b81Rt0'));
  });

  it('asks before it removes, in its place, the focus on the way out', async () => {
    const { chat, talk, sheet } = await open();
    byRole(sheet, 'button', 'Remove').click();
    await settled(chat);
    const group = byRole(sheet, 'group', 'Remove your device b81Rt0?');
    equal(deepActive(), byRole(group, 'button', 'Cancel'));
    equal(press(byRole(group, 'button', 'Cancel'), 'Escape').defaultPrevented, true, 'the sheet stays');
    await settled(chat);
    equal(allByRole(sheet, 'group').length, 0);
    equal(deepActive(), byRole(sheet, 'button', 'Remove'));
    ok(!talk.calls.some((call) => call.startsWith('removeDevices')));
  });

  it('removes, says so, and keeps the focus in the sheet', async () => {
    const { chat, talk, sheet } = await open();
    let save = () => {};
    talk.saving = new Promise((done) => {
      save = done;
    });
    byRole(sheet, 'button', 'Remove').click();
    await settled(chat);
    byRole(byRole(sheet, 'group'), 'button', 'Remove').click();
    await until(() => words(sheet).includes('Removing…'));
    equal(talk.calls.at(-1), 'removeDevices b81Rt0Lw');
    save();
    await until(() => words(sheet).includes('The device was removed.'));
    await settled(chat);
    equal(allByRole(sheet, 'button', 'Remove').length, 0);
    ok(words(sheet).includes('1 device'), words(sheet));
    equal(deepActive(), sheet.querySelector('.body'));
  });

  it('says why where it was refused, and can be asked again', async () => {
    const { chat, talk, sheet } = await open();
    byRole(sheet, 'button', 'Remove').click();
    await settled(chat);
    talk.throwNext = 'relay-unreachable';
    byRole(byRole(sheet, 'group'), 'button', 'Remove').click();
    await until(() => words(sheet).includes('The chat service cannot be reached.'));
    byRole(byRole(sheet, 'group'), 'button', 'Remove').click();
    await until(() => words(sheet).includes('The device was removed.'));
  });
});
