/**
 * `npm start`: builds the widget, starts the relay (wrangler dev) and the demo portal, and says where they are. Each
 * child runs in a process group of its own on a leash: when this process goes, however it goes, the group goes.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeBell } from './bell.ts';

const self = fileURLToPath(import.meta.url);
const root = resolve(self, '../..');
const startDeadlineMs = 90_000;
const stopDeadlineMs = 5_000;
const probeMs = 500;
const answerMs = 2_000;
// Nobody listens: soon. Somebody listens and is silent: wrangler may be starting workerd again, or the machine is busy.
const refusedMs = 2_000;
const silentMs = 8_000;
const restartsPerMinuteMax = 5;

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

/**
 * `start.ts --leash <command …>`: runs the command in this process's group until it ends or the other end of the
 * standard input is gone, which the kernel sees to even when that end was killed. Then nothing of the group is left:
 * wrangler killed alone would leave its workerd behind on the port.
 */
function leash([command, ...args]: string[]): void {
  const child = spawn(command!, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const end = () => process.kill(-process.pid, 'SIGKILL');
  child.on('exit', end).on('error', end);
  let asked = false;
  const ask = () => {
    if (asked) return;
    asked = true;
    process.kill(-process.pid, 'SIGTERM');
    setTimeout(end, stopDeadlineMs - 2_000);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, ask);
  process.stdin.on('end', ask).on('error', ask).resume();
}

interface Settings {
  readonly relayPort: number;
  /** Another name of this machine makes the relay another site than the portal, to a browser. */
  readonly relayHost: string;
  readonly portalPort: number;
  readonly dataDir: string;
}

function settings(): Settings {
  const port = (name: string, standard: number) => {
    const value = Number(process.env[name] || standard);
    if (!Number.isInteger(value) || value < 1 || value > 65535) throw new Error(`${name} is not a port.`);
    return value;
  };
  return {
    relayPort: port('RELAY_PORT', 8787),
    relayHost: process.env['RELAY_HOST'] || '127.0.0.1',
    portalPort: port('PORTAL_PORT', 8080),
    dataDir: resolve(root, process.env['BEDSIDE_DATA'] || '.bedside'),
  };
}

/** A port that is free on the loopback: `port`, or any for 0. Null where it is taken. */
const freePort = (port: number) =>
  new Promise<number | null>((done) => {
    const server = createServer();
    server.once('error', () => done(null));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : null));
    });
  });

type Health = 'up' | 'silent' | 'refused';
async function health(url: string): Promise<Health> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(answerMs) });
    await response.body?.cancel();
    return response.ok ? 'up' : 'silent';
  } catch (thrown) {
    const { cause } = thrown as { cause?: { code?: string } };
    return cause?.code === 'ECONNREFUSED' ? 'refused' : 'silent';
  }
}

interface Service {
  readonly name: string;
  readonly url: string;
  readonly log: string;
  readonly command: () => Promise<readonly string[]>;
  readonly env: Readonly<Record<string, string>>;
}

