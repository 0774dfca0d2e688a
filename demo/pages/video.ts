import { html } from 'hono/html';
import { type Chat, chat } from './layout.ts';

/**
 * A telehealth vendor's room for a video visit: the other's picture over the whole window, one's own in a corner, the bar
 * of the call, and the chat beside the face. (Drawings stand in for the cameras: see assets/visit.js.)
 */
export const visitPage = (settings: Omit<Chat, 'layout' | 'theme'>) => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
    <meta name="color-scheme" content="light dark">
    <title>Video visit · Riverside Family Health</title>
    <link rel="icon" href="/assets/logo.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/assets/visit.css">
    <script type="module" src="/assets/visit.js"></script>
  </head>
  <body>
    <header>
      <img src="/assets/logo.svg" alt="" width="32" height="32">
      <h1>Blood pressure follow-up <small>Riverside Family Health</small></h1>
      <p class="clock"><span class="unseen">Time in the visit: </span><span id="clock">0:00</span></p>
    </header>
    <main>
      <figure class="other">
        <video id="other" muted playsinline aria-label="Dr. Elena Rivera"></video>
        <figcaption>Dr. Elena Rivera, MD <small>A drawing stands in for the camera</small></figcaption>
      </figure>
      <figure class="own">
        <video id="own" muted playsinline aria-label="Your own picture"></video>
        <figcaption>You</figcaption>
      </figure>
      <section class="chat" aria-label="Messages with Dr. Elena Rivera">
        ${chat({ ...settings, layout: 'visit', theme: 'dark' })}
      </section>
    </main>
    <footer>
      <div class="call" role="toolbar" aria-label="Call">
      <button type="button" id="microphone" aria-pressed="true">
        <svg viewBox="0 0 24 24" aria-hidden="true"><rect x="9" y="3.5" width="6" height="11" rx="3" /><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" /></svg>
        <span>Microphone</span>
      </button>
      <button type="button" id="camera" aria-pressed="true">
        <svg viewBox="0 0 24 24" aria-hidden="true"><rect x="3" y="6.5" width="12.5" height="11" rx="2.5" /><path d="m15.5 11 5-3v8l-5-3" /></svg>
        <span>Camera</span>
      </button>
      <button type="button" id="messages" aria-pressed="true">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M20 11.5c0 3.9-3.6 7-8 7-.9 0-1.8-.1-2.6-.4L5 19.5l1-3.3c-1.3-1.2-2-2.9-2-4.7 0-3.9 3.6-7 8-7s8 3.1 8 7Z" /></svg>
        <span>Messages</span>
      </button>
      <a class="leave" href="/patient">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 14.5c5-5 13-5 18 0l-2.2 2.4-4-1.7v-2.4a11 11 0 0 0-5.6 0v2.4l-4 1.7Z" /></svg>
        <span>Leave</span>
      </a>
      </div>
    </footer>
  </body>
</html>`;
