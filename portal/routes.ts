import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import { BedsideError, codeOf, type ErrorCode, errors } from '../shared/errors.ts';
import { type ConversationId, conversationIdFrom } from '../shared/ids.ts';
import type { Right, Role } from '../shared/passport.ts';
import { type DeviceKey, deviceKeyFrom } from './device-key.ts';
import { type Invitations, rosterOf } from './invitations.ts';
import { jwks, type PortalKeys } from './keys.ts';
import { pairwiseSub, personVaultSecret } from './names.ts';
import { mintPassport } from './passport.ts';
import type { Suite } from './vault-key.ts';

/** Whoever is signed in at the portal. `id` is the portal's own and stays here; the relay gets a pseudonym of it. */
export interface Person {
  readonly id: string;
  /** Shown to the other members, never to the relay. */
  readonly name?: string;
  readonly credentials?: string;
  readonly acr?: string;
  readonly amr?: readonly string[];
  readonly authTime?: number;
}

/** What a person may do in one conversation. */
export interface Grant {
  readonly topic: string;
  readonly role: Role;
  readonly can: readonly Right[];
  readonly hist?: 'chain' | 'none';
  readonly segment?: number;
  readonly livesS?: readonly number[];
  readonly lifetimeS?: number;
}

/** A line of the person's inbox. */
export interface Room {
  readonly conversation: string;
  readonly topic: string;
  readonly label: string;
  readonly unreadHint?: number;
}

type Later<T> = T | Promise<T>;

export interface PortalSettings<P extends Person = Person> {
  readonly keys: PortalKeys;
  readonly issuer: string;
  /** Who asks, by the portal's own session. `null`: nobody is signed in. */
  readonly whoIs: (request: Request) => Later<P | null>;
  /** May this person be in this conversation, and as what? `null`: no. Called for every passport; nothing is kept. */
  readonly mayEnter: (asked: { person: P; conversation: ConversationId }) => Later<Grant | null>;
  /** The person's inbox. Left out: `GET …/rooms` answers `not-found`. */
  readonly roomsOf?: (person: P) => Later<readonly Room[]>;
  /**
   * Who can bring a person's messages back to a new or wiped device. `portal` (the default where the keys have a
   * `vaultSecret`): this server, with nobody online. `own`: the person, by a passkey or a recovery code. `none`: only
   * members who are there.
   */
  readonly vaults?: 'portal' | 'own' | 'none';
  /**
   * Who may come to this conversation: signed, it goes to its members' devices, which then keep what is said for those
   * who have not come yet. `null`, and left out: nobody is waited for.
   */
  readonly members?: (conversation: ConversationId) => Later<Invitations | null>;
  /** The MLS suite of the widget's build, which decides what a vault's key looks like. Default 77. */
  readonly suite?: Suite;
  /** Where the chat's two routes stand. Default `/chat`. */
  readonly path?: string;
  /** Is told of what answered `internal`: a bug in the portal or in a grant. Nothing else is ever logged. */
  readonly report?: (thrown: unknown) => void;
  /** Origins whose pages may ask. Default: the issuer's own. */
  readonly origins?: readonly string[];
}

const requestBytesMax = 4096;
const fail = (code: ErrorCode, detail?: string) => new BedsideError(code, detail);

/** Only the portal's own pages: another site's page has the visitor's cookies too (cross-site request forgery). */
function checkSite(request: Request, origins: readonly string[]): void {
  const site = request.headers.get('sec-fetch-site');
  const origin = request.headers.get('origin');
  if (origin !== null && !origins.includes(origin)) throw fail('origin-refused');
  // `same-site` is another origin: it must be on the list, and then it names itself.
  if (site !== null && site !== 'same-origin' && !(site === 'same-site' && origin !== null))
    throw fail('origin-refused');
  if (site === null && origin === null && request.method !== 'GET') throw fail('origin-refused');
}

async function passportRequest(
  request: Request,
): Promise<{ conversation: ConversationId; deviceKey: DeviceKey }> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type)) throw fail('request-malformed', 'not application/json');
  let body: unknown;
  try {
    body = await request.json();
  } catch (thrown) {
    if (thrown instanceof BedsideError) throw thrown;
    throw fail('request-malformed', 'not JSON');
  }
  if (typeof body !== 'object' || body === null) throw fail('request-malformed', 'not an object');
  const { conversation: text, deviceKey } = body as Record<string, unknown>;
  const conversation = conversationIdFrom(text);
  if (conversation === null) throw fail('request-malformed', 'conversation is not an id');
  return { conversation, deviceKey: deviceKeyFrom(deviceKey) };
}

