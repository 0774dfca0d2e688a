import type { BedsideChat } from './chat.ts';
import { fetchRare } from './rare.ts';
import { ok, same, until } from './testing/assert.ts';
import { after, afterEach, before, describe, it } from './testing/bdd.ts';
import { pressed } from './testing/pressed.ts';
import { long, type SceneName, scenes } from './testing/scenes.ts';
import { allByRole, byRole, clear, nodes, settled, stand } from './testing/stand.ts';

/** The test runner's config serves what scripts/manifest.ts says. */
interface Promised {
  readonly attributes: readonly { readonly name: string; readonly fieldName: string }[];
  readonly members: readonly { readonly kind: string; readonly name: string }[];
  readonly cssParts: readonly { readonly name: string }[];
  readonly cssProperties: readonly { readonly name: string }[];
  readonly slots: readonly { readonly name: string }[];
}
const now = new Date().setHours(11, 5, 0, 0);
const sheet = new CSSStyleSheet();
let promised: Promised;

before(async () => {
  promised = (await (await fetch('/manifest.json')).json()) as Promised;
  document.adoptedStyleSheets.push(sheet);
});
after(() => {
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
});
afterEach(clear);

/** Everything that a person may meet: every scene, and what is shown when something is pressed. */
async function* everywhere(): AsyncGenerator<BedsideChat> {
  for (const scene of Object.keys(scenes) as SceneName[]) {
    yield (await stand(scenes[scene](now))).chat;
    clear();
  }
  const margins = await stand(scenes.margins(now));
  await fetchRare('bedside-line-actions');
  byRole(margins.chat, 'button', 'Edited').click();
  byRole(margins.chat, 'article').dispatchEvent(new PointerEvent('pointerenter', { pointerType: 'mouse' }));
  await settled(margins.chat);
  byRole(byRole(margins.chat, 'toolbar'), 'button', 'Reply').click();
  await settled(margins.chat);
  yield margins.chat;
  clear();
  const { chat, talk } = await stand(scenes.group(now), { layout: 'launcher' });
  talk.receive('Are you there?');
  await settled(chat);
  yield chat;
  chat.open();
  await settled(chat);
  byRole(chat, 'button', 'End-to-end encrypted').click();
  await settled(chat);
  yield chat;
  clear();
  for (const { scene, press } of Object.values(pressed)) {
    const pressedOn = await stand(scenes[scene](now));
    await press(pressedOn.chat);
    await settled(pressedOn.chat);
    yield pressedOn.chat;
    clear();
  }
  const unread = await stand(long(120, now, { unread: 6 }));
  byRole(unread.chat, 'log').scrollTo(0, 0);
  await settled(unread.chat);
  yield unread.chat;
  clear();
  const visit = await stand(scenes.conversation(now), { layout: 'visit' });
  yield visit.chat;
  clear();
  const inbox = await stand(scenes.conversation(now), { conversation: '' });
  inbox.chat.getRooms = async () => [{ conversation: 'r'.repeat(43), topic: 'clinical', label: 'A room' }];
  await until(() => allByRole(inbox.chat, 'button', 'A room').length > 0);
  yield inbox.chat;
}

describe('custom-elements.json', () => {
  it('names every attribute and property that there is', async () => {
    const { chat } = await stand(scenes.empty());
    const { observedAttributes } = chat.constructor as unknown as { observedAttributes: string[] };
    same(promised.attributes.map(({ name }) => name).sort(), [...observedAttributes].sort());
    for (const { name } of [
      ...promised.members,
      ...promised.attributes.map((one) => ({ name: one.fieldName })),
    ])
      ok(name in chat, `${name} is a member`);
    for (const { name } of promised.members.filter(({ kind }) => kind === 'method'))
      ok(typeof chat[name as keyof BedsideChat] === 'function', `${name} is a method`);
  });

  it('names every part, and a page reaches every one of them', async () => {
    const names = promised.cssParts.map(({ name }) => name);
    ok(names.length > 10, 'there are parts');
    sheet.replaceSync(
      names.map((name, i) => `bedside-chat::part(${name}) { orphans: ${i + 100} }`).join('\n'),
    );
    const reached = new Set<string>();
    const strangers = new Set<string>();
    for await (const chat of everywhere())
      for (const node of nodes(chat)) {
        if (!(node instanceof Element)) continue;
        for (const part of node.part) {
          if (!names.includes(part)) strangers.add(part);
          if (getComputedStyle(node).orphans === `${names.indexOf(part) + 100}`) reached.add(part);
        }
      }
    sheet.replaceSync('');
    same([...strangers], [], 'parts without a word of documentation');
    same(
      names.filter((name) => !reached.has(name)),
      [],
      'parts that a page does not reach',
    );
  });

  it('names every slot', async () => {
    const found = new Set<string>();
    for await (const chat of everywhere())
      for (const slot of chat.shadowRoot!.querySelectorAll('slot')) found.add(slot.name);
    same([...found].sort(), promised.slots.map(({ name }) => name).sort());
  });
});
