import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { familyOf, holdsFileIn, type Process, parentOf, signal, survivorsOf } from './stack-processes.ts';
import { Visitor } from './stack-visitor.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const startMs = 90_000;
const stopMs = 15_000;
const backMs = 30_000;

// A test runner's NODE_ENV would have the widget built for development.
const { NODE_ENV: _, ...atHome } = process.env;

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Waits until `look` answers something; throws `what` after `ms`. */
export async function eventually<T>(
  what: string,
  ms: number,
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
): Promise<T> {
  for (const until = Date.now() + ms; ; await sleep(50)) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > until) throw new Error(`not after ${ms} ms: ${what}`);
  }
}

const freePort = () =>
  new Promise<number>((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });

/**
 * What `npm start` starts, on ports and data of its own: the build, the relay under wrangler dev, the demo portal. It
 * can be killed as a machine's failure would, in part or whole, and started again on the same data.
 */
export class Stack {
  readonly dataDir: string;
  readonly relay: string;
  readonly portal: string;
  readonly #ports: readonly [relay: number, portal: number];
  readonly #env: Readonly<Record<string, string>>;
  readonly #visitors: Visitor[] = [];
  #child: ChildProcess | null = null;
  #said = '';

  private constructor(
    dataDir: string,
    ports: readonly [number, number],
    env: Readonly<Record<string, string>>,
  ) {
    this.#env = env;
    this.dataDir = dataDir;
    this.#ports = ports;
    this.relay = `http://${env['RELAY_HOST'] ?? '127.0.0.1'}:${ports[0]}`;
    this.portal = `http://127.0.0.1:${ports[1]}`;
  }

  /** `env`: more of the environment, for a clinic with another policy. */
  static async start(env: Readonly<Record<string, string>> = {}): Promise<Stack> {
    const dataDir = await mkdtemp(join(tmpdir(), 'bedside-stack-'));
    const stack = new Stack(dataDir, [await freePort(), await freePort()], env);
    await stack.again();
    return stack;
  }

  /** What it has printed. */
  get said(): string {
    return this.#said;
  }

  /** Starts it on its data and ports; resolves when it has said where everything is. */
  async again(): Promise<void> {
    this.#said = '';
    const start = join(root, 'scripts/start.ts');
    // On its own leash: should the tests be killed, nothing of it stays behind.
    const child = spawn(process.execPath, [start, '--leash', process.execPath, start], {
      cwd: root,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...atHome,
        ...this.#env,
        BEDSIDE_DATA: this.dataDir,
        RELAY_PORT: `${this.#ports[0]}`,
        PORTAL_PORT: `${this.#ports[1]}`,
      },
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#said += text;
      });
    const lines = [/^Relay +http/m, /^Patient +http/m, /^Clinician +http/m, /^Side by side +http/m];
    try {
      await eventually('the four lines of npm start', startMs, () => {
        if (child.exitCode !== null) throw new Error(`npm start ended: ${this.#said}`);
        return lines.every((line) => line.test(this.#said));
      });
    } catch (thrown) {
      await this.kill();
      throw thrown;
    }
  }

  /** Somebody opens a browser of their own, on an empty page: what is to be different in it is made so before the portal is. */
  async visitor(url = 'about:blank', preferences?: object): Promise<Visitor> {
    const visitor = await Visitor.open(url, preferences);
    this.#visitors.push(visitor);
    return visitor;
  }

  /** Somebody opens this page of the portal, in a browser of their own, and is in the conversation. */
  async arrive(path: string): Promise<Visitor> {
    const visitor = await this.visitor(`${this.portal}${path}`);
    await visitor.chat.ready();
    return visitor;
  }

  /** Whoever arrived leaves; then as Ctrl-C does. Throws where anything that it started is left. Removes the data. */
  async stop(): Promise<void> {
    for (const visitor of this.#visitors) await visitor.leave();
    const family = this.#family();
    if (this.#child?.pid !== undefined && this.#child.exitCode === null && family.length > 0)
      process.kill(-this.#child.pid, 'SIGINT');
    try {
      await eventually('everything stopped', stopMs, () => survivorsOf(family).length === 0);
    } finally {
      signal(survivorsOf(family), 'SIGKILL');
      this.#child = null;
      await rm(this.dataDir, { recursive: true, force: true, maxRetries: 5 });
    }
  }

  /** SIGKILL to every process of it at once. The data stays. */
  async kill(): Promise<void> {
    const family = this.#family();
    signal(family, 'SIGKILL');
    await eventually('everything killed', stopMs, () => {
      const left = survivorsOf(family);
      signal(left, 'SIGKILL');
      return left.length === 0;
    });
    this.#child = null;
  }

  /**
   * SIGKILL to the workerd that has the rooms' files open: found by what it holds, not by its name. wrangler starts
   * another by itself; resolves when that one holds the files and the relay answers.
   */
  async killRelay(): Promise<void> {
    const killed = this.#relay();
    signal([killed], 'SIGKILL');
    await this.#relayBack(killed);
  }

  /** The same, but nothing is started in its place until `release` is called, which resolves when the relay answers again. */
  async holdRelayDown(): Promise<{ release: () => Promise<void> }> {
    const killed = this.#relay();
    const keeper = parentOf(killed.pid)!;
    signal([keeper], 'SIGSTOP');
    signal([killed], 'SIGKILL');
    return {
      release: async () => {
        signal([keeper], 'SIGCONT');
        await this.#relayBack(killed);
      },
    };
  }

  #family(): Process[] {
    return this.#child?.pid === undefined ? [] : familyOf(this.#child.pid);
  }

  #relay(): Process {
    const folder = join(this.dataDir, 'relay/v3/do');
    const found = this.#family().filter(({ pid }) => holdsFileIn(pid, folder));
    if (found.length !== 1) throw new Error(`${found.length} processes hold the rooms`);
    return found[0]!;
  }

  async #relayBack(killed: Process): Promise<void> {
    const folder = join(this.dataDir, 'relay/v3/do');
    await eventually('another relay answers', backMs, async () => {
      const holder = this.#family().find(({ pid }) => pid !== killed.pid && holdsFileIn(pid, folder));
      if (holder === undefined) return false;
      const signal = AbortSignal.timeout(1000);
      return fetch(`${this.relay}/v1/health`, { signal }).then(
        ({ ok }) => ok,
        () => false,
      );
    });
  }
}
