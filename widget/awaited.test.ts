import { equal, ok } from './testing/assert.ts';
import { afterEach, describe, it } from './testing/bdd.ts';
import { scenes } from './testing/scenes.ts';
import { byRole, clear, settled, stand, words } from './testing/stand.ts';

const now = new Date().setHours(11, 5, 0, 0);
afterEach(clear);

async function open(scene: keyof typeof scenes) {
  const { chat, talk } = await stand(scenes[scene]!(now));
  byRole(chat, 'button', 'who can read this').click();
  await settled(chat);
  return { chat, talk, sheet: byRole(chat, 'dialog', 'Who can read this') };
}

describe('who has not come yet', () => {
  it('stands on the sheet with what they will read, until they come', async () => {
    const { chat, talk, sheet } = await open('awaited');
    byRole(sheet, 'heading', 'Not here yet');
    ok(words(sheet).includes('They can read what is written here as soon as they open this conversation.'));
    ok(words(sheet).includes('Lena Hoffmann'));
    ok(words(sheet).includes('Name not known yet'));
    talk.set({ awaited: [] });
    await settled(chat);
    equal(words(sheet).includes('Lena Hoffmann'), false);
  });

  it('a roster that does not hold is said to', async () => {
    const { sheet } = await open('rosterOld');
    ok(words(sheet).includes('The portal gave an older list of who may come than this device knows of.'));
    equal(words(sheet).includes('Not here yet'), false);
  });
});