/** The relay's key at push services, made on the first start. `BELL_SERVICES`: others than those of browsers, for tests. */
function bell(dataDir: string): string {
  const file = join(dataDir, 'bell.json');
  const services = process.env['BELL_SERVICES']?.split(' ');
  if (!existsSync(file))
    writeFileSync(file, makeBell('mailto:demo@riverside.example', services), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

function services({ relayPort, relayHost, portalPort, dataDir }: Settings): {
  relay: Service;
  portal: Service;
} {
  const portal = `http://127.0.0.1:${portalPort}`;
  const relay = `http://${relayHost}:${relayPort}`;
  const tenants = {
    // The relay's own origin among them: its frames open sessions too.
    riverside: { issuer: portal, jwks: `${portal}/.well-known/jwks.json`, origins: [portal, relay] },
  };
  const common = {
    BEDSIDE_DATA: dataDir,
    RELAY_PORT: `${relayPort}`,
    RELAY_HOST: relayHost,
    PORTAL_PORT: `${portalPort}`,
  };
  const wrangler = async () => [
    process.execPath,
    join(root, 'node_modules/wrangler/bin/wrangler.js'),
    'dev',
    '--ip=127.0.0.1',
    `--port=${relayPort}`,
    `--inspector-port=${(await freePort(0)) ?? 0}`,
    `--persist-to=${join(dataDir, 'relay')}`,
    '--log-level=error',
    '--show-interactive-dev-session=false',
    '--var',
    `TENANTS:${JSON.stringify(tenants)}`,
    '--var',
    `BELL:${bell(dataDir)}`,
  ];
  return {
    relay: {
      name: 'relay',
      url: `http://127.0.0.1:${relayPort}/v1/health`,
      log: join(dataDir, 'log', 'relay.log'),
      command: wrangler,
      env: {
        ...common,
        // Nothing is asked of, or told to, anyone: no metrics, crash reports, update check, colo lookup. No recordings
        // of requests either, and no registry that a second relay on this machine would join.
        WRANGLER_SEND_METRICS: 'false',
        WRANGLER_SEND_ERROR_REPORTS: 'false',
        WRANGLER_HIDE_BANNER: 'true',
        WRANGLER_WRITE_LOGS: 'false',
        WRANGLER_REGISTRY_PATH: join(dataDir, 'wrangler', 'registry'),
        WRANGLER_CACHE_DIR: join(dataDir, 'wrangler', 'cache'),
        CLOUDFLARE_CF_FETCH_ENABLED: 'false',
        CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV: 'false',
        X_LOCAL_EXPLORER: 'false',
        X_LOCAL_OBSERVABILITY: 'false',
        NO_COLOR: '1',
      },
    },
    portal: {
      name: 'portal',
      url: `${portal}/.well-known/jwks.json`,
      log: join(dataDir, 'log', 'portal.log'),
      command: async () => [
        process.execPath,
        '--disable-warning=ExperimentalWarning',
        join(root, 'demo/portal.ts'),
      ],
      env: common,
    },
  };
}

/** A service that is kept running: started again when it ends or no longer answers. */
class Keeper {
  readonly #service: Service;
  readonly #failed: (sentence: string) => void;
  #child: ChildProcess | null = null;
  #stopping = false;
  #restarts: number[] = [];

  constructor(service: Service, failed: (sentence: string) => void) {
    this.#service = service;
    this.#failed = failed;
  }

  /** Resolves when it answers; reports the failure and resolves when it ends before that, or takes too long. */
  async start(): Promise<void> {
    const { name, url, log } = this.#service;
    const child = await this.#spawn();
    const deadline = Date.now() + startDeadlineMs;
    while ((await health(url)) !== 'up') {
      if (this.#stopping) return;
      if (child.exitCode !== null || child.signalCode !== null)
        return this.#failed(`The ${name} did not start: see ${log}`);
      if (Date.now() > deadline) return this.#failed(`The ${name} does not answer: see ${log}`);
      await sleep(100);
    }
    child.once('exit', () => {
      // The leash cleans up behind itself, unless it was the one that was killed.
      try {
        process.kill(-child.pid!, 'SIGKILL');
      } catch {
        // nothing left of the group
      }
      void this.#again();
    });
    void this.#watch(child);
  }

  /** Ends it and waits until it is gone. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#end();
  }

  async #spawn(): Promise<ChildProcess> {
    const log = openSync(this.#service.log, 'a', 0o600);
    const child = spawn(process.execPath, [self, '--leash', ...(await this.#service.command())], {
      cwd: root,
      detached: true,
      stdio: ['pipe', log, log],
      env: { ...process.env, ...this.#service.env },
    });
    child.on('error', () => this.#failed(`The ${this.#service.name} cannot be started.`));
    child.stdin?.on('error', () => {});
    this.#child = child;
    return child;
  }

  async #end(): Promise<void> {
    const child = this.#child;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.stdin?.end();
    const late = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), stopDeadlineMs);
    await gone;
    clearTimeout(late);
  }

  /** wrangler starts a killed workerd again by itself, mostly. This is for the other times. */
  async #watch(child: ChildProcess): Promise<void> {
    let upAt = Date.now();
    let last: Health = 'up';
    while (Date.now() - upAt < (last === 'refused' ? refusedMs : silentMs)) {
      await sleep(probeMs);
      last = await health(this.#service.url);
      if (this.#stopping || this.#child !== child) return;
      if (last === 'up') upAt = Date.now();
    }
    await this.#end();
  }

  async #again(): Promise<void> {
    if (this.#stopping) return;
    const now = Date.now();
    this.#restarts = [...this.#restarts.filter((at) => at > now - 60_000), now];
    const { name, log } = this.#service;
    if (this.#restarts.length > restartsPerMinuteMax)
      return this.#failed(`The ${name} stops again and again: see ${log}`);
    await this.start();
  }
}

async function start(): Promise<void> {
  let keepers: Keeper[] = [];
  let stopped: Promise<never> | null = null;
  const stop = (code: number): Promise<never> => {
    stopped ??= Promise.all(keepers.map((keeper) => keeper.stop())).then(() => process.exit(code));
    return stopped;
  };
  const fail = (sentence: string) => {
    if (stopped === null) console.error(sentence);
    void stop(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));

  const chosen = settings();
  for (const [variable, port] of [
    ['RELAY_PORT', chosen.relayPort],
    ['PORTAL_PORT', chosen.portalPort],
  ] as const)
    if ((await freePort(port)) === null)
      return fail(`Port ${port} is in use: set ${variable} to a free one.`);
  mkdirSync(join(chosen.dataDir, 'log'), { recursive: true, mode: 0o700 });
  // Tests start this several times, side by side, on what they built once (tests/support/built.ts).
  if (process.env['BEDSIDE_BUILT'] === undefined) {
    // Loaded here and not above: the leashes run this file too, and need no bundler.
    const { build } = await import('./build.ts');
    const { buildSample } = await import('./build-sample.ts');
    await Promise.all([build(), buildSample()]);
  }

  const { relay, portal } = services(chosen);
  keepers = [relay, portal].map((service) => new Keeper(service, fail));
  if (stopped === null) await Promise.all(keepers.map((keeper) => keeper.start()));
  if (stopped !== null) return;
  const page = `http://127.0.0.1:${chosen.portalPort}`;
  console.log(`Relay         http://${chosen.relayHost}:${chosen.relayPort}`);
  console.log(`Patient       ${page}/patient`);
  console.log(`Clinician     ${page}/clinician`);
  console.log(`Side by side  ${page}/`);
  console.log(`Video visit   ${page}/visit`);
  console.log(`Launcher      ${page}/patient/home`);
  console.log(`Inbox         ${page}/inbox`);
  console.log(`Playground    ${page}/playground`);
}

if (process.argv[2] === '--leash') leash(process.argv.slice(3));
else
  start().catch((thrown: unknown) => {
    console.error(thrown instanceof Error ? thrown.message : 'npm start failed');
    process.exit(1);
  });
