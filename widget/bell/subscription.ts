import { base64url, fromBase64url } from '../../shared/bytes.ts';
import { BedsideError } from '../../shared/errors.ts';

/**
 * Whether this browser can be rung for a page like this one. `install`: only once the page stands on the device's home screen.
 * `unable`: not in this browser, or not in a frame of another site. `blocked`: its person, or an administrator, has forbidden it.
 */
export type BellAbility = 'able' | 'blocked' | 'install' | 'unable';

/** What there is to know before anybody is asked. */
export function bellAbility(): BellAbility {
  if (isFramedAway()) return 'unable';
  if (!('serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis))
    return (navigator as { standalone?: boolean }).standalone === false ? 'install' : 'unable';
  return Notification.permission === 'denied' ? 'blocked' : 'able';
}

/** In a frame of another site browsers ask nobody for permission. */
function isFramedAway(): boolean {
  try {
    return window.top!.location.origin !== location.origin;
  } catch {
    return true;
  }
}

interface Policy {
  createScriptURL(url: string): string;
}
let policy: Policy | undefined;

/** As a page with Trusted Types wants it: a script of its own origin, and no other. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as {
    trustedTypes?: { createPolicy(name: string, rules: Policy): Policy };
  };
  policy ??= trustedTypes?.createPolicy('bedside', {
    createScriptURL(wish) {
      if (new URL(wish).origin !== location.origin) throw new BedsideError('setting-invalid', 'bell-worker');
      return wish;
    },
  });
  return policy === undefined ? url : policy.createScriptURL(url);
}

/**
 * The registration of that script. Its scope is its own path, where no page stands: it takes no page over, and no place that
 * a service worker of the portal's has.
 */
const scopeOfWorker = (url: string): string => new URL(url).pathname;
const registrationOf = (url: string) => navigator.serviceWorker.getRegistration(scopeOfWorker(url));

/** Where this browser can be rung for `key`; subscribes where it is not, or for another key. Throws `bell-refused` where the browser would not. */
export async function subscribe(worker: string, key: string): Promise<string> {
  try {
    await navigator.serviceWorker.register(trusted(worker), { scope: scopeOfWorker(worker) });
    const { pushManager } = await active(worker);
    const before = await pushManager.getSubscription();
    if (before !== null && keyOf(before) === key) return before.endpoint;
    await before?.unsubscribe();
    const options = { userVisibleOnly: true, applicationServerKey: fromBase64url(key)! };
    return (await pushManager.subscribe(options)).endpoint;
  } catch (thrown) {
    throw thrown instanceof BedsideError ? thrown : new BedsideError('bell-refused', 'by the browser');
  }
}

const keyOf = ({ options }: PushSubscription): string =>
  base64url(new Uint8Array(options.applicationServerKey ?? new ArrayBuffer()));

/** A worker must be active before it can be subscribed. */
async function active(worker: string): Promise<ServiceWorkerRegistration> {
  const registration = (await registrationOf(worker))!;
  const { installing, waiting } = registration;
  const coming = installing ?? waiting;
  if (registration.active === null && coming !== null)
    await new Promise<void>((resolve) => {
      coming.addEventListener('statechange', () => {
        if (coming.state === 'activated' || coming.state === 'redundant') resolve();
      });
    });
  return registration;
}

/** This browser is not rung any more, whatever rooms still know. */
export async function unsubscribe(worker: string): Promise<void> {
  const registration = await registrationOf(worker);
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
  await registration?.unregister();
}

/** Takes away what was shown: somebody is here. */
export async function clearNotifications(worker: string, tag: string): Promise<void> {
  for (const shown of (await (await registrationOf(worker))?.getNotifications({ tag })) ?? []) shown.close();
}
