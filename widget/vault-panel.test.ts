import { recoveryCode, recoveryKey } from '../shared/recovery-code.ts';
import { equal, ok, same, until } from './testing/assert.ts';
import { afterEach, describe, it } from './testing/bdd.ts';
import type { FakeTalk } from './testing/fake-talk.ts';
import { scenes } from './testing/scenes.ts';
import { allByRole, byRole, clear, nodes, stand, words } from './testing/stand.ts';

afterEach(clear);

const now = Date.now();
/** The sheet of a chat with this Talk, its part on messages that come back loaded. */
async function sheet(talk: FakeTalk): Promise<HTMLElement> {
  const { chat } = await stand(talk);
  byRole(chat, 'button', 'End-to-end encrypted').click();
  return until(
    () =>
      [...nodes(chat)].find(
        (node) => node instanceof HTMLElement && node.matches('bedside-vault-panel'),
      ) as HTMLElement,
  );
}
const shownCode = (panel: HTMLElement): string => {
  const groups = [...panel.shadowRoot!.querySelectorAll('.code [aria-hidden]')];
  return groups.map((group) => group.textContent).join('-');
};
const isSaid = (panel: HTMLElement, text: string) => until(() => words(panel).includes(text), text);
const enter = (panel: HTMLElement, text: string): void => {
  panel.shadowRoot!.querySelector('input')!.value = text;
  byRole(panel.shadowRoot!.querySelector('form')!, 'button', 'Unlock').click();
};

describe('messages on a new device', () => {
  it('where the portal keeps the key, the sheet says so', async () => {
    const { chat } = await stand(scenes.conversation(now));
    byRole(chat, 'button', 'End-to-end encrypted').click();
    await until(() => words(chat).includes('Your care provider keeps a recovery key'));
  });

  it('a code is kept under only once the person has saved it, and is never shown again', async () => {
    const talk = scenes.backupNone(now);
    const panel = await sheet(talk);
    await until(() => allByRole(panel, 'button', 'Make a recovery code')[0]).then((button) => button.click());
    const code = await until(() => shownCode(panel));
    ok(recoveryKey(code));
    same(
      talk.calls.filter((call) => call.includes('vault')),
      [],
    );
    byRole(panel, 'button', 'I have saved it').click();
    await isSaid(panel, 'Backed up, and tried');
    same(
      talk.calls.filter((call) => call.includes('vault')),
      ['keep vault by code'],
    );
    equal(
      talk.vaultKey,
      btoa(String.fromCharCode(...recoveryKey(code)!))
        .replaceAll('+', '-')
        .replaceAll('/', '_')
        .replaceAll('=', ''),
    );
    ok(!words(panel).includes(code.slice(0, 4)));
  });

  it('going back forgets the code; the next one is another', async () => {
    const talk = scenes.backupNone(now);
    const panel = await sheet(talk);
    const codes: string[] = [];
    for (let i = 0; i < 2; i++) {
      (await until(() => allByRole(panel, 'button', 'Make a recovery code')[0])).click();
      codes.push(await until(() => shownCode(panel)));
      byRole(panel, 'button', 'Back').click();
    }
    ok(codes[0] !== codes[1]);
    same(
      talk.calls.filter((call) => call.includes('vault')),
      [],
    );
  });

  it('what went wrong is said, and nothing is said to be backed up', async () => {
    const talk = scenes.backupNone(now);
    talk.throwNext = 'vault-refused';
    const panel = await sheet(talk);
    (await until(() => allByRole(panel, 'button', 'Make a recovery code')[0])).click();
    (await until(() => allByRole(panel, 'button', 'I have saved it')[0])).click();
    await isSaid(panel, 'Another of your devices was quicker');
    ok(!words(panel).includes('Backed up, and tried'));
  });

  it('a slip of the pen asks nobody, a wrong code is said to be wrong, the right one opens', async () => {
    const talk = scenes.backupLocked(now);
    const panel = await sheet(talk);
    await until(() => panel.shadowRoot!.querySelector('input'));
    const key = crypto.getRandomValues(new Uint8Array(16));
    talk.vaultKey = btoa(String.fromCharCode(...key))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '');
    enter(panel, 'not a code');
    await isSaid(panel, 'That is not a recovery code');
    same(
      talk.calls.filter((call) => call.includes('vault')),
      [],
    );
    enter(panel, recoveryCode(crypto.getRandomValues(new Uint8Array(16))));
    await isSaid(panel, 'That does not unlock your messages');
    enter(panel, recoveryCode(key).toLowerCase());
    await isSaid(panel, 'Backed up, and tried');
  });

  it('starting over says first what stays closed', async () => {
    const panel = await sheet(scenes.backupLocked(now));
    (await until(() => allByRole(panel, 'button', 'I have lost it')[0])).click();
    await isSaid(panel, 'Earlier messages then stay closed here');
    byRole(panel, 'button', 'Back').click();
    await isSaid(panel, 'Earlier messages are locked');
  });

  it('an older backup than the group knows is not opened', async () => {
    const panel = await sheet(scenes.backupOld(now));
    await isSaid(panel, 'The service gave back an older backup');
    equal(panel.shadowRoot!.querySelector('input'), null);
  });

  it('locked messages are unlocked from where they are missed', async () => {
    const { chat } = await stand(scenes.backupLocked(now));
    byRole(byRole(chat, 'log'), 'button', 'Unlock').click();
    await until(() => allByRole(chat, 'dialog')[0]);
  });
});
