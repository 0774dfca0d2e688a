import { html } from 'hono/html';
import { type Chat, chat, page } from './layout.ts';
import { daysAgo, visitDay } from './visit-day.ts';

const readings = [
  { ago: 14, pressure: '148/94', pulse: 82 },
  { ago: 11, pressure: '145/91', pulse: 79 },
  { ago: 7, pressure: '141/90', pulse: 80 },
  { ago: 3, pressure: '136/88', pulse: 76 },
];

/** The clinician's page: the patient's banner, the encounter, and the same chat. */
export function clinicianPage(settings: Chat) {
  const day = visitDay();
  return page({
    title: 'Maya Okafor',
    kind: 'clinician',
    area: 'Clinical workspace',
    user: { name: 'Dr. Elena Rivera, MD', initials: 'ER', note: 'Family medicine' },
    links: [
      { to: '#visit', label: 'Encounter' },
      { to: '#readings', label: 'Readings' },
      { to: '#messages', label: 'Messages' },
    ],
    main: html`
    <main>
      <details class="about" id="visit">
        <summary>
          <span class="summary-text"><b>Maya Okafor</b> <small>39 y · MRN 004217</small></span>
        </summary>
        <section class="card banner" aria-labelledby="patient-name">
          <span class="initials large" aria-hidden="true">MO</span>
          <div>
            <h1 id="patient-name">Maya Okafor</h1>
            <p>39 y · she/her<br>Born 03/14/1987 · MRN 004217</p>
            <p class="alert"><b>Allergy</b> Penicillin (hives)</p>
          </div>
        </section>
        <section class="card" aria-labelledby="encounter-name">
          <p class="eyebrow">Encounter</p>
          <h2 id="encounter-name">Blood pressure follow-up</h2>
          <dl class="facts">
            <div><dt>When</dt><dd><time datetime="${day.iso}">${day.date}<small>${day.time}</small></time></dd></div>
            <div><dt>Type</dt><dd>Video, 20 minutes</dd></div>
            <div><dt>Problem</dt><dd>Essential hypertension<small>ICD-10 I10</small></dd></div>
            <div><dt>Medicine</dt><dd>Lisinopril 10 mg<small>Once a day, since ${daysAgo(21)}</small></dd></div>
          </dl>
        </section>
        <section class="card" id="readings" aria-labelledby="readings-name">
          <h2 id="readings-name">Home readings</h2>
          <table class="readings">
            <thead><tr><th scope="col">Day</th><th scope="col">mmHg</th><th scope="col">Pulse</th></tr></thead>
            <tbody>
              ${readings.map(
                ({ ago, pressure, pulse }) =>
                  html`<tr><th scope="row">${daysAgo(ago)}</th><td>${pressure}</td><td>${pulse}</td></tr>`,
              )}
            </tbody>
          </table>
        </section>
      </details>
      <section class="chat" id="messages" aria-label="Messages with Maya Okafor">
        ${chat(settings)}
        <script type="module" src="/assets/clinician.js"></script>
      </section>
    </main>`,
  });
}
