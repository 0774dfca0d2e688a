import { equal, ok, until } from './testing/assert.ts';
import { afterEach, describe, it } from './testing/bdd.ts';
import { rivera } from './testing/fake-talk.ts';
import { scenes } from './testing/scenes.ts';
import { allByRole, byRole, clear, deepActive, nodes, settled, stand, words } from './testing/stand.ts';

const now = new Date().setHours(11, 5, 0, 0);
afterEach(clear);

async function open(scene: 'conversation' | 'compared') {
  const { chat, talk } = await stand(scenes[scene](now));
  byRole(chat, 'button', 'who can read this').click();
  await settled(chat);
  const sheet = byRole(chat, 'dialog', 'Who can read this');
  return { chat, talk, sheet };
}
async function compare(scene: 'conversation' | 'compared' = 'conversation') {
  const { chat, talk, sheet } = await open(scene);
  byRole(sheet, 'button', 'Compare the safety code with Dr. Ana Rivera').click();
  await until(() => allByRole(sheet, 'heading', 'Compare with Dr. Ana Rivera').length === 1);
  await settled(chat);
  return { chat, talk, sheet };
}

describe('comparing the safety code', () => {
  it('shows six groups, each heard with its number, digit by digit; the focus goes to what it is about', async () => {
    const { sheet } = await compare();
    const view = [...nodes(sheet)].find((node) => node instanceof HTMLOListElement) as HTMLElement;
    const groups = [...view.children].map((group) => group.textContent ?? '');
    equal(groups.length, 6);
    ok(groups[0]!.includes('Group 1: 4 8 2 9 1.'), groups[0]);
    equal(deepActive(), byRole(sheet, 'heading', 'Compare with'));
  });

  it('notes that they were the same, says so in the list, and brings the focus back to where it began', async () => {
    const { chat, talk, sheet } = await compare();
    byRole(sheet, 'button', 'All six are the same').click();
    await until(() => words(sheet).includes('Safety code compared on May 12, 2026'));
    await settled(chat);
    equal(talk.calls.at(-1), `markCompared ${rivera.person} ${talk.snapshot.safetyCode}`);
    equal(deepActive(), byRole(sheet, 'button', 'Compare the safety code with'));
  });

  it('where they differ says what to do, and takes an earlier note back', async () => {
    const { talk, sheet } = await compare('compared');
    byRole(sheet, 'button', 'They differ').click();
    await until(() => allByRole(sheet, 'alert').some((alert) => words(alert).includes('tell the clinic')));
    equal(talk.calls.at(-1), `markCompared ${rivera.person} null`);
    equal(allByRole(sheet, 'button', 'All six are the same').length, 0);
    byRole(sheet, 'button', 'Back').click();
    await until(() => words(sheet).includes('2 devices'));
    ok(!words(sheet).includes('has a new device since you compared'));
  });

  it('says so when the code changes meanwhile, by itself or on the way', async () => {
    const { talk, sheet } = await compare();
    talk.set({ safetyCode: '111112222233333444445555566666' });
    await until(() => words(sheet).includes('The code has just changed'));
    talk.throwNext = 'mls-stale-epoch';
    byRole(sheet, 'button', 'All six are the same').click();
    await until(() => words(sheet).includes('The code has just changed'));
    equal(allByRole(sheet, 'heading', 'Compare with').length, 1);
  });

  it('a device that came since is said in the list and in the log', async () => {
    const { chat, sheet } = await open('compared');
    ok(words(sheet).includes('Dr. Ana Rivera has a new device since you compared. Compare again.'));
    ok(words(sheet).includes('Safety code compared on'));
    ok(words(chat).includes('Compare the safety code again'));
  });
});
