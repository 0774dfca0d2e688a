import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The strictest policy that there is. */
const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; require-trusted-types-for 'script'; base-uri 'none'; form-action 'none'";
const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>Stage</title><link rel="stylesheet" href="stage.css"><script type="module" src="stage.js"></script>
<main><bedside-chat relay="https://relay.example" tenant="riverside" conversation="${'c'.repeat(43)}" passport-url="/chat/passport"></bedside-chat></main></html>`;
/* A page of its own around the element: bare, a text for the launcher to stand over, a video for the visit to lie on. */
const style = `html, body { margin: 0; block-size: 100%; background: #ece8e1 } html.large { font-size: 200% }
main { box-sizing: border-box; block-size: 100%; padding: 24px; max-inline-size: 60rem; margin-inline: auto }
main:has([layout='visit']) { display: grid; grid-template-columns: minmax(0, 1fr); justify-items: end; max-inline-size: none;
  background: radial-gradient(circle at 38% 42%, #c9a58a 0 3rem, transparent 6rem), radial-gradient(ellipse 12rem 11rem at 38% 100%, #2f5560 40%, transparent),
    radial-gradient(ellipse 20rem 28rem at 78% 10%, #dfe8df, transparent), linear-gradient(160deg, #9db1ad, #46595a) }
main [layout='visit'] { inline-size: min(24rem, 100%) }
@media (width < 480px) { main:not(:has([layout='visit'])) { padding: 0 } bedside-chat:not([layout='visit']) { --bedside-radius: 0; --bedside-border-width: 0 }
  main [layout='visit'] { align-self: end; block-size: 62% } }
@media (prefers-color-scheme: dark) { html, body { background: #0b0d0e } }`;

export interface StageServer {
  readonly origin: string;
  close(): void;
}

/** Builds stage.ts and serves it under a policy without exceptions, Trusted Types required. */
export async function serveStage(): Promise<StageServer> {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL('stage.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['production'],
    minify: true,
    write: false,
  });
  const files: Record<string, readonly [string, string]> = {
    '/': ['text/html', page],
    '/stage.css': ['text/css', style],
    '/stage.js': ['text/javascript', bundle.outputFiles[0]!.text],
  };
  const server = createServer((request, response) => {
    const file = files[new URL(request.url ?? '/', 'http://localhost').pathname];
    if (!file) return response.writeHead(204).end();
    response
      .writeHead(200, { 'content-type': `${file[0]}; charset=utf-8`, 'content-security-policy': csp })
      .end(file[1]);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
