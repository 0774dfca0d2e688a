import type { AuthorView } from '../engine/snapshot.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { type ErrorWords, en, enErrors, type Plural, type Words } from './locales/en.ts';

type Forms<Value> = Value extends string ? Value : Value extends { other: infer Other } ? Other : never;
type Hole<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Hole<Rest> : never;
export type TextKey = keyof typeof en;
type HolesOf<Key extends TextKey> = Hole<Forms<(typeof en)[Key]>>;
/** Nothing for a plain text; for one with holes, a value for each. */
type Values<Key extends TextKey> = [HolesOf<Key>] extends [never]
  ? []
  : [values: Readonly<Record<HolesOf<Key>, string | number>>];

/** The languages there are. A further one is a row here and a file beside `en.ts`. */
const tables: Readonly<Record<string, { words: Words; errors: ErrorWords }>> = {
  en: { words: en, errors: enErrors },
};
const rightToLeft = /^(ar|dv|fa|he|ks|ps|sd|ug|ur|yi)\b/;
const dayMs = 24 * 3600_000;

/** The words and the formats of one language. Times are ms since 1970. */
export class Language {
  /** BCP 47, of the words on the screen; dates and numbers follow it. */
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  readonly #words: Words;
  readonly #errors: ErrorWords;
  readonly #plurals: Intl.PluralRules;
  readonly #number: Intl.NumberFormat;
  readonly #time: Intl.DateTimeFormat;

  /** The best there is for the first wish that has a table; English without one. Never throws. */
  constructor(wishes: readonly (string | null | undefined)[]) {
    const wish = wishes.flatMap(canonical).find((locale) => Object.hasOwn(tables, base(locale)));
    this.locale = wish ?? 'en';
    this.direction = rightToLeft.test(this.locale) ? 'rtl' : 'ltr';
    const table = tables[base(this.locale)]!;
    this.#words = table.words;
    this.#errors = table.errors;
    this.#plurals = new Intl.PluralRules(this.locale);
    this.#number = new Intl.NumberFormat(this.locale);
    this.#time = new Intl.DateTimeFormat(this.locale, { hour: 'numeric', minute: '2-digit' });
  }

  /** The text of a key, its holes filled. `count` chooses the plural form. */
  text<Key extends TextKey>(key: Key, ...[values]: Values<Key>): string {
    const filled: Readonly<Record<string, string | number>> = values ?? {};
    const entry: string | Plural = this.#words[key];
    const form =
      typeof entry === 'string'
        ? entry
        : (entry[this.#plurals.select(Number(filled['count']))] ?? entry.other);
    return form.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = filled[name] ?? '';
      return typeof value === 'number' ? this.#number.format(value) : value;
    });
  }

  /** What an error means and what to do about it. */
  error(code: ErrorCode): string {
    return this.#errors[code] ?? this.text('error.other');
  }

  /** The name to show: a person without one is called by the role. */
  name(author: AuthorView): string {
    return author.name || this.text(`role.${author.role}`);
  }

  list(names: readonly string[]): string {
    return new Intl.ListFormat(this.locale, { style: 'short', type: 'conjunction' }).format(names);
  }

  time(at: number): string {
    return this.#time.format(at);
  }

  /** The day as one would say it `now`: Today, Yesterday, a weekday within a week, a date. */
  day(at: number, now: number): string {
    const days = Math.round((startOfDay(now) - startOfDay(at)) / dayMs);
    if (days === 0) return this.text('day.today');
    if (days === 1) return this.text('day.yesterday');
    const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
    const options: Intl.DateTimeFormatOptions =
      days > 1 && days < 7
        ? { weekday: 'long' }
        : { weekday: 'short', month: 'long', day: 'numeric', ...(sameYear ? {} : { year: 'numeric' }) };
    return new Intl.DateTimeFormat(this.locale, options).format(at);
  }
}

/** Midnight before `at`, by the device's own calendar. */
export const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

const base = (locale: string): string => locale.split('-', 1)[0]!;

function canonical(locale: string | null | undefined): readonly string[] {
  if (!locale) return [];
  try {
    return Intl.getCanonicalLocales(locale);
  } catch {
    return [];
  }
}
