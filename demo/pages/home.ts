import { html } from 'hono/html';
import { type Chat, chat, page } from './layout.ts';
import { daysAgo, visitDay } from './visit-day.ts';

/** The patient's start page. The chat is a button at its corner: the page is about other things. */
export function homePage(settings: Omit<Chat, 'layout'>) {
  const day = visitDay();
  return page({
    title: 'Your care',
    kind: 'home',
    area: 'Patient portal',
    user: { name: 'Maya Okafor', initials: 'MO', note: 'Signed in' },
    links: [
      { to: '#visit', label: 'Next visit' },
      { to: '#results', label: 'Results' },
      { to: '#medicines', label: 'Medicines' },
    ],
    main: html`
    <main>
      <section class="card visit" id="visit" aria-labelledby="visit-name">
        <p class="eyebrow">Upcoming visit</p>
        <h1 id="visit-name">Blood pressure follow-up</h1>
        <p class="when"><time datetime="${day.iso}">${day.date} at ${day.time}</time></p>
        <p>Video visit with Dr. Elena Rivera, MD</p>
        <p class="actions"><a href="/visit">Open the visit room</a> <a href="/patient">Messages</a></p>
      </section>
      <section class="card" id="results" aria-labelledby="results-name">
        <h2 id="results-name">Results</h2>
        <ul class="steps">
          <li class="done"><b>Potassium 4.2 mmol/l</b><small>${daysAgo(9)}, in range</small></li>
          <li class="done"><b>Creatinine 0.8 mg/dl</b><small>${daysAgo(9)}, in range</small></li>
        </ul>
      </section>
      <section class="card" id="medicines" aria-labelledby="medicines-name">
        <h2 id="medicines-name">Medicines</h2>
        <ul class="steps">
          <li><b>Lisinopril 10 mg</b><small>Once a day, since ${daysAgo(21)}</small></li>
        </ul>
      </section>
      <section id="messages" aria-label="Messages with your care team">
        ${chat({ ...settings, layout: 'launcher' })}
      </section>
    </main>`,
  });
}
