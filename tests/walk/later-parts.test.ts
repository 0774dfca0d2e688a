import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stack } from '../support/stack.ts';

describe('what is fetched after the chat can be used', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await Stack.start();
  });
  afterAll(() => stack?.stop());

  it('is not waited for by a first visit; where it does not come nothing is lost, and it goes on when it does', async () => {
    const patient = await stack.visitor();
    let isCut = true;
    await patient.page.route(/assets\/later-parts/, (route) => (isCut ? route.abort() : route.continue()));
    await patient.page.goto(`${stack.portal}/patient`);
    await patient.chat.ready();
    await patient.chat.say('Before anybody is here');

    const clinician = await stack.arrive('/clinician');
    // The clinician's coming is a commit, which the patient's device cannot take yet.
    await patient.page
      .getByText(/Trying again in|Reconnecting/)
      .first()
      .waitFor();
    await clinician.chat.say('Are you there?');
    await patient.chat.box.fill('I am');
    await patient.chat.sendButton.click();
    expect(await patient.chat.problems()).toEqual([]);

    isCut = false;
    await patient.chat.backOnline();
    await clinician.chat.hears('I am');
    await patient.chat.hears('Are you there?');
    await clinician.chat.say('Good');
    await patient.chat.hears('Good');
    for (const { chat } of [patient, clinician]) expect(await chat.problems()).toEqual([]);
  });
});
