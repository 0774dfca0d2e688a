import { type BedsideError, codeOf, type ErrorCode, errors } from '../shared/errors.ts';

/** On every answer of the API: nothing to cache, sniff, render or refer from. */
const headers: Readonly<Record<string, string>> = {
  'Content-Type': 'application/json',
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** A JSON answer of the API. */
export function answer(status: number, body: unknown, more: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { ...headers, ...more } });
}

/**
 * The answer to what failed: `{"code"}` with the table's status, and not one word more (INV-10); but to a device whose
 * clock is off, what time it is.
 */
export function coded(
  code: ErrorCode,
  more: Readonly<Record<string, string>> = {},
  status?: number,
): Response {
  const http = errors[code].http;
  return http === 0
    ? answer(500, { code: 'internal' }, more)
    : answer(status ?? http, code === 'clock-off' ? { code, now: Date.now() } : { code }, more);
}

/** The answer to anything thrown. Only a broken setting is named in the log: its text is ours, without data. */
export function failed(thrown: unknown, more: Readonly<Record<string, string>> = {}): Response {
  const code = codeOf(thrown);
  if (code === 'setting-invalid') console.error((thrown as BedsideError).message);
  return coded(code, more);
}
