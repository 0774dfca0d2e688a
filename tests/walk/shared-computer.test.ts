import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../demo/clinic.ts';
import { eventually, Stack } from '../support/stack.ts';
import { Chat } from '../support/stack-chat.ts';
import type { Visitor } from '../support/stack-visitor.ts';

/*
 * A computer at the nurses' station: one browser profile, one page of the portal, and whoever is signed in. In the demo each
 * part of the site signs its own person in, so the passports of the station's page are fetched as who is signed in.
 */
let stack: Stack;
let patient: Visitor;
let nurse: Visitor;
let station: Visitor;
let signedIn: 'doctor' | 'nurse' = 'doctor';

beforeAll(async () => {
  stack = await Stack.start();
  patient = await stack.arrive('/patient');
  nurse = await stack.visitor(`${stack.portal}/inbox`);
  station = await stack.visitor();
  await station.page.context().route('**/clinician/chat/passport', async (route) => {
    if (signedIn === 'doctor') return route.continue();
    const answer = await nurse.page.evaluate(async (body) => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch('/inbox/chat/passport', { method: 'POST', headers, body })).text();
    }, route.request().postData()!);
    return route.fulfill({ body: answer, contentType: 'application/json' });
  });
});
afterAll(() => stack?.stop());

const open = async () => {
  const page = await station.page.context().newPage();
  await page.goto(`${stack.portal}/clinician`);
  const chat = new Chat(page);
  await chat.ready();
  return { page, chat };
};
const begun = 'Begun by the doctor';
const authors = () => patient.chat.log.locator('[part=sender]').allInnerTexts();

describe('a computer that several people use', () => {
  it('INV-10: shows and says for each of them what is theirs, whoever signed in before and whatever tab stayed open', async () => {
    const doctor = await open();
    await doctor.chat.say('From the doctor');
    await patient.chat.hears('From the doctor');
    await doctor.chat.box.pressSequentially(begun);
    await doctor.page.waitForTimeout(600);

    // The doctor signed out in another tab; this one stays as it is.
    signedIn = 'nurse';
    const second = await open();
    await second.chat.hears('From the doctor');
    expect(await second.chat.box.inputValue()).toBe('');
    await second.chat.say('From the nurse');
    await patient.chat.hears('From the nurse');
    expect((await authors()).join()).toContain(people.elena.name);
    expect((await authors()).join()).toContain('Lena Hoffmann');

    // The tab that stayed is the nurse's as well as soon as it asks.
    await doctor.page.reload();
    await doctor.chat.ready();
    expect(await doctor.chat.box.inputValue()).toBe('');
    await doctor.page.close();
    await second.page.close();

    signedIn = 'doctor';
    const third = await open();
    await eventually('the words that were begun', 5_000, async () => {
      return (await third.chat.box.inputValue()) === begun;
    });
    // Each is there by a device of their own at the station, the nurse by another at her inbox, and nobody by two here.
    const { text } = await third.chat.whoCanRead();
    expect(text.match(/\d devices?/g)?.sort()).toEqual(['1 device', '1 device', '2 devices']);
    await third.page.close();
  });
});
