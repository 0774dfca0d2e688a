import { html } from 'hono/html';
import { type Chat, chat, page } from './layout.ts';
import { daysAgo, visitDay } from './visit-day.ts';

/** The patient's page: her next visit, and the chat with the care team beside it. */
export function patientPage(settings: Chat) {
  const day = visitDay();
  return page({
    title: 'Your visit',
    kind: 'patient',
    area: 'Patient portal',
    user: { name: 'Maya Okafor', initials: 'MO', note: 'Signed in' },
    links: [
      { to: '#visit', label: 'Your visit' },
      { to: '#ready', label: 'Get ready' },
      { to: '#messages', label: 'Messages' },
    ],
    main: html`
    <main>
      <details class="about" id="visit">
        <summary>
          <span class="summary-text"><b>Video visit, ${day.short}</b> <small>Dr. Elena Rivera</small></span>
        </summary>
        <section class="card visit" aria-labelledby="visit-name">
          <p class="eyebrow">Upcoming visit</p>
          <h1 id="visit-name">Blood pressure follow-up</h1>
          <p class="when"><time datetime="${day.iso}">${day.date} at ${day.time}</time></p>
          <dl class="facts">
            <div><dt>With</dt><dd>Dr. Elena Rivera, MD<small>Family medicine</small></dd></div>
            <div><dt>Where</dt><dd><a href="/visit">Video visit</a><small>Opens 10 minutes before; try it now</small></dd></div>
            <div><dt>Length</dt><dd>20 minutes</dd></div>
          </dl>
        </section>
        <section class="card" id="ready" aria-labelledby="ready-name">
          <h2 id="ready-name">Get ready</h2>
          <ul class="steps">
            <li class="done"><b>Check-in form</b><small>Sent ${daysAgo(2)}</small></li>
            <li><b>Home readings</b><small>Mornings and evenings, for the three days before</small></li>
            <li><b>Medicine bottles within reach</b><small>Lisinopril 10 mg, once a day</small></li>
          </ul>
        </section>
        <section class="card quiet" aria-labelledby="help-name">
          <h2 id="help-name">Riverside Family Health</h2>
          <p>214 Mill Street, Suite 3<br>Monday to Friday, 8 am to 5 pm<br>Front desk: (555) 010-0142</p>
        </section>
      </details>
      <section class="chat" id="messages" aria-label="Messages with your care team">
        ${chat(settings)}
      </section>
    </main>`,
  });
}
