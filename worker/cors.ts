import { tenantsOf } from './tenant/configuration.ts';

/**
 * The headers that let a page read an answer: only where its origin stands on some tenant's list, never a wildcard. The
 * preflight cannot know the tenant, which is in the body; whether the origin is that tenant's is asked with the body.
 */
export function corsHeaders(request: Request, tenants: string): Record<string, string> {
  const origin = request.headers.get('Origin');
  if (origin === null) return {};
  for (const tenant of tenantsOf(tenants).values())
    if (tenant.origins.includes(origin))
      return {
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Expose-Headers': 'Retry-After',
        'Cross-Origin-Resource-Policy': 'cross-origin',
        Vary: 'Origin',
      };
  return { Vary: 'Origin' };
}

/** The answer to a preflight: 204, with permission or without. */
export function preflight(request: Request, tenants: string): Response {
  const headers = corsHeaders(request, tenants);
  if ('Access-Control-Allow-Origin' in headers) {
    headers['Access-Control-Allow-Methods'] = 'POST';
    headers['Access-Control-Allow-Headers'] = 'content-type, dpop';
    headers['Access-Control-Max-Age'] = '600';
  }
  return new Response(null, { status: 204, headers });
}
