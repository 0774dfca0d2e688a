const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const dayMs = 24 * 3600_000;
const minuteMs = 60_000;
/** So many days ahead an opening is looked for. */
const daysAhead = 14;

/** When somebody is there to answer, as a portal says it. */
export interface OpeningHours {
  /** IANA, `America/New_York`. */
  readonly timeZone: string;
  /** By weekday: `08:00-17:00`, several where there is a break; a weekday that is not named is closed. `24:00` ends a day. */
  readonly open: Readonly<Partial<Record<(typeof weekdays)[number], readonly string[]>>>;
  /** Days that are not as their weekday: closed, `2026-12-25`. */
  readonly closed?: readonly string[];
}

/** How it stands: open or closed, and when that changes, ms since 1970; null: not within the next two weeks. */
export interface Standing {
  readonly open: boolean;
  readonly until: number | null;
}

const range = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/;

/** Minutes of the day, from and up to; null where it is no such range. */
function minutesOf(text: unknown): readonly [number, number] | null {
  const match = typeof text === 'string' ? range.exec(text) : null;
  if (!match) return null;
  const [from, to] = [Number(match[1]) * 60 + Number(match[2]), Number(match[3]) * 60 + Number(match[4])];
  return from < to && to <= 24 * 60 ? [from, to] : null;
}

/** The hours in a setting, an object or its JSON; null where they are not as they must be. */
export function openingHours(setting: unknown): OpeningHours | null {
  try {
    const value: unknown = typeof setting === 'string' ? JSON.parse(setting) : setting;
    if (typeof value !== 'object' || value === null) return null;
    const { timeZone, open, closed = [] } = value as Record<string, unknown>;
    if (typeof timeZone !== 'string' || typeof open !== 'object' || open === null) return null;
    new Intl.DateTimeFormat('en', { timeZone });
    const fits =
      Object.entries(open).every(
        ([day, ranges]) =>
          (weekdays as readonly string[]).includes(day) &&
          Array.isArray(ranges) &&
          ranges.every((one) => minutesOf(one) !== null),
      ) &&
      Array.isArray(closed) &&
      closed.every((day) => /^\d{4}-\d\d-\d\d$/.test(String(day)));
    return fits ? ({ timeZone, open, closed } as OpeningHours) : null;
  } catch {
    // no JSON, or no such time zone
    return null;
  }
}

/** How far the clocks of a time zone are ahead of UTC at a time, ms. */
export function offsetMs(timeZone: string | undefined, at: number): number {
  const parts = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(at);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)!.value);
  const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'));
  return local - Math.floor(at / minuteMs) * minuteMs;
}

/** When the clocks of a time zone show what they would show in UTC at `local`. */
function momentOf(timeZone: string, local: number): number {
  const near = local - offsetMs(timeZone, local);
  return local - offsetMs(timeZone, near);
}

/** Whether somebody is there at a time, and until when that stays so. */
export function standing({ timeZone, open, closed = [] }: OpeningHours, at: number): Standing {
  const today = Math.floor((at + offsetMs(timeZone, at)) / dayMs) * dayMs;
  const stretches: [number, number][] = [];
  for (let day = today - dayMs; day <= today + daysAhead * dayMs; day += dayMs) {
    const date = new Date(day);
    if (closed.includes(date.toISOString().slice(0, 10))) continue;
    for (const text of [...(open[weekdays[date.getUTCDay()]!] ?? [])].sort()) {
      const [from, to] = minutesOf(text)!;
      const [start, end] = [from, to].map((minutes) => momentOf(timeZone, day + minutes * minuteMs)) as [
        number,
        number,
      ];
      const last = stretches.at(-1);
      if (last && start <= last[1]) last[1] = Math.max(last[1], end);
      else stretches.push([start, end]);
    }
  }
  const next = stretches.find(([, end]) => at < end);
  if (!next) return { open: false, until: null };
  const [start, end] = next;
  if (at < start) return { open: false, until: start };
  return { open: true, until: end - at < (daysAhead - 1) * dayMs ? end : null };
}
