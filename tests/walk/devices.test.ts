import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../demo/clinic.ts';
import { Stack } from '../support/stack.ts';
import { agreed, Chat } from '../support/stack-chat.ts';
import { Visitor } from '../support/stack-visitor.ts';

const withheld = 'Earlier messages have not been shared with this device yet';

describe('more devices', () => {
  let stack: Stack;
  let patient: Visitor;
  let clinician: Visitor;
  let second: Visitor;
  let night: Visitor;
  let order: string[] = [];
  beforeAll(async () => {
    stack = await Stack.start();
    patient = await stack.arrive('/patient');
    await patient.chat.say('The first reading is 141 over 90');
    clinician = await stack.arrive('/clinician');
    await clinician.chat.say('Thank you, and the second one?');
    await patient.chat.say('136 over 88');
    order = ['The first reading is 141 over 90', 'Thank you, and the second one?', '136 over 88'];
    for (const { chat } of [patient, clinician]) await chat.shows(order);
  });
  afterAll(() => stack?.stop());

  it('a person’s second device gets what was written before it came, while others are there', async () => {
    second = await stack.arrive('/patient');
    await second.chat.shows(order);
    expect(await second.chat.log.getByText(withheld).count()).toBe(0);
    await clinician.chat.notes(`${people.maya.name} added a device`);
    await patient.chat.notes('You added a device');
    await second.chat.say('And this is from my phone');
    const chats = [patient, clinician, second].map(({ chat }) => chat);
    order = await agreed(chats, order, ['And this is from my phone']);
    const codes = [];
    for (const chat of chats) {
      const { code, text } = await chat.whoCanRead();
      codes.push(code.join(' '));
      expect(text).toContain('2 people');
      expect(text).toContain('2 devices');
      expect(await chat.problems()).toEqual([]);
    }
    expect(new Set(codes).size).toBe(1);
  });

  it('with nobody there, a new device joins, reads everything, and writes', async () => {
    await second.leave();
    await clinician.close();
    await patient.close();
    night = await stack.arrive('/clinician');
    await night.chat.shows(order);
    expect(await night.chat.log.getByText(withheld).count()).toBe(0);
    await night.chat.say('I am on call tonight');
    order.push('I am on call tonight');
    await night.chat.hears('I am on call tonight');
    await patient.reopen();
    await patient.chat.ready();
    await patient.chat.shows(order);
    await night.chat.shows(order);
    expect(await night.chat.log.getByText(withheld).count()).toBe(0);
    for (const { chat } of [patient, night]) expect(await chat.problems()).toEqual([]);
  });

  it('side by side, a message crosses, and the relay’s rows grow before one’s eyes and say nothing', async () => {
    await night.leave();
    const both = await Visitor.open(`${stack.portal}/`);
    try {
      const { page } = both;
      const frame = async (title: string) => {
        const element = await page.getByTitle(title).elementHandle();
        return new Chat((await element!.contentFrame())!);
      };
      const left = await frame(`Patient portal of ${people.maya.name}`);
      const right = await frame(`Clinical workspace of ${people.elena.name}`);
      for (const chat of [left, right]) await chat.ready();
      const rows = page.getByRole('region', { name: 'Rows of the log' });
      await rows.getByRole('row').nth(2).waitFor();
      for (const chat of [left, right]) await chat.shows(order);
      const before = await rows.getByRole('row').count();
      await left.say('Crossing to the right');
      await right.hears('Crossing to the right');
      await right.say('Crossing to the left');
      await left.hears('Crossing to the left');
      await rows
        .getByRole('row')
        .nth(before + 1)
        .waitFor({ timeout: 5_000 });
      const shown = await rows.getByRole('row').allTextContents();
      for (const row of shown.slice(1)) expect(row).toMatch(/(commit|message)[\d,]+( ?[0-9a-f]{2}| …)+$/);
      const bytes = shown.map((row) =>
        Buffer.from((row.match(/\b[0-9a-f]{2}\b/g) ?? []).join(''), 'hex').toString('latin1'),
      );
      for (const text of [
        ...order,
        'Crossing to the right',
        'Crossing to the left',
        ...Object.values(people).map(({ name }) => name),
      ])
        expect([...shown, ...bytes].filter((row) => row.includes(text.slice(0, 8)))).toEqual([]);
      expect(both.traffic.problems).toEqual([]);
    } finally {
      await both.leave();
    }
  });
});
