import { html } from 'lit';

/** Drawn in a 24 px square, stroked in the colour of the text around it. Never heard: words stand beside each. */
export const icons = {
  lock: html`<svg viewBox="0 0 24 24" aria-hidden="true"><rect x="5" y="10.5" width="14" height="9.5" rx="2.5" /><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5" /></svg>`,
  clock: html`<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="8" /><path d="M12 7.5V12l3 2" /></svg>`,
  check: html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m5 12.5 4.5 4.5L19 7.5" /></svg>`,
  checks: html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m1.5 12.5 4.5 4.5L15.5 7.5M11.5 15.5 13 17l9.5-9.5" /></svg>`,
  alert: html`<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="8.5" /><path d="M12 7.5v5.5M12 16.4v.1" /></svg>`,
  send: html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 19.5V5M5.5 11.5 12 5l6.5 6.5" /></svg>`,
  down: html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 5v14M5.5 12.5 12 19l6.5-6.5" /></svg>`,
  close: html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m6 6 12 12M18 6 6 18" /></svg>`,
  person: html`<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="8.5" r="3.75" /><path d="M5 19.5c.8-3.8 3.6-5.5 7-5.5s6.2 1.7 7 5.5" /></svg>`,
  chat: html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M20 11.5c0 3.9-3.6 7-8 7-.9 0-1.8-.1-2.6-.4L5 19.5l1-3.3c-1.3-1.2-2-2.9-2-4.7 0-3.9 3.6-7 8-7s8 3.1 8 7Z" /></svg>`,
  reply: html`<svg class="flips" viewBox="0 0 24 24" aria-hidden="true"><path d="M9.5 6 4 11.5 9.5 17M4 11.5h9.5c3.800 0 6.5 2.200 6.5 6.5" /></svg>`,
  pencil: html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m4 20 1-4L16 5l3 3L8 19Z" /></svg>`,
  search: html`<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="10.5" cy="10.5" r="6" /><path d="m15 15 5 5" /></svg>`,
} as const;
export type IconName = keyof typeof icons;
