import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, Stack } from '../support/stack.ts';
import { Chat } from '../support/stack-chat.ts';
import type { Visitor } from '../support/stack-visitor.ts';

const word = 'amoxicillin';
let stack: Stack;
let patient: Visitor;
let clinician: Visitor;
beforeAll(async () => {
  stack = await Stack.start();
  patient = await stack.arrive('/patient');
  clinician = await stack.arrive('/clinician');
});
afterAll(() => stack?.stop());

describe('what is fetched when somebody wants it, from the files as they are built', () => {
  it('a search finds an early message after a reload and in another tab, and sends nothing of the word', async () => {
    await clinician.chat.say(`Take the ${word} with food.`);
    for (let i = 0; i < 70; i++) await patient.chat.say(`line ${i}`);
    await clinician.chat.hears('line 69');
    const other = await patient.page.context().newPage();
    await patient.page.reload();
    for (const page of [patient.page, other]) {
      const sent: string[] = [];
      page.on('request', (request) => sent.push(request.url(), request.postData() ?? ''));
      page.on('websocket', (socket) =>
        socket.on('framesent', ({ payload }) => sent.push(Buffer.from(payload).toString('latin1'))),
      );
      if (page === other) await page.goto(`${stack.portal}/patient`);
      await new Chat(page).ready();
      await page.getByRole('button', { name: 'Search messages' }).click();
      await page.getByRole('searchbox').fill(word.toUpperCase());
      await page.getByText('1 message found.').waitFor();
      await page.getByRole('listitem').getByRole('button').click();
      await eventually('the message has the focus', 5_000, () =>
        page
          .getByRole('article')
          .filter({ hasText: word })
          .evaluate((article) => article.matches(':focus')),
      );
      expect(sent.join('\n').toLowerCase()).not.toContain(word);
      expect(page.url()).not.toContain(word);
    }
    await other.close();
  });

  it('templates for staff, opened by a slash; hours; a button of the page’s own', async () => {
    const { page, chat } = clinician;
    const pressed = page.evaluate(() => {
      const element = document.querySelector('bedside-chat')!;
      element.answerTime = '1 working day';
      element.templates = [{ title: 'Wound check', text: 'How does the wound look today?' }];
      const button = Object.assign(document.createElement('button'), {
        slot: 'message-actions',
        value: 'task',
        textContent: 'Make a task',
      });
      element.append(button);
      return new Promise((told) =>
        element.addEventListener('bedside-message-action', ({ detail }) => told(detail)),
      );
    });
    await page.getByText('The team answers within 1 working day.').waitFor();
    await page.getByRole('button', { name: 'Templates' }).waitFor();
    await chat.box.focus();
    await page.keyboard.press('/');
    await page.getByRole('combobox', { name: 'Find a template' }).fill('wound');
    await page.keyboard.press('Enter');
    expect(await chat.box.inputValue()).toBe('How does the wound look today?');
    await chat.sendButton.click();
    await patient.chat.hears('How does the wound look today?');
    await chat.log.getByRole('article').last().hover();
    await page.getByRole('button', { name: 'Make a task' }).click();
    expect(await pressed).toEqual({ seq: expect.any(Number), action: 'task' });
  });
});
