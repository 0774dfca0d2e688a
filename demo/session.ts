import type { Context } from 'hono';
import { setSignedCookie } from 'hono/cookie';
import { parseSigned } from 'hono/utils/cookie';
import type { Person } from '../portal/index.ts';
import { personWith } from './clinic.ts';
import { sessionSecret } from './settings.ts';

const name = 'riverside-session';
const lifetimeS = 12 * 3600;

/**
 * Signs a person in, on this part of the site only: the cookie's path keeps the patient's session and the clinician's
 * apart, so that one browser can show both side by side. (The demo asks for no password. A portal does.)
 */
export async function signIn(c: Context, person: Person, path: string): Promise<void> {
  const since = Math.floor(Date.now() / 1000);
  await setSignedCookie(c, name, `${person.id}.${since}`, sessionSecret, {
    path,
    httpOnly: true,
    sameSite: 'Lax',
    maxAge: lifetimeS,
    // The demo is http on this machine. On a real origin: secure: true, prefix: 'secure'.
  });
}

/** Who a request comes from, or null. */
export async function whoIs(request: Request): Promise<Person | null> {
  const cookies = await parseSigned(request.headers.get('cookie') ?? '', sessionSecret, name);
  const [id = '', since = ''] = (cookies[name] || '').split('.');
  const authTime = Number(since);
  const person = personWith(id);
  if (person === null || !(authTime + lifetimeS > Date.now() / 1000)) return null;
  return { ...person, authTime };
}
