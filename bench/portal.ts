import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { bedsideRoutes, generatePortalKeys, type PortalKeys } from '../portal/index.ts';

/** The tenant's name at the relay. */
export const tenant = 'bench';

/** A portal on the loopback: passports for whoever asks, its JWKS, and the pages that are measured. */
export class BenchPortal {
  readonly keys: PortalKeys;
  readonly origin: string;
  readonly #server: Server;
  readonly #files = new Map<string, string>();
  #assets: string | null = null;

  private constructor(keys: PortalKeys, origin: string, server: Server) {
    this.keys = keys;
    this.origin = origin;
    this.#server = server;
  }

  static async open(): Promise<BenchPortal> {
    const keys = generatePortalKeys();
    let app = new Hono();
    const server = createServer(getRequestListener((request) => app.fetch(request)));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const origin = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    const portal = new BenchPortal(keys, origin, server);
    app = portal.#routes();
    return portal;
  }

  /** Serves `text` at a path: HTML, or a script where the path ends so. */
  page(path: string, text: string): void {
    this.#files.set(path, text);
  }

  /** Serves the files of a folder at the root, as the relay does: compressed, and kept by a browser (worker/assets/_headers). */
  assets(folder: string): void {
    this.#assets = folder;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((done) => this.#server.close(() => done()));
  }

  #routes(): Hono {
    const app = new Hono();
    const typed = (name: string) => (name.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8');
    app.route(
      '/',
      bedsideRoutes({
        keys: this.keys,
        issuer: this.origin,
        whoIs: (request) => {
          const id = new URL(request.url).searchParams.get('person') ?? 'nobody';
          return { id, name: id };
        },
        mayEnter: () => ({
          topic: 'clinical',
          role: 'patient',
          can: ['read', 'write', 'invite'],
          hist: 'chain',
        }),
      }),
    );
    app.get('*', async ({ req }) => {
      const text = this.#files.get(req.path);
      if (text !== undefined) return new Response(text, { headers: { 'content-type': typed(req.path) } });
      if (this.#assets === null || normalize(req.path).includes('..'))
        return new Response(null, { status: 404 });
      try {
        const file = await readFile(join(this.#assets, req.path));
        const isNamedByHash = req.path.startsWith('/assets/');
        return new Response(new Uint8Array(gzipSync(file, { level: 9 })), {
          headers: {
            'content-type': typed(req.path),
            'content-encoding': 'gzip',
            'cache-control': isNamedByHash ? 'max-age=31536000, immutable' : 'max-age=300',
          },
        });
      } catch {
        return new Response(null, { status: 404 });
      }
    });
    return app;
  }
}
