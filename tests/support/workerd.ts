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
const startMs = 30_000;

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

/**
 * `workerd serve` with one worker on the loopback and its objects' databases in a temporary folder that outlives the process:
 * it may be killed and started again on the same data, at another port.
 */
export class Workerd {
  readonly #folder: string;
  #child: ChildProcess | null = null;
  #origin = '';

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Builds the worker and starts it. Throws with what workerd said where it does not start. */
  static async serve(plan: WorkerPlan): Promise<Workerd> {
    const folder = await mkdtemp(join(tmpdir(), 'bedside-workerd-'));
    const workerd = new Workerd(folder);
    try {
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
      await workerd.start();
    } catch (thrown) {
      await workerd.remove();
      throw thrown;
    }
    return workerd;
  }

  /** Where it listens now. */
  get origin(): string {
    return this.#origin;
  }

  /** Starts it on its data. Throws with what it said where it does not start. */
  async start(): Promise<void> {
    // The socket is bound by workerd itself, to whatever is free, and told on descriptor 3.
    const args = ['serve', '--socket-addr=http=127.0.0.1:0', '--control-fd=3'];
    const child = spawn(binary(), [...args, join(this.#folder, 'config.capnp')], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    // Whatever ends the run: no process and no data stay behind.
    const orphan = () => {
      child.kill('SIGKILL');
      rmSync(this.#folder, { recursive: true, force: true });
    };
    process.once('exit', orphan);
    child.once('exit', () => process.off('exit', orphan));
    let said = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000);
    });
    try {
      this.#origin = `http://127.0.0.1:${await portOf(child)}`;
    } catch {
      child.kill('SIGKILL');
      throw new Error(`workerd did not start: ${said}`);
    }
  }

  /** SIGKILL: nothing is flushed, nothing is said. Resolves when the process is gone. Throws where it was gone already. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null)
      throw new Error('workerd died by itself');
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
    this.#child = null;
  }

  /** Ends it as an operator would. The databases stay. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 3000);
    await gone;
    clearTimeout(late);
  }

  /** The folder with the databases of a class. */
  databases(className: string): string {
    return join(this.#folder, 'data', `bedside-${className}`);
  }

  /** Ends it, and removes the databases. */
  async remove(): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The brakes hold a device to what a person writes; whoever measures or crashes a room is a dozen people. */
const free = 1e9;
const brakes = [
  'framesPerSecond',
  'framesBurst',
  'sendsPerSecond',
  'sendsBurst',
  'pagesPerSecond',
  'pagesBurst',
  'sessionsPerMinute',
  'commitsPerMinute',
];

/** The relay as it is deployed, with one tenant, and without its limits of rate. */
export const serveRelay = (tenant: { readonly name: string; readonly issuer: string }): Promise<Workerd> =>
  Workerd.serve({
    entry: 'worker/index.ts',
    objects: { ROOMS: 'Room', TENANT_KEYS: 'Tenant' },
    vars: {
      TENANTS: JSON.stringify({
        [tenant.name]: {
          issuer: tenant.issuer,
          jwks: `${tenant.issuer}/.well-known/jwks.json`,
          origins: [tenant.issuer],
        },
      }),
      LIMITS: JSON.stringify(Object.fromEntries(brakes.map((name) => [name, free]))),
    },
  });

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((done, fail) => {
    let told = '';
    const late = setTimeout(fail, startMs);
    child.once('exit', fail).once('error', fail);
    (child.stdio[3] as Readable).setEncoding('utf8').on('data', (text: string) => {
      told += text;
      const port = /"port"\s*:\s*(\d+)/.exec(told)?.[1];
      if (port === undefined) return;
      clearTimeout(late);
      done(Number(port));
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
    .map((name) => `(className = ${text(name)}, uniqueKey = ${text(`bedside-${name}`)}, enableSql = true)`)
    .join(', ')} ],
  durableObjectStorage = (localDisk = "disk"),
  bindings = [ ${bindings.join(', ')} ] );
const assets :Workerd.Worker = (
  compatibilityDate = ${text(date)},
  serviceWorkerScript = "addEventListener('fetch', (e) => e.respondWith(new Response(null, { status: 404 })))" );
`;
}
