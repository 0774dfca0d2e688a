import { html } from 'hono/html';
import { tenant } from '../settings.ts';

type Html = ReturnType<typeof html>;

/** What a page needs to show the chat: of one conversation, or all that the portal lists at `roomsUrl`. */
export interface Chat {
  readonly relay: string;
  readonly conversation?: string;
  readonly roomsUrl?: string;
  readonly passportUrl: string;
  /** Left out: in the page. */
  readonly layout?: 'launcher' | 'visit';
  /** Left out: as the reader's system has it. */
  readonly theme?: string;
  readonly isolation?: 'inline' | 'frame';
  /** When somebody is there to answer, and within what time. */
  readonly hours?: string;
  readonly answerTime?: string;
}

/** The chat in its place: the script tag and the element, and a word for as long as the script is on its way. */
export const chat = ({
  relay,
  conversation,
  roomsUrl,
  passportUrl,
  layout,
  theme,
  isolation,
  hours,
  answerTime,
}: Chat): Html => html`
  <script type="module" src="${relay}/bedside.js"></script>
  <bedside-chat
    relay="${relay}"
    tenant="${tenant}"
    ${conversation ? html`conversation="${conversation}"` : html`rooms-url="${roomsUrl}"`}
    passport-url="${passportUrl}"
    bell-worker="/chat-bell.js"
    ${layout ? html`layout="${layout}"` : ''}
    ${theme ? html`theme="${theme}"` : ''}
    ${isolation ? html`isolation="${isolation}"` : ''}
    ${hours ? html`hours="${hours}"` : ''}
    ${answerTime ? html`answer-time="${answerTime}"` : ''}
  >
    ${layout ? '' : html`<p class="chat-wait">Loading messages…</p>`}
  </bedside-chat>`;

/** A page of the portal around `main`. */
export const page = (parts: {
  readonly title: string;
  readonly kind: string;
  readonly area: string;
  readonly user: { readonly name: string; readonly initials: string; readonly note: string };
  readonly links: readonly { readonly to: string; readonly label: string }[];
  readonly main: Html;
}): Html => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
    <meta name="color-scheme" content="light dark">
    <title>${parts.title} · Riverside Family Health</title>
    <link rel="icon" href="/assets/logo.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/assets/portal.css">
    <script type="module" src="/assets/portal.js"></script>
  </head>
  <body class="${parts.kind}">
    <a class="skip" href="#messages">Skip to messages</a>
    <header class="top">
      <a class="brand" href="#visit">
        <img src="/assets/logo.svg" alt="" width="36" height="36">
        <span><b>Riverside</b> <span class="brand-rest">Family Health</span><small>${parts.area}</small></span>
      </a>
      <nav aria-label="On this page">
        ${parts.links.map(({ to, label }) => html`<a href="${to}">${label}</a>`)}
      </nav>
      <div class="user">
        <span class="user-text"><b>${parts.user.name}</b><small>${parts.user.note}</small></span>
        <span class="initials" aria-hidden="true">${parts.user.initials}</span>
      </div>
    </header>
    ${parts.main}
  </body>
</html>`;