/**
 * The portal's side of Bedside as a Hono app, to be mounted at the root:
 * `POST <path>/passport`, `GET <path>/rooms`, `GET /.well-known/jwks.json`.
 *
 * Deny by default: no passport without a person and a grant, and the same answer for a room that is not theirs and
 * for one that does not exist. Answers errors as `{code}` and writes no log.
 */
export function bedsideRoutes<P extends Person>(settings: PortalSettings<P>): Hono {
  const { keys, issuer, whoIs, mayEnter, roomsOf, path = '/chat' } = settings;
  const { pairwiseSecret } = keys;
  const vaults = settings.vaults ?? 'portal';
  const vaultSecret = vaults === 'portal' ? keys.vaultSecret : undefined;
  const origins = settings.origins ?? [new URL(issuer).origin];
  const app = new Hono();

  const signedIn = async (request: Request): Promise<P> => {
    checkSite(request, origins);
    const person = await whoIs(request);
    if (person === null) throw fail('session-expired', 'nobody is signed in');
    return person;
  };

  /** The secret of the vault that this server keeps for a person; undefined where it keeps none. */
  const secretOf = (sub: string, conversation: ConversationId) =>
    vaultSecret === undefined ? undefined : personVaultSecret({ vaultSecret, sub, conversation });

  const rosterFor = async (conversation: ConversationId) => {
    const invitations = (await settings.members?.(conversation)) ?? null;
    if (invitations === null) return undefined;
    return rosterOf({ keys, vaultSecret, issuer, conversation, suite: settings.suite ?? 77, invitations });
  };

  app.use(`${path}/*`, async (c, next) => {
    await next();
    c.header('cache-control', 'no-store');
    c.header('x-content-type-options', 'nosniff');
  });

  app.post(
    `${path}/passport`,
    bodyLimit({
      maxSize: requestBytesMax,
      onError: () => {
        throw fail('request-malformed', 'too large');
      },
    }),
    async (c) => {
      const person = await signedIn(c.req.raw);
      const { conversation, deviceKey } = await passportRequest(c.req.raw);
      const grant = await mayEnter({ person, conversation });
      if (grant === null) throw fail('not-permitted');
      const sub = pairwiseSub({ pairwiseSecret, person: person.id, conversation });
      // From here on nothing comes from the browser unchecked: what fails is the portal's own bug.
      const own = (thrown: unknown): never => {
        throw new Error('what the portal says cannot stand in a passport or roster', { cause: thrown });
      };
      const roster = await rosterFor(conversation).catch(own);
      const passport = await mintPassport({
        keys,
        issuer,
        conversation,
        deviceKey,
        ...grant,
        roster,
        person: {
          sub,
          name: person.name,
          credentials: person.credentials,
        },
        acr: person.acr,
        amr: person.amr,
        authTime: person.authTime,
      }).catch(own);
      const secret = secretOf(sub, conversation);
      const vault =
        vaults === 'own'
          ? { policy: 'own' }
          : secret === undefined
            ? undefined
            : { policy: 'portal', secret };
      return c.json({ passport, vault, roster: roster?.token });
    },
  );

  app.get(`${path}/rooms`, async (c) => {
    if (roomsOf === undefined) throw fail('not-found');
    return c.json(await roomsOf(await signedIn(c.req.raw)));
  });

  // Public by nature: peers fetch it from every origin, the relay too.
  app.get('/.well-known/jwks.json', cors({ origin: '*', allowMethods: ['GET'] }), (c) => {
    c.header('cache-control', 'public, max-age=300');
    c.header('x-content-type-options', 'nosniff');
    return c.json(jwks(keys));
  });

  app.onError((thrown, c) => {
    const code = thrown instanceof HTTPException ? 'request-malformed' : codeOf(thrown);
    if (code === 'internal') settings.report?.(thrown);
    return c.json({ code }, (errors[code].http || 500) as 400);
  });
  return app;
}
