import { base64url, utf8 } from '../../shared/bytes.ts';
import { limits } from '../../shared/limits.ts';
import type { BellSetting } from './setting.ts';

/** Tokens of this isolate, by key and service: one says nothing of any device or room, so that all rings may show the same. */
const made = new Map<string, { readonly header: Promise<string>; readonly untilMs: number }>();
/** A wildcard service has names without end, and devices choose among them. */
const madeMax = 64;

const part = (value: object): string => base64url(utf8(JSON.stringify(value)));

/** The `Authorization` by which the push service at `audience`, an origin, knows this relay (RFC 8292). */
export function authorization(setting: BellSetting, audience: string, nowMs: number): Promise<string> {
  const name = `${setting.key.x} ${setting.subject} ${audience}`;
  const known = made.get(name);
  if (known !== undefined && known.untilMs > nowMs) return known.header;
  if (made.size >= madeMax) made.clear();
  const header = sign(setting, audience, nowMs);
  // Used for half of its life, so that a service whose clock is off still takes it.
  made.set(name, { header, untilMs: nowMs + limits.bellTokenMs / 2 });
  return header;
}

async function sign({ key, publicKey, subject }: BellSetting, aud: string, nowMs: number): Promise<string> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const exp = Math.floor((nowMs + limits.bellTokenMs) / 1000);
  const signed = `${part({ typ: 'JWT', alg: 'ES256' })}.${part({ aud, exp, sub: subject })}`;
  const signer = await crypto.subtle.importKey('jwk', key, algorithm, false, ['sign']);
  const signature = await crypto.subtle.sign(algorithm, signer, utf8(signed));
  return `vapid t=${signed}.${base64url(new Uint8Array(signature))}, k=${base64url(publicKey)}`;
}
