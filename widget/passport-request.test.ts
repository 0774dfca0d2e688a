import { codeOf } from '../shared/errors.ts';
import { passportAnswer, passportFrom } from './passport-request.ts';
import { equal, ok, same } from './testing/assert.ts';
import { afterEach, describe, it } from './testing/bdd.ts';

const real = window.fetch;
const request = { conversation: 'c'.repeat(43), deviceKey: { kty: 'OKP', crv: 'Ed25519', x: 'x' } };
let asked: [url: string, init: RequestInit][] = [];

function portal(answer: () => Response | Promise<Response>): void {
  asked = [];
  window.fetch = async (url, init) => {
    asked.push([String(url), init ?? {}]);
    return answer();
  };
}
const codeFrom = (url = `${location.origin}/chat/passport`) =>
  passportFrom(url)(request).then(
    (answer) => answer,
    (thrown) => codeOf(thrown),
  );

afterEach(() => {
  window.fetch = real;
});

describe('passport request', () => {
  it('posts conversation and key with the portal’s cookie', async () => {
    portal(() => Response.json({ passport: 'a.b.c~' }));
    same(await codeFrom(), { passport: 'a.b.c~' });
    const [, init] = asked[0]!;
    equal(init.method, 'POST');
    equal(init.credentials, 'same-origin');
    same(JSON.parse(init.body as string), request);
    await codeFrom('https://portal.example/chat/passport');
    equal(asked[1]![1].credentials, 'include');
  });
  it('takes the person’s vault along, and passes over one of a kind that it does not know', async () => {
    const vault = { policy: 'portal', secret: 's'.repeat(43) };
    portal(() => Response.json({ passport: 'a.b.c~', vault: { ...vault, more: 1 } }));
    same(await codeFrom(), { passport: 'a.b.c~', vault });
    for (const other of [null, 'x', { policy: 'moon', secret: 's' }, { policy: 'portal', secret: 7 }]) {
      portal(() => Response.json({ passport: 'a.b.c~', vault: other }));
      same(await codeFrom(), { passport: 'a.b.c~' });
    }
  });
  it('takes the roster along, and none that is too long to be one', async () => {
    portal(() => Response.json({ passport: 'a.b.c~', roster: 'd.e.f' }));
    same(await codeFrom(), { passport: 'a.b.c~', roster: 'd.e.f' });
    for (const other of [null, 7, 'x'.repeat(256 * 1024 + 1)]) {
      portal(() => Response.json({ passport: 'a.b.c~', roster: other }));
      same(await codeFrom(), { passport: 'a.b.c~' });
    }
  });
  it('a function may give the passport alone', () => {
    same(passportAnswer('a.b.c~'), { passport: 'a.b.c~' });
    for (const none of [null, undefined, '', 7, {}, { passport: 7 }]) {
      let code = '';
      try {
        passportAnswer(none);
      } catch (thrown) {
        code = codeOf(thrown);
      }
      equal(code, 'portal-refused');
    }
  });
  it('tells a portal that is away from one that refuses', async () => {
    for (const [answer, code] of [
      [() => Promise.reject(new TypeError('network')), 'portal-unreachable'],
      [() => new Response('', { status: 503 }), 'portal-unreachable'],
      [() => new Response('', { status: 429 }), 'portal-unreachable'],
      [() => new Response('', { status: 403 }), 'portal-refused'],
      [() => new Response('<html>Sign in</html>'), 'portal-refused'],
      [() => Response.json({}), 'portal-refused'],
      [() => Response.json({ passport: 'x'.repeat(9000) }), 'portal-refused'],
    ] as const) {
      portal(answer);
      equal(await codeFrom(), code);
    }
  });
  it('takes a redirect for a sign-in page', async () => {
    portal(() => new Response('', { status: 403 }));
    await codeFrom();
    equal(asked[0]![1].redirect, 'manual');
    ok(!Response.error().ok);
  });
});
