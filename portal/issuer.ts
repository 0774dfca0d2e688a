import { BedsideError } from '../shared/errors.ts';

const malformed = (detail: string) => new BedsideError('request-malformed', detail);

/** An absolute http(s) URL with nothing behind its path; plain http only where no network is between. Throws `request-malformed`. */
export function checkedIssuer(issuer: unknown): string {
  const url = typeof issuer === 'string' ? URL.parse(issuer) : null;
  if (url === null || url.search !== '' || url.hash !== '' || url.username !== '')
    throw malformed('issuer is not a URL');
  const local = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local))
    throw malformed('issuer is not https');
  return issuer as string;
}
