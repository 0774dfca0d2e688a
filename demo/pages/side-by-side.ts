import { html } from 'hono/html';

/** Both people's pages in frames, and between them what the relay has on its disk. */
export const sideBySidePage = () => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Side by side · Riverside Family Health</title>
    <link rel="icon" href="/assets/logo.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/assets/portal.css">
    <link rel="stylesheet" href="/assets/side-by-side.css">
    <script type="module" src="/assets/side-by-side.js"></script>
  </head>
  <body class="side-by-side">
    <section class="pane" aria-labelledby="patient-pane">
      <h2 id="patient-pane">What the patient sees</h2>
      <iframe src="/patient" title="Patient portal of Maya Okafor"></iframe>
    </section>
    <section class="pane relay" aria-labelledby="relay-pane">
      <h1 id="relay-pane">What the relay stored</h1>
      <p class="relay-note">The log of this conversation, read from the relay’s own database file.</p>
      <div class="rows" tabindex="0" role="region" aria-label="Rows of the log">
        <table>
          <thead>
            <tr>
              <th scope="col">Seq</th><th scope="col">Time</th><th scope="col">Kind</th>
              <th scope="col" class="number">Bytes</th><th scope="col">First and last bytes</th>
            </tr>
          </thead>
          <tbody id="rows"></tbody>
        </table>
        <p id="none">Nothing yet. The first row comes when the first person opens the chat.</p>
      </div>
      <p class="relay-sum" id="sum"></p>
    </section>
    <section class="pane" aria-labelledby="clinician-pane">
      <h2 id="clinician-pane">What the clinician sees</h2>
      <iframe src="/clinician" title="Clinical workspace of Dr. Elena Rivera"></iframe>
    </section>
  </body>
</html>`;
