import { type Clock, Conversation, type Disk, type Identity, type Wake } from '../../engine/index.ts';
import { base64url, utf8 } from '../../shared/bytes.ts';
import { BedsideError } from '../../shared/errors.ts';
import { limits } from '../../shared/limits.ts';
import type { OpenTalk, Settings } from '../connect.ts';
import { browserDisk, memoryDisk } from './disk.ts';
import { browserLock } from './lock.ts';
import { browserWire } from './wire.ts';

const clock: Clock = {
  now: () => Date.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

/** The page can be seen again, or the network is back: both are a reason to ask whether the relay is there. */
const wake: Wake = {
  listen: (then) => {
    const seen = () => {
      if (document.visibilityState === 'visible') then();
    };
    document.addEventListener('visibilitychange', seen);
    addEventListener('pageshow', seen);
    addEventListener('online', then);
    return () => {
      document.removeEventListener('visibilitychange', seen);
      removeEventListener('pageshow', seen);
      removeEventListener('online', then);
    };
  },
};

const identityOf = (settings: Settings): Identity => ({
  passport: async (request) => ({ passport: await settings.getPassport(request) }),
  jwks: async (issuer) => {
    const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/jwks.json`, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(limits.openDeadlineMs),
    }).catch(() => null);
    if (response?.ok !== true) throw new BedsideError('portal-unreachable');
    const text = await response.text();
    if (text.length > limits.jwksBytesMax) throw new BedsideError('portal-refused', 'JWKS too large');
    try {
      const { keys } = JSON.parse(text) as { keys: readonly JsonWebKey[] };
      if (Array.isArray(keys)) return keys;
    } catch {
      // falls through: not a JWKS
    }
    throw new BedsideError('portal-refused', 'not a JWKS');
  },
});

/** What keeps apart the people and conversations that share a browser profile. */
async function scopeOf({ relay, tenant, conversation, profile }: Settings): Promise<string> {
  const name = utf8(JSON.stringify([relay, tenant, conversation, profile]));
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', name)));
}

/** Opens a conversation with the browser's ports: the one place where they are plugged in. */
export const openTalk: OpenTalk = async (settings) => {
  if (globalThis.crypto?.subtle === undefined)
    throw new BedsideError('browser-unsupported', 'not a secure context');
  const scope = await scopeOf(settings);
  let disk: Disk;
  try {
    disk = await browserDisk(scope);
  } catch {
    disk = memoryDisk();
  }
  return new Conversation({
    conversation: settings.conversation,
    ports: {
      wire: browserWire(settings.relay, settings.tenant),
      disk,
      lock: browserLock(scope),
      clock,
      wake,
      identity: identityOf(settings),
    },
  });
};
