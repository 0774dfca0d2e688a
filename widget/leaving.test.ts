import { emptySnapshot } from '../engine/snapshot.ts';
import { equal, ok, until } from './testing/assert.ts';
import { afterEach, describe, it } from './testing/bdd.ts';
import { scenes } from './testing/scenes.ts';
import { allByRole, byRole, clear, settled, stand, words } from './testing/stand.ts';

const now = new Date().setHours(11, 5, 0, 0);
afterEach(clear);

async function open(settings = {}) {
  const { chat, talk } = await stand(scenes.conversation(now), settings);
  byRole(chat, 'button', 'who can read this').click();
  await settled(chat);
  return { chat, talk, sheet: byRole(chat, 'dialog', 'Who can read this') };
}

describe('leaving the conversation', () => {
  it('asks first, then leaves, and says that it is on its way', async () => {
    const { chat, talk, sheet } = await open();
    byRole(sheet, 'button', 'Leave conversation').click();
    await settled(chat);
    ok(!talk.calls.includes('leave'));
    const question = byRole(sheet, 'group', 'Leave this conversation, with all your devices?');
    byRole(question, 'button', 'Leave conversation').click();
    await until(() => words(sheet).includes('Leaving, as soon as the others can be told'));
    equal(talk.calls.at(-1), 'leave');
    await settled(chat);
    equal(allByRole(sheet, 'button', 'Leave conversation').length, 0);
  });

  it('says why where it was refused', async () => {
    const { chat, talk, sheet } = await open();
    byRole(sheet, 'button', 'Leave conversation').click();
    await settled(chat);
    talk.throwNext = 'storage-broken';
    byRole(byRole(sheet, 'group'), 'button', 'Leave conversation').click();
    await until(() => words(sheet).includes('This device’s storage failed.'));
  });

  it('ends on a screen that says so, with the way back, by which one joins as a new device', async () => {
    const { chat, talk } = await open();
    talk.set({ ...emptySnapshot, state: 'ended', failure: 'left' });
    await until(() => words(chat).includes('You left this conversation'));
    ok(words(chat).includes('Nothing of it is kept on this device.'));
    byRole(chat, 'button', 'Join again').click();
    equal(talk.calls.at(-1), 'beginAnew');
  });

  it('is not offered where the portal does it', async () => {
    const { sheet } = await open({ leaving: 'off' });
    equal(allByRole(sheet, 'button', 'Leave conversation').length, 0);
  });

  it('of others shows in the list until they are taken out', async () => {
    const { chat, talk, sheet } = await open();
    const members = talk.snapshot.members.map((one) => (one.self ? one : { ...one, leaving: true as const }));
    talk.set({ members });
    await settled(chat);
    ok(words(sheet).includes('Has left, and is being taken out'));
  });
});

describe('a visit', () => {
  it('has fresh keys when it begins and when it ends, once each', async () => {
    const { chat, talk } = await stand(scenes.conversation(now), { layout: 'panel' });
    chat.layout = 'visit';
    await until(() => talk.calls.includes('beginVisit'));
    chat.layout = 'panel';
    await until(() => talk.calls.includes('endVisit'));
    equal(talk.calls.filter((call) => call.endsWith('Visit')).join(), 'beginVisit,endVisit');
  });
});
