import type { AuthorView } from '../engine/snapshot.ts';
import type { ErrorCode } from '../shared/errors.ts';
import {
  type English,
  type ErrorWords,
  en,
  enErrors,
  type Plural,
  type Translation,
  type Words,
} from './locales/en.ts';

type Forms<Value> = Value extends string ? Value : Value extends { other: infer Other } ? Other : never;
type Hole<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Hole<Rest> : never;
export type TextKey = keyof English;
type HolesOf<Key extends TextKey> = Hole<Forms<English[Key]>>;
/** Nothing for a plain text; for one with holes, a value for each. */
type Values<Key extends TextKey> = [HolesOf<Key>] extends [never]
  ? []
  : [values: Readonly<Record<HolesOf<Key>, string | number>>];

/** English is built in: it is what stands there until other words arrive, and where none do. What no first screen says comes later. */
const english: Partial<Words> = { ...en };
const englishErrors: Partial<Record<ErrorCode, string>> = { ...enErrors };
let restOfEnglish: Promise<void> | null = null;
const tables = new Map<string, Translation>([['en', { words: english, errors: englishErrors }]]);

/**
 * The other languages, each a file that a browser fetches when somebody wants it, from where this script came. A
 * further one is a row here and a file beside `es.ts`. Tags are canonical: Tagalog (`tl`) is `fil` there, and `zh-CN`
 * and plain `zh` are `zh-Hans`; traditional Chinese is another script, which nobody has translated yet.
 */
const fetched: Readonly<Record<string, () => Promise<Translation>>> = {
  ar: async () => (await import('./locales/ar.ts')).ar,
  es: async () => (await import('./locales/es.ts')).es,
  fil: async () => (await import('./locales/fil.ts')).fil,
  vi: async () => (await import('./locales/vi.ts')).vi,
  'zh-Hans': async () => (await import('./locales/zh-Hans.ts')).zhHans,
};
/** The tags of every language there is. */
export const languages: readonly string[] = ['en', ...Object.keys(fetched)];

const rightToLeft = /^(ar|dv|fa|he|ks|ps|sd|ug|ur|yi)\b/;
const dayMs = 24 * 3600_000;
/** After words that did not come: how long until they are asked for again. */
const againMs = 30_000;
const asked = new Map<string, number>();
const readings = new Map<string, Reading>();

/** Knows a language from now on, and has every chat in the page say it again in these words. */
export function learn(tag: string, translation: Translation): void {
  tables.set(tag, translation);
  if (globalThis.document) renderAgain(document);
}

/** Fetches the rest of the English words, once, and has them said where they were waited for. Rejects where they do not come. */
export function fetchEnglish(): Promise<void> {
  restOfEnglish ??= import('./locales/en-more.ts').then(({ enMore, enErrorsMore }) => {
    Object.assign(english, enMore);
    Object.assign(englishErrors, enErrorsMore);
    if (globalThis.document) renderAgain(document);
  });
  restOfEnglish.catch(() => {
    restOfEnglish = null;
  });
  return restOfEnglish;
}

/** Words are wanted that are not there: {@link fetchEnglish}, but not at every rendering. */
function wantEnglish(): void {
  if (Date.now() - (asked.get('en') ?? Number.NEGATIVE_INFINITY) < againMs) return;
  asked.set('en', Date.now());
  fetchEnglish().catch(() => {
    // Offline, or a release ago: the next rendering after `againMs` asks again.
  });
}

/** Fetches the words of `tag` where they are not there yet. Never throws: without them the chat goes on in English. */
export async function fetchWords(tag: string): Promise<void> {
  if (tables.has(tag) || Date.now() - (asked.get(tag) ?? Number.NEGATIVE_INFINITY) < againMs) return;
  asked.set(tag, Date.now());
  try {
    learn(tag, await fetched[tag]!());
  } catch {
    // Offline, or a release ago: the next rendering after `againMs` asks again.
  }
}

/** A language in one region: its words, and the formats, which are dear to make and so made once. */
interface Reading {
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  readonly words: Partial<Words>;
  readonly errors: ErrorWords;
  readonly plurals: Intl.PluralRules;
  readonly number: Intl.NumberFormat;
  readonly time: Intl.DateTimeFormat;
}

