import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Ask, Load } from './load.ts';

const start = (name: string): ChildProcess => {
  const child = fork(fileURLToPath(new URL(name, import.meta.url)), [], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  return child;
};

const end = (child: ChildProcess): Promise<void> =>
  new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done();
    child.once('exit', () => done());
    child.kill('SIGTERM');
  });

type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;

/** The load generator's process, asked one thing at a time. */
export class Generator {
  readonly #child = start('./load.ts');
  #call = 0;

  /** Throws what went wrong over there. */
  ask(what: Without<Ask, 'call'>): Promise<Load | null> {
    const call = ++this.#call;
    return new Promise((done, fail) => {
      const heard = (said: { call: number; load?: Load | null; error?: string }) => {
        if (said.call !== call && said.call !== -1) return;
        this.#child.off('message', heard).off('exit', gone);
        if (said.error !== undefined) fail(new Error(said.error));
        else done(said.load ?? null);
      };
      const gone = () => fail(new Error('the load generator ended'));
      this.#child.on('message', heard).on('exit', gone);
      this.#child.send({ ...what, call });
    });
  }

  stop(): Promise<void> {
    return end(this.#child);
  }
}

/** `node-broadcast.ts` in a process of its own. */
export async function startBroadcast(): Promise<{ origin: string; stop: () => Promise<void> }> {
  const child = start('./node-broadcast.ts');
  const port = await new Promise<number>((done, fail) => {
    child.once('message', (said: { port: number }) => done(said.port)).once('exit', fail);
  });
  return { origin: `http://127.0.0.1:${port}`, stop: () => end(child) };
}
