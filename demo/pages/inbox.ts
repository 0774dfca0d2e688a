import { html } from 'hono/html';
import { type Chat, chat, page } from './layout.ts';

/** The nurse's page: all of her conversations in one element. */
export const inboxPage = (settings: Omit<Chat, 'layout'>) =>
  page({
    title: 'Conversations',
    kind: 'inbox',
    area: 'Clinical workspace',
    user: { name: 'Lena Hoffmann, RN', initials: 'LH', note: 'Family medicine' },
    links: [],
    main: html`
    <main>
      <h1 class="unseen">Conversations</h1>
      <section class="chat" id="messages" aria-label="Your conversations">
        ${chat(settings)}
      </section>
    </main>`,
  });
