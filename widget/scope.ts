import { base64url, utf8 } from '../shared/bytes.ts';
import { json } from '../shared/plain-page.ts';

/** A name for what these texts name together: equal for equal ones, and nothing can be read back from it. */
export async function scopeOf(...parts: readonly string[]): Promise<string> {
  const name = utf8(json(parts));
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', name)));
}
