import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stack } from '../support/stack.ts';
import { findIn } from '../support/stack-needles.ts';
import { Visitor } from '../support/stack-visitor.ts';

const said = ['Please take the tablets after breakfast', 'and call us if you feel dizzy'];

describe('a patient’s first visit, at night', () => {
  let stack: Stack;
  let visitor: Visitor;
  let roster = '';
  const open = async (path: string) => {
    visitor = await Visitor.open(`${stack.portal}${path}`);
    await visitor.chat.ready();
    return visitor;
  };
  /** Notes the roster that the portal gave, and that the relay was told neither that nor a name in it. */
  const relayKnowsNothing = async ({ traffic }: Visitor) => {
    for (const { bytes } of await traffic.pieces(stack.portal))
      roster = /"roster":"([\w.-]+)"/.exec(bytes.toString('utf8'))?.[1] ?? roster;
    const [, payload, signature] = roster.split('.');
    const names = Buffer.from(payload!, 'base64url').toString('utf8');
    expect(names).toContain('Maya Okafor');
    const needles = [payload!.slice(-60), signature!, 'Maya Okafor'];
    const pieces = await traffic.pieces(stack.relay);
    expect(pieces.filter(({ what }) => what === 'frame-sent').length).toBeGreaterThan(2);
    for (const { bytes } of pieces) expect(findIn(bytes, needles)).toEqual([]);
  };
  beforeAll(async () => {
    stack = await Stack.start();
  });
  afterAll(async () => {
    await visitor?.leave();
    await stack?.stop();
  });

  it('a clinician writes to her, and sees that she has not come yet and will read it', async () => {
    const { chat, page } = await open('/clinician');
    for (const text of said) await chat.say(text);
    await chat.shows(said);
    await page.getByRole('button', { name: 'who can read this' }).click();
    const sheet = page.getByRole('dialog', { name: 'Who can read this' });
    await sheet.getByRole('heading', { name: 'Not here yet' }).waitFor();
    await sheet.getByText('Maya Okafor').waitFor();
    await relayKnowsNothing(visitor);
    await visitor.leave();
  });

  it('with nobody else there she reads it all at once', async () => {
    const { chat, page } = await open('/patient');
    await chat.shows(said);
    expect(await chat.log.getByText('Earlier messages have not been shared').count()).toBe(0);
    expect(await chat.problems()).toEqual([]);
    await page.getByRole('button', { name: 'who can read this' }).click();
    const sheet = page.getByRole('dialog', { name: 'Who can read this' });
    await sheet.getByText('(You)').waitFor();
    await relayKnowsNothing(visitor);
    await page.keyboard.press('Escape');
    await chat.say('Thank you, I will');
    // A page that has libraries of its own finds nothing of the chat's among its global names.
    const names = (of: Page) => of.evaluate(() => Object.getOwnPropertyNames(globalThis));
    const blank = await page.context().newPage();
    await blank.goto(`${stack.portal}/.well-known/jwks.json`);
    const before = new Set(await names(blank));
    expect((await names(page)).filter((name) => !before.has(name))).toEqual([]);
  });
});
