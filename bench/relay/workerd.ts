import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const startMs = 20_000;

/** What a worker needs beside its code. */
export interface WorkerPlan {
  /** The entry, from the project's root. */
  readonly entry: string;
  /** Binding → class, each with SQLite on disk. */
  readonly objects: Readonly<Record<string, string>>;
  readonly vars: Readonly<Record<string, string>>;
}

/** The path of the real binary: what `.bin` has is a wrapper, and killing that leaves workerd behind. */
function binary(): string {
  const require = createRequire(createRequire(import.meta.url).resolve('workerd/package.json'));
  const name = `workerd-${process.platform}-${process.arch === 'x64' ? '64' : process.arch}`;
  return require.resolve(`@cloudflare/${name}/bin/workerd`);
}

/** `workerd serve` with one worker on the loopback and its objects' databases in a temporary folder. */
export class Workerd {
  readonly origin: string;
  readonly #folder: string;
  readonly #child: ChildProcess;

  private constructor(origin: string, folder: string, child: ChildProcess) {
    this.origin = origin;
    this.#folder = folder;
    this.#child = child;
  }

  /** Throws with what workerd said where it does not start. */
  static async serve(plan: WorkerPlan): Promise<Workerd> {
    const folder = await mkdtemp(join(tmpdir(), 'bedside-bench-'));
    await mkdir(join(folder, 'data'));
    await build({
      entryPoints: [join(root, plan.entry)],
      outfile: join(folder, 'worker.js'),
      bundle: true,
      format: 'esm',
      target: 'es2022',
      conditions: ['workerd', 'worker', 'browser'],
      external: ['cloudflare:*', 'node:*'],
      logLevel: 'error',
    });
    await writeFile(join(folder, 'config.capnp'), await config(plan, join(folder, 'data')));
    // The socket is bound by workerd itself, to whatever is free, and told on descriptor 3.
    const args = ['serve', '--socket-addr=http=127.0.0.1:0', '--control-fd=3', join(folder, 'config.capnp')];
    const child = spawn(binary(), args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
    // Whatever ends the bench: no process and no data stay behind.
    process.once('exit', () => {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    });
    let said = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000);
    });
    try {
      const port = await portOf(child);
      return new Workerd(`http://127.0.0.1:${port}`, folder, child);
    } catch {
      child.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
      throw new Error(`workerd did not start: ${said}`);
    }
  }

  /** Ends it; then hands the folder with a class's databases to `look`, and removes all. */
  async stop(look?: (databases: (className: string) => string) => Promise<void>): Promise<void> {
    const gone = new Promise<void>((done) => {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) done();
      else this.#child.once('exit', () => done());
    });
    this.#child.kill('SIGTERM');
    const late = setTimeout(() => this.#child.kill('SIGKILL'), 3000);
    await gone;
    clearTimeout(late);
    try {
      await look?.((className) => join(this.#folder, 'data', `bench-${className}`));
    } finally {
      await rm(this.#folder, { recursive: true, force: true });
    }
  }
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((done, fail) => {
    let told = '';
    setTimeout(fail, startMs).unref();
    child.once('exit', fail).once('error', fail);
    (child.stdio[3] as Readable).setEncoding('utf8').on('data', (text: string) => {
      told += text;
      const port = /"port"\s*:\s*(\d+)/.exec(told)?.[1];
      if (port !== undefined) done(Number(port));
    });
  });
}

async function config({ objects, vars }: WorkerPlan, data: string): Promise<string> {
  const toml = await readFile(join(root, 'wrangler.toml'), 'utf8');
  const date = /^compatibility_date = "([\d-]+)"/m.exec(toml)?.[1];
  if (date === undefined) throw new Error('wrangler.toml names no compatibility_date');
  const text = (value: string) => JSON.stringify(value);
  const classes = Object.values(objects);
  const bindings = [
    ...Object.entries(objects).map(
      ([name, of]) => `(name = ${text(name)}, durableObjectNamespace = ${text(of)})`,
    ),
    ...Object.entries(vars).map(([name, value]) => `(name = ${text(name)}, text = ${text(value)})`),
    '(name = "ASSETS", service = "assets")',
  ];
  // The network may reach this machine: the JWKS is served here.
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "assets", worker = .assets),
    (name = "internet", network = (allow = ["public", "private"])),
    (name = "disk", disk = (path = ${text(data)}, writable = true)) ],
  sockets = [ (name = "http", address = "127.0.0.1:0", http = (), service = "main") ] );
const main :Workerd.Worker = (
  modules = [ (name = "worker", esModule = embed "worker.js") ],
  compatibilityDate = ${text(date)}, compatibilityFlags = ["nodejs_compat"],
  durableObjectNamespaces = [ ${classes
    .map((name) => `(className = ${text(name)}, uniqueKey = ${text(`bench-${name}`)}, enableSql = true)`)
    .join(', ')} ],
  durableObjectStorage = (localDisk = "disk"),
  bindings = [ ${bindings.join(', ')} ] );
const assets :Workerd.Worker = (
  compatibilityDate = ${text(date)},
  serviceWorkerScript = "addEventListener('fetch', (e) => e.respondWith(new Response(null, { status: 404 })))" );
`;
}
