/**
 * A clinic's portal as an outside developer would write it: its own pages, its own sign-in, and Bedside's routes
 * from `portal/`. Run by `npm start`, or alone: `node demo/portal.ts`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { bedsideRoutes } from '../portal/index.ts';
import { grantFor, invitationsTo, nurse, opening, people, roomsOf, visitConversation } from './clinic.ts';
import { clinicianPage } from './pages/clinician.ts';
import { homePage } from './pages/home.ts';
import { inboxPage } from './pages/inbox.ts';
import { patientPage } from './pages/patient.ts';
import { playgroundPage } from './pages/playground.ts';
import { sideBySidePage } from './pages/side-by-side.ts';
import { visitPage } from './pages/video.ts';
import { relayRows } from './relay-rows.ts';
import { signIn, whoIs } from './session.ts';
import { issuer, keys, port, relay, vaults } from './settings.ts';

const app = new Hono();
const conversation = visitConversation(keys);

// Everything that a page of the portal may load or talk to. The chat needs two lines of it: its script, its socket.
const contentSecurityPolicy = [
  `default-src 'none'`,
  `script-src 'self' ${relay}`,
  `style-src 'self'`,
  `connect-src 'self' ${relay} ${relay.replace('http', 'ws')}`,
  `img-src 'self'`,
  // For framed mode, and the side-by-side page.
  `frame-src 'self' ${relay}`,
  `frame-ancestors 'self'`,
  `base-uri 'none'`,
  `form-action 'self'`,
  `require-trusted-types-for 'script'`,
  `trusted-types bedside-html bedside`,
].join('; ');

app.use(async (c, next) => {
  const { hostname, pathname, search, host } = new URL(c.req.url);
  // One origin for everyone: the relay and the passports know the portal by this name.
  if (hostname === 'localhost') return c.redirect(`${issuer}${pathname}${search}`, 307);
  // Any other name that leads here is somebody else's page (DNS rebinding).
  if (host !== new URL(issuer).host) return c.text('Not this host', 421);
  await next();
  c.header('x-content-type-options', 'nosniff');
  c.header('referrer-policy', 'no-referrer');
});

// Before the pages themselves: Hono runs what was added first.
for (const page of [
  '/',
  '/patient',
  '/patient/framed',
  '/patient/home',
  '/visit',
  '/clinician',
  '/inbox',
  '/inbox/framed',
  '/playground',
])
  app.use(page, async (c, next) => {
    await next();
    c.header('content-security-policy', contentSecurityPolicy);
    c.header('cross-origin-opener-policy', 'same-origin');
    c.header('permissions-policy', 'camera=(), microphone=(), geolocation=()');
    c.header('cache-control', 'no-store');
  });

// Three pages of one patient: her visit's messages, her start page, and the room of the video visit.
const patientChat = { relay, passportUrl: '/patient/chat/passport', ...opening };
for (const [path, show] of [
  ['/patient', () => patientPage({ ...patientChat, conversation })],
  ['/patient/framed', () => patientPage({ ...patientChat, conversation, isolation: 'frame' })],
  ['/patient/home', () => homePage({ ...patientChat, roomsUrl: '/patient/chat/rooms' })],
  ['/visit', () => visitPage({ ...patientChat, conversation })],
] as const)
  app.get(path, async (c) => {
    await signIn(c, people.maya, '/patient');
    return c.html(show());
  });
app.get('/clinician', async (c) => {
  await signIn(c, people.elena, '/clinician');
  return c.html(clinicianPage({ relay, conversation, passportUrl: '/clinician/chat/passport' }));
});
for (const [path, isolation] of [
  ['/inbox', 'inline'],
  ['/inbox/framed', 'frame'],
] as const)
  app.get(path, async (c) => {
    await signIn(c, nurse, '/inbox');
    const asked = { passportUrl: '/inbox/chat/passport', roomsUrl: '/inbox/chat/rooms' };
    return c.html(inboxPage({ relay, isolation, ...asked }));
  });
app.get('/', (c) => c.html(sideBySidePage()));
app.get('/playground', (c) => c.html(playgroundPage(relay)));

// Bedside: three times, because the demo has three people in one browser. A portal mounts it once.
for (const path of ['/patient/chat', '/clinician/chat', '/inbox/chat'])
  app.route(
    '/',
    bedsideRoutes({
      keys,
      issuer,
      path,
      vaults,
      whoIs,
      mayEnter: (asked) => grantFor(keys, asked),
      members: (conversation) => invitationsTo(keys, conversation),
      roomsOf: (person) => roomsOf(keys, person),
      report: (thrown) => console.error('passport:', thrown instanceof Error ? thrown.message : 'failed'),
    }),
  );

// Demo only: what the relay on this machine has stored. It listens on the loopback interface alone (see below).
app.get('/relay-rows', (c) => {
  if ((c.req.header('sec-fetch-site') ?? 'same-origin') !== 'same-origin') return c.notFound();
  const after = Number(c.req.query('after') ?? 0);
  c.header('cache-control', 'no-store');
  return c.json(relayRows(conversation, Number.isSafeInteger(after) ? after : 0));
});

const assets = {
  'portal.css': 'text/css; charset=utf-8',
  'side-by-side.css': 'text/css; charset=utf-8',
  'playground.css': 'text/css; charset=utf-8',
  'visit.css': 'text/css; charset=utf-8',
  'portal.js': 'text/javascript; charset=utf-8',
  'clinician.js': 'text/javascript; charset=utf-8',
  'side-by-side.js': 'text/javascript; charset=utf-8',
  'playground.js': 'text/javascript; charset=utf-8',
  'visit.js': 'text/javascript; charset=utf-8',
  'logo.svg': 'image/svg+xml',
} as const;
for (const [name, type] of Object.entries(assets)) {
  const body = readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8');
  app.get(`/assets/${name}`, (c) => {
    c.header('cross-origin-resource-policy', 'same-origin');
    return c.body(body, 200, { 'content-type': type, 'cache-control': 'no-cache' });
  });
}

// Being notified while no page is open: one line, which the browser takes from this origin and no other.
app.get('/chat-bell.js', (c) => {
  c.header('content-security-policy', `default-src 'none'; script-src ${relay}`);
  c.header('cache-control', 'no-cache');
  return c.body(`importScripts('${relay}/bell.js');\n`, 200, {
    'content-type': 'text/javascript; charset=utf-8',
  });
});

// The playground's conversation, which `npm start` builds from the widget's own samples.
app.get('/assets/sample.js', (c) => {
  const built = new URL('../dist/demo/sample.js', import.meta.url);
  if (!existsSync(built)) return c.notFound();
  c.header('cross-origin-resource-policy', 'same-origin');
  c.header('cache-control', 'no-cache');
  return c.body(readFileSync(built, 'utf8'), 200, { 'content-type': 'text/javascript; charset=utf-8' });
});

const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' });
server.on('error', (thrown: NodeJS.ErrnoException) => {
  console.error(thrown.code === 'EADDRINUSE' ? `Port ${port} is in use (PORTAL_PORT).` : thrown.message);
  process.exit(1);
});
