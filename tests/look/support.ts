import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

export const root = resolve(fileURLToPath(import.meta.url), '../../..');

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
};

/** A small server for what stands in a folder or is given by name. */
export interface Files {
  readonly origin: string;
  readonly close: () => Promise<void>;
}

/** Serves `folder`, and `texts` by path before it, to any origin. `csp`: for every answer. */
export async function serveFiles(
  folder: string,
  texts: Readonly<Record<string, string>> = {},
  csp = '',
): Promise<Files> {
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = join(folder, path);
    const inside = file.startsWith(folder) && existsSync(file) && statSync(file).isFile();
    const body = texts[path] ?? (inside ? readFileSync(file) : null);
    if (body === null) return response.writeHead(404).end();
    response
      .writeHead(200, {
        'content-type': types[extname(path) || '.html'] ?? 'application/octet-stream',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
        ...(csp ? { 'content-security-policy': csp } : {}),
      })
      .end(body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

/** Collects what a page complains of: errors, and everything that its policy refused. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}
