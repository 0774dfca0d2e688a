import {
  type Clock,
  Conversation,
  type Disk,
  type Identity,
  type Lock,
  prepareSuite,
  type Wake,
} from '../../engine/index.ts';
import { BedsideError } from '../../shared/errors.ts';
import { limits } from '../../shared/limits.ts';
import type { OpenTalk, Settings } from '../connect.ts';
import { passportAnswer } from '../passport-request.ts';
import { scopeOf } from '../scope.ts';
import { browserDisk, type SharedDisk } from './disk.ts';
import { placeIn } from './places.ts';
import { SharedTalk } from './shared-talk.ts';
import { uncommon } from './uncommon.ts';
import { browserWire } from './wire.ts';

export { readyParts } from '../../shared/part.ts';

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

const identityOf = (settings: Settings, isOther: (person: string) => Promise<void>): Identity => ({
  isOther,
  passport: async (request) => passportAnswer(await settings.getPassport(request)),
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

/** Erases all that the widget keeps in this browser (forget.ts). */
export const forget = async (worker: string | null): Promise<void> => (await uncommon.get()).forget(worker);

/** A lock for one who holds the pen already, or shares with nobody. */
const ownLock: Lock = { hold: (_name, work) => work() };

/** True where tabs can find each other. */
const canShare = () => navigator.locks !== undefined && globalThis.BroadcastChannel !== undefined;

/**
 * Opens a conversation with the browser's ports: the one place where they are plugged in. All tabs of a person share one
 * leaf; another person in the same browser has one of their own (places.ts). Where the browser refuses storage there is nothing to share: each tab is a leaf of its own, in memory. Where it
 * cannot make tabs find each other, one waits for the other, or, without locks, the last one opened writes.
 */
export const openTalk: OpenTalk = async (settings) => {
  if (globalThis.crypto?.subtle === undefined)
    throw new BedsideError('browser-unsupported', 'not a secure context');
  // What this browser's WebCrypto lacks; fetched before anything depends on it.
  const prepared = prepareSuite().catch(() => {
    throw new BedsideError('relay-unreachable', 'primitives');
  });
  // What keeps apart the conversations that share a browser profile; in each, people have a place of their own.
  const { relay, tenant, conversation, profile } = settings;
  const [scope] = await Promise.all([scopeOf(relay, tenant, conversation, profile), prepared]);
  const place = placeIn(scope);
  const open = (disk: Disk, lock: Lock) =>
    new Conversation({
      conversation: settings.conversation,
      ports: {
        wire: browserWire(settings.relay, settings.tenant),
        disk,
        lock,
        clock,
        wake,
        identity: identityOf(settings, async (person) => (await uncommon.get()).moveTo(person, scope, place)),
      },
    });
  let disk: SharedDisk;
  try {
    disk = await browserDisk(place);
  } catch {
    return open((await uncommon.get()).memoryDisk(), ownLock);
  }
  if (!canShare()) return open(disk, (await uncommon.get()).browserLock(place, disk));
  return new SharedTalk({
    name: `bedside/${place}`,
    disk,
    open: (own) => open(own, ownLock),
    askWhose: () => open(disk, ownLock).askWhose(),
  });
};
