import { Hono } from 'hono';
import { bellFrom } from './bell/setting.ts';
import type { Bindings } from './bindings.ts';
import { corsHeaders, preflight } from './cors.ts';
import { framePage } from './frame.ts';
import { type VerifyPassport, verifyPassport } from './passport.ts';
import { answer, coded, failed } from './responses.ts';
import { takeRevocation } from './revocation.ts';
import { isRoomName } from './room-name.ts';
import { openSession } from './session.ts';
import { tenantsOf } from './tenant/configuration.ts';

/** The parts of the relay that an adversary test may swap to act as a relay gone bad. The product swaps none. */
export interface RelayParts {
  readonly verifyPassport: VerifyPassport;
}

/** The relay's front door (DESIGN §7): sessions, sockets, health; everything else is a static asset or a coded 404. */
export function createRelay(parts: RelayParts = { verifyPassport }): Hono<{ Bindings: Bindings }> {
  const app = new Hono<{ Bindings: Bindings }>();

  app.options('/v1/session', ({ req, env }) => preflight(req.raw, env.TENANTS));
  app.post('/v1/session', async ({ req, env }) => {
    const cors = corsHeaders(req.raw, env.TENANTS);
    let response: Response;
    try {
      response = await openSession(req.raw, env, parts.verifyPassport);
    } catch (thrown) {
      response = failed(thrown);
    }
    for (const [name, value] of Object.entries(cors)) response.headers.set(name, value);
    return response;
  });

  // From server to server: no page has business here, so no CORS.
  app.post('/v1/revocations', ({ req, env }) => takeRevocation(req.raw, env));

  app.get('/v1/rooms/:room/socket', ({ req, env }) => {
    const room = req.param('room');
    if (!isRoomName(room)) return coded('not-found');
    if (req.header('Upgrade')?.toLowerCase() !== 'websocket')
      return coded('request-malformed', { Upgrade: 'websocket' }, 426);
    return env.ROOMS.get(env.ROOMS.idFromName(room)).fetch(req.raw);
  });

  app.get('/v1/frame/:tenant', ({ req, env }) => framePage(req.raw, req.param('tenant'), env.TENANTS));

  app.get('/v1/health', ({ env }) => {
    tenantsOf(env.TENANTS);
    bellFrom(env.BELL);
    return answer(200, { ok: true });
  });

  app.all('/v1/*', () => coded('not-found'));
  app.on(['GET', 'HEAD'], '*', async ({ req, env }) => {
    const response = await env.ASSETS.fetch(req.raw);
    return response.status === 404 ? coded('not-found') : response;
  });
  app.notFound(() => coded('not-found'));
  app.onError((thrown) => failed(thrown));
  return app;
}