function read(locale: string, { words, errors }: Translation): Reading {
  const kept = readings.get(locale);
  if (kept?.words === words) return kept;
  const reading: Reading = {
    locale,
    direction: rightToLeft.test(locale) ? 'rtl' : 'ltr',
    words,
    errors,
    plurals: new Intl.PluralRules(locale),
    number: new Intl.NumberFormat(locale),
    time: new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }),
  };
  readings.set(locale, reading);
  return reading;
}

/**
 * The words and the formats of one language. Times are ms since 1970.
 *
 * A table of our own and not @lit/localize: its runtime and its generated modules weigh more than this file, every
 * text would be bound to a template, and it has no plurals. This one is data: the compiler holds keys and holes to
 * `en.ts`, Intl has the rules, nothing is evaluated, and a strict Content-Security-Policy has nothing to refuse.
 *
 * Where the wanted words are still on their way it speaks English; as soon as they are there it speaks them, and
 * everything that shows words is rendered again.
 */
export class Language {
  readonly #wish: string;
  readonly #tag: string;

  /** The best there is for the first wish that has words; English without one. Never throws. */
  constructor(wishes: readonly (string | null | undefined)[]) {
    this.#wish = wishes.flatMap(canonical).find(tagOf) ?? 'en';
    this.#tag = tagOf(this.#wish)!;
    void fetchWords(this.#tag);
  }

  get #now(): Reading {
    const table = tables.get(this.#tag);
    return table ? read(this.#wish, table) : read('en', tables.get('en')!);
  }
  /** BCP 47, of the words on the screen; dates and numbers follow it. */
  get locale(): string {
    return this.#now.locale;
  }
  get direction(): 'ltr' | 'rtl' {
    return this.#now.direction;
  }

  /** The text of a key, its holes filled. `count` chooses the plural form. */
  text<Key extends TextKey>(key: Key, ...[values]: Values<Key>): string {
    const filled: Readonly<Record<string, string | number>> = values ?? {};
    // A key that a translation lacks fails its test (locales/locales.test.ts); a reader gets it in English.
    const { words, plurals, number } = this.#now;
    const entry: string | Plural | undefined = words[key] ?? english[key];
    if (entry === undefined) {
      wantEnglish();
      return '';
    }
    const form =
      typeof entry === 'string' ? entry : (entry[plurals.select(Number(filled['count']))] ?? entry.other);
    return form.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = filled[name] ?? '';
      return typeof value === 'number' ? number.format(value) : this.#apart(value);
    });
  }

  /** What an error means and what to do about it. */
  error(code: ErrorCode): string {
    const said = this.#now.errors[code] ?? englishErrors[code];
    if (said === undefined) wantEnglish();
    return said ?? this.text('error.other');
  }

  /** The name to show: a person without one is called by the role. */
  name(author: AuthorView): string {
    return author.name || this.text(`role.${author.role}`);
  }

  list(names: readonly string[]): string {
    return new Intl.ListFormat(this.locale, { style: 'short', type: 'conjunction' }).format(
      names.map((name) => this.#apart(name)),
    );
  }

  time(at: number): string {
    return this.#now.time.format(at);
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

  /** A value that runs the other way, between isolates (UAX #9): or its brackets and full stops would jump. */
  #apart(value: string): string {
    return (this.direction === 'rtl' ? againstRtl : againstLtr).test(value) ? `\u2068${value}\u2069` : value;
  }
}

/** Letters that run against a right-to-left text, and against a left-to-right one. */
const againstRtl =
  /(?![\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}])\p{L}/u;
const againstLtr = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Midnight before `at`, by the device's own calendar. */
export const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

/** The tag of the words for a canonical locale: `es-MX` → `es`, `zh-CN` → `zh-Hans`, `zh-TW` → none. */
function tagOf(locale: string): string | undefined {
  const { language, script } = new Intl.Locale(locale).maximize();
  return [locale, `${language}-${script}`, language].find(
    (tag) => tables.has(tag) || Object.hasOwn(fetched, tag),
  );
}

/** Has every element of ours below `root` render itself again, whatever open shadow roots it stands in. */
function renderAgain(root: Document | ShadowRoot): void {
  for (const element of root.querySelectorAll('*')) {
    if (element.localName.startsWith('bedside-'))
      (element as Element & { requestUpdate?(): void }).requestUpdate?.();
    if (element.shadowRoot) renderAgain(element.shadowRoot);
  }
}

function canonical(locale: string | null | undefined): readonly string[] {
  if (!locale) return [];
  try {
    return Intl.getCanonicalLocales(locale);
  } catch {
    return [];
  }
}
