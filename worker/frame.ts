import { coded } from './responses.ts';
import { tenantsOf } from './tenant/configuration.ts';

/** Nothing but the script: what the document shows comes from that, and what it looks like from adopted style sheets. */
const page = `<!doctype html>
<html>
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
    <meta name="color-scheme" content="light dark">
    <title>Bedside</title>
    <script type="module" src="/frame.js"></script>
  </head>
  <body></body>
</html>
`;

const denied = [
  'accelerometer',
  'autoplay',
  'camera',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'hid',
  'identity-credentials-get',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'usb',
  'window-management',
  'xr-spatial-tracking',
];

/**
 * The document of framed mode (DESIGN §9): its own script, sockets to this relay, the tenant's keys, and nothing else; and
 * it stands in the tenant's pages alone. `not-found` where the tenant is unknown, or does not list this relay's own origin
 * among those whose pages may open sessions: then it wants no frames.
 */
export function framePage(request: Request, tenant: string, tenants: string): Response {
  const configuration = tenantsOf(tenants).get(tenant);
  const { origin, host, protocol } = new URL(request.url);
  if (!configuration?.origins.includes(origin)) return coded('not-found');
  const sockets = `${protocol === 'https:' ? 'wss' : 'ws'}://${host}`;
  const policy = [
    `default-src 'none'`,
    `script-src 'self'`,
    `connect-src 'self' ${sockets} ${URL.parse(configuration.issuer)?.origin ?? ''}`.trimEnd(),
    `frame-ancestors ${configuration.origins.join(' ')}`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `require-trusted-types-for 'script'`,
    `trusted-types bedside-html`,
  ];
  return new Response(page, {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': policy.join('; '),
      'Permissions-Policy': denied.map((name) => `${name}=()`).join(', '),
      'Cache-Control': 'no-cache',
      // A page that is isolated from other origins, as one with a video's effects, shows no frame without these two.
      'Cross-Origin-Embedder-Policy': 'require-corp',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Origin-Agent-Cluster': '?1',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    },
  });
}
