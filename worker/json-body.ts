import { BedsideError } from '../shared/errors.ts';
import { readAtMost } from './body.ts';

const malformed = (detail: string) => new BedsideError('request-malformed', detail);

/**
 * The texts of a JSON body of at most `bytesMax` bytes that has exactly these fields, each a text. Throws
 * `request-malformed`.
 */
export async function jsonBody<Name extends string>(
  request: Request,
  names: readonly Name[],
  bytesMax: number,
): Promise<Readonly<Record<Name, string>>> {
  if (request.headers.get('Content-Type')?.split(';')[0]?.trim().toLowerCase() !== 'application/json')
    throw malformed('content type');
  const bytes = await readAtMost(request.body, bytesMax);
  if (bytes === null) throw malformed('too long');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw malformed('not JSON');
  }
  if (typeof value !== 'object' || value === null) throw malformed('not an object');
  const of = value as Record<string, unknown>;
  if (Object.keys(of).length !== names.length || !names.every((name) => typeof of[name] === 'string'))
    throw malformed('fields');
  return of as Record<Name, string>;
}
