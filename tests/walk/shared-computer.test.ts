import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../demo/clinic.ts';
import { eventually, Stack } from '../support/stack.ts';
import { Chat, frameIn } from '../support/stack-chat.ts';
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

/** What the widget keeps in the storage of this page or frame: choices, records by name, devices by public key. */
const kept = (where: Page | Frame) =>
  where.evaluate(async () => {
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((done, failed) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => failed(request.error);
      });
    const names = Object.keys(localStorage).filter((name) => name.startsWith('bedside'));
    const db = await asked(indexedDB.open('bedside'));
    const all = (store: string) => db.transaction(store).objectStore(store);
    for (const key of await asked(all('records').getAllKeys())) names.push(`${key}`);
    for (const pair of (await asked(all('keys').getAll())) as CryptoKeyPair[])
      names.push(`${(await crypto.subtle.exportKey('jwk', pair.publicKey)).x}`);
    db.close();
    return names;
  });
/** All that is shown, and all that stands in a text box. */
const words = (where: Page | Frame) =>
  where.evaluate(() => {
    const said: string[] = [];
    const look = (root: Node) => {
      if (root instanceof Text) said.push(root.data);
      else if (root instanceof HTMLTextAreaElement) said.push(root.value);
      if (root instanceof Element && root.shadowRoot) look(root.shadowRoot);
      for (const child of root.childNodes) look(child);
    };
    look(document.body);
    return said.join(' ');
  });
const forget = (page: Page) =>
  page.evaluate(async () => {
    await (document.querySelector('bedside-chat') as HTMLElement & { forget(): Promise<void> }).forget();
  });

describe('a computer that people do not come back to', () => {
  it.each(['/patient', '/patient/framed'])(
    'keeps nothing once it is to forget, even offline, and no tab shows any of it (%s)',
    async (path) => {
      const said = `Only for tonight (${path})`;
      const guest = await stack.visitor();
      const context = guest.page.context();
      const tabs = [await context.newPage(), await context.newPage()];
      const place = async (page: Page): Promise<Page | Frame> =>
        path.endsWith('framed') ? frameIn(page) : page;
      const chatIn = async (page: Page) => new Chat(await place(page));
      for (const page of tabs) {
        await page.goto(`${stack.portal}${path}`);
        await (await chatIn(page)).ready();
      }
      await (await chatIn(tabs[0]!)).say(said);
      await (await chatIn(tabs[1]!)).hears(said);
      await (await chatIn(tabs[1]!)).box.pressSequentially('Begun and not sent');
      await tabs[1]!.waitForTimeout(600);
      const before = await kept(await place(tabs[0]!));
      expect(before.length).toBeGreaterThan(5);

      // The portal has signed them out.
      await context.route('**/chat/passport', (route) => route.fulfill({ status: 401 }));
      await context.setOffline(true);
      await forget(tabs[0]!);
      await expect
        .poll(async () => words(await place(tabs[1]!)), { timeout: 10_000 })
        .toContain('portal-refused');
      for (const page of tabs) {
        expect(await words(await place(page))).not.toContain(said);
        expect(await words(await place(page))).not.toContain('Begun and not sent');
      }
      await tabs[1]!.close();
      // What is there now is the key of somebody who asked to be let in.
      const after = await kept(await place(tabs[0]!));
      expect(after.length).toBeLessThan(2);
      expect(before).not.toContain(after[0]);

      // Whoever is let in again is here as a new device.
      await context.setOffline(false);
      await context.unroute('**/chat/passport');
      await tabs[0]!.reload();
      await (await chatIn(tabs[0]!)).ready();
      await (await chatIn(tabs[0]!)).hears(said);
      expect(await (await chatIn(tabs[0]!)).box.inputValue()).toBe('');
      await context.close();
    },
  );
});
