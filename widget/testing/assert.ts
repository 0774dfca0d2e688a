/** The few assertions that the element tests need. Each throws with what it saw. */
export function ok(value: unknown, what = 'expected a true value'): asserts value {
  if (!value) throw new Error(what);
}

export function equal<T>(seen: T, wanted: T, what = 'not equal'): void {
  if (!Object.is(seen, wanted)) throw new Error(`${what}: saw ${show(seen)}, wanted ${show(wanted)}`);
}

export function same(seen: unknown, wanted: unknown, what = 'not the same'): void {
  if (show(seen) !== show(wanted)) throw new Error(`${what}: saw ${show(seen)}, wanted ${show(wanted)}`);
}

/** Waits until `probe` gives something true, and gives that. Throws after `ms`. */
export async function until<T>(probe: () => T, what = 'it never came', ms = 10_000): Promise<NonNullable<T>> {
  const end = performance.now() + ms;
  for (;;) {
    const value = probe();
    if (value) return value as NonNullable<T>;
    if (performance.now() > end) throw new Error(what);
    await new Promise((next) => setTimeout(next, 10));
  }
}

const show = (value: unknown): string =>
  typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? String(value));
