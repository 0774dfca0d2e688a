import type { Language } from '../language.ts';

const units = [
  ['week', 7 * 24 * 3600_000],
  ['day', 24 * 3600_000],
  ['hour', 3600_000],
  ['minute', 60_000],
] as const;

/** How long something lasts, in the largest unit of which it is a whole number: "1 week", "8 hours". */
export function lasting(ms: number, { locale }: Language): string {
  const [unit, size] = units.find((one) => ms >= one[1] && ms % one[1] === 0) ?? units.at(-1)!;
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(
    Math.ceil(ms / size),
  );
}
