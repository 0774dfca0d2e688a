import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const startMs = 30_000;
const free = 1e9;
/** The brakes are lifted: a writer here is a dozen people, and a resend after a crash comes all at once. */
const unlimited = [
  'framesPerSecond',
  'framesBurst',
  'sendsPerSecond',
  'sendsBurst',
  'pagesPerSecond',
  'pagesBurst',
  'sessionsPerMinute',
  'commitsPerMinute',
]; // prettier-ignore

/** The path of the real binary: what `.bin` has is a wrapper, and killing that leaves workerd behind. */
function binary(): string {
  const require = createRequire(createRequire(import.meta.url).resolve('workerd/package.json'));
  const name = `workerd-${process.platform}-${process.arch === 'x64' ? '64' : process.arch}`;
  return require.resolve(`@cloudflare/${name}/bin/workerd`);
}

/**
 * The relay under `workerd serve`, one process with its objects' databases in a folder that outlives it: to be killed
 * and started again on the same data, at another port.
 */
export class MortalRelay {
  readonly folder: string;
  #child: ChildProcess | null = null;
  #origin = '';

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(tenant: { readonly name: string; readonly issuer: string }): Promise<MortalRelay> {
    const folder = await mkdtemp(join(tmpdir(), 'bedside-crash-'));
    await mkdir(join(folder, 'data'));
    await build({
      entryPoints: [join(root, 'worker/index.ts')],
      outfile: join(folder, 'worker.js'),
      bundle: true,
      format: 'esm',
      target: 'es2022',
      conditions: ['workerd', 'worker', 'browser'],
      external: ['cloudflare:*', 'node:*'],
      logLevel: 'error',
    });
    await writeFile(join(folder, 'config.capnp'), await config(join(folder, 'data'), tenant));
    const relay = new MortalRelay(folder);
    await relay.start();
    return relay;
  }

  /** Where it listens now. */
  get origin(): string {
    return this.#origin;
  }

  /** Starts it on its data. Throws with what it said where it does not start. */
  async start(): Promise<void> {
    // The socket is bound by workerd itself, to whatever is free, and told on descriptor 3.
    const args = [
      'serve',
      '--socket-addr=http=127.0.0.1:0',
      '--control-fd=3',
      join(this.folder, 'config.capnp'),
    ];
    const child = spawn(binary(), args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
    this.#child = child;
    const orphan = () => child.kill('SIGKILL');
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

  /** SIGKILL: nothing is flushed, nothing is said. Resolves when the process is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null)
      throw new Error('workerd died by itself');
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
    this.#child = null;
  }

  /** Ends it. The databases stay. */
  async stop(): Promise<void> {
    if (this.#child !== null) await this.kill();
  }

  /** Removes the databases. */
  async remove(): Promise<void> {
    await this.stop().catch(() => {});
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

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

async function config(data: string, tenant: { name: string; issuer: string }): Promise<string> {
  const toml = await readFile(join(root, 'wrangler.toml'), 'utf8');
  const date = /^compatibility_date = "([\d-]+)"/m.exec(toml)?.[1];
  if (date === undefined) throw new Error('wrangler.toml names no compatibility_date');
  const text = (value: string) => JSON.stringify(value);
  const tenants = JSON.stringify({
    [tenant.name]: {
      issuer: tenant.issuer,
      jwks: `${tenant.issuer}/.well-known/jwks.json`,
      origins: [tenant.issuer],
    },
  });
  const rates = JSON.stringify(Object.fromEntries(unlimited.map((name) => [name, free])));
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
  durableObjectNamespaces = [
    (className = "Room", uniqueKey = "crash-Room", enableSql = true),
    (className = "Tenant", uniqueKey = "crash-Tenant", enableSql = true) ],
  durableObjectStorage = (localDisk = "disk"),
  bindings = [
    (name = "ROOMS", durableObjectNamespace = "Room"),
    (name = "TENANT_KEYS", durableObjectNamespace = "Tenant"),
    (name = "TENANTS", text = ${text(tenants)}),
    (name = "LIMITS", text = ${text(rates)}),
    (name = "ASSETS", service = "assets") ] );
const assets :Workerd.Worker = (
  compatibilityDate = ${text(date)},
  serviceWorkerScript = "addEventListener('fetch', (e) => e.respondWith(new Response(null, { status: 404 })))" );
`;
}
