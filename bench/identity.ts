import type { Identity } from '../engine/index.ts';

/** `person` as the portal at `origin` vouches for it, in Node or in the portal's own page. */
export const identityAt = (origin: string, person: string): Identity => ({
  passport: async (request) => {
    const response = await fetch(`${origin}/chat/passport?person=${person}`, {
      method: 'POST',
      // A browser says its origin itself and does not heed this one.
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify(request),
    });
    if (!response.ok) throw new Error(`passport: ${response.status}`);
    return (await response.json()) as { passport: string };
  },
  jwks: async () => {
    const response = await fetch(`${origin}/.well-known/jwks.json`);
    return ((await response.json()) as { keys: JsonWebKey[] }).keys;
  },
});
