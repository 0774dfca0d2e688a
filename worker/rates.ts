import { BedsideError } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';

const adjustable = [
  'framesPerSecond',
  'framesBurst',
  'sendsPerSecond',
  'sendsBurst',
  'commitsPerMinute',
  'pagesPerSecond',
  'pagesBurst',
  'signalsPerSecond',
  'signalsBurst',
  'sessionsPerMinute',
] as const;

/** The rates that one device is held to in one room (INV-12). */
export type Rates = { readonly [K in (typeof adjustable)[number]]: number };

/**
 * The rates of shared/limits.ts. `override` is the var LIMITS, JSON such as `{"sendsPerSecond":1000000}`: it exists so
 * that a benchmark can measure the room and not its brakes, and can move nothing but these rates. Throws `setting-invalid`.
 */
export function ratesFrom(override: string | undefined): Rates {
  const rates: Record<string, number> = {};
  for (const name of adjustable) rates[name] = limits[name];
  if (override !== undefined && override !== '') {
    for (const [name, value] of Object.entries(parsed(override))) {
      if (!adjustable.includes(name as keyof Rates))
        throw new BedsideError('setting-invalid', 'LIMITS: name');
      if (typeof value !== 'number' || !(value > 0))
        throw new BedsideError('setting-invalid', 'LIMITS: value');
      rates[name] = value;
    }
  }
  return rates as Rates;
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // falls through: not JSON
  }
  throw new BedsideError('setting-invalid', 'LIMITS: not a JSON object');
}
