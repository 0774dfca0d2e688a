import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process of Linux, by an id that a later one cannot have: its number and when it started. */
export interface Process {
  readonly pid: number;
  readonly group: number;
  readonly started: string;
}

interface Stat extends Process {
  readonly parent: number;
}

/** Null where there is none, or only what a parent has not yet collected. */
function statOf(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name stands in parentheses and may hold anything; fields are counted from behind it.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    return { pid, parent: Number(fields[1]), group: Number(fields[2]), started: fields[19]! };
  } catch {
    return null;
  }
}

function everyone(): Stat[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => statOf(Number(pid)) ?? []);
}

/** The process, all that it started, and all that stands in a group of one of those. */
export function familyOf(pid: number): Process[] {
  const all = everyone();
  const family = new Map(all.filter((one) => one.pid === pid).map((one) => [one.pid, one]));
  for (let before = -1; before !== family.size; ) {
    before = family.size;
    const groups = new Set([...family.values()].map(({ group }) => group));
    for (const one of all)
      if (family.has(one.parent) || (family.size > 0 && groups.has(one.group))) family.set(one.pid, one);
  }
  return [...family.values()];
}

/** Those that still run, and whoever has joined their groups. */
export function survivorsOf(family: readonly Process[]): Process[] {
  const started = new Map(family.map((one) => [one.pid, one.started]));
  const groups = new Set(family.map(({ group }) => group));
  return everyone().filter((one) => started.get(one.pid) === one.started || groups.has(one.group));
}

/** True where the process has a file open below the folder. */
export function holdsFileIn(pid: number, folder: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith(`${folder}/`);
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}

/** Sends a signal to each that is still the same process. */
export function signal(family: readonly Process[], name: NodeJS.Signals): void {
  for (const { pid, started } of family) {
    if (statOf(pid)?.started !== started) continue;
    try {
      process.kill(pid, name);
    } catch {
      // Gone between the look and the signal.
    }
  }
}

/** Who started it. */
export const parentOf = (pid: number): Process | null => {
  const parent = statOf(pid)?.parent;
  return parent === undefined ? null : statOf(parent);
};
