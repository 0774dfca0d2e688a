import { BedsideError } from '../../shared/errors.ts';
import { isLoopback } from '../loopback.ts';

/** One covered entity, as the relay's operator configured it. */
export interface TenantConfiguration {
  /** `iss` of its passports, and a part of its rooms' names. */
  readonly issuer: string;
  /** Where its keys are published: its own origin, never the relay's. https, or http on the loopback. */
  readonly jwks: string;
  /** The origins of the pages that may open sessions. */
  readonly origins: readonly string[];
}

export type Tenants = ReadonlyMap<string, TenantConfiguration>;

const invalid = (detail: string) => new BedsideError('setting-invalid', `TENANTS: ${detail}`);
const tenantsMax = 1000;
const originsMax = 64;

/**
 * The tenants in the var TENANTS: `{"<tenant>": {"issuer", "jwks", "origins": […]}}`, nothing more and nothing less.
 * Throws `setting-invalid`, naming the field and never its value.
 */
export function tenantsFrom(text: string): Tenants {
  const tenants = new Map<string, TenantConfiguration>();
  const issuers = new Set<string>();
  const entries = Object.entries(object(json(text), 'not an object'));
  if (entries.length > tenantsMax) throw invalid('too many');
  for (const [name, value] of entries) {
    if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) throw invalid('a name');
    const { issuer, jwks, origins, ...rest } = object(value, 'a tenant is not an object');
    if (Object.keys(rest).length > 0) throw invalid('an unknown field');
    if (typeof issuer !== 'string' || issuer.length === 0 || issuer.length > 256) throw invalid('issuer');
    if (issuers.has(issuer)) throw invalid('issuer: two tenants share it');
    if (typeof jwks !== 'string' || !isSafeUrl(jwks)) throw invalid('jwks');
    if (!Array.isArray(origins) || origins.length > originsMax) throw invalid('origins');
    if (!origins.every((origin) => typeof origin === 'string' && isOrigin(origin))) throw invalid('origins');
    issuers.add(issuer);
    tenants.set(name, { issuer, jwks, origins });
  }
  return tenants;
}

let read: { readonly text: string; readonly tenants: Tenants } | null = null;

/** {@link tenantsFrom}, parsed once for each text. */
export function tenantsOf(text: string): Tenants {
  if (read?.text !== text) read = { text, tenants: tenantsFrom(text) };
  return read.tenants;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('not JSON');
  }
}

function object(value: unknown, detail: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(detail);
  return value as Record<string, unknown>;
}

function isSafeUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '' || url.hash !== '') return false;
  return url.protocol === 'https:' || isLoopback(url);
}

const isOrigin = (text: string): boolean => /^https?:/.test(text) && URL.parse(text)?.origin === text;
