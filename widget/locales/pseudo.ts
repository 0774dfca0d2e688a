import { en, enErrors, type Plural, type Translation } from './en.ts';
import { enErrorsMore, enMore } from './en-more.ts';

/*
 * English as no person writes it: accented, 40 % longer, in brackets. A text without brackets on the screen was not
 * taken from the table; one without its second bracket was cut. For tests; no script that is shipped imports it.
 */
const letters: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'ë',
  i: 'ï',
  o: 'ö',
  u: 'ü',
  c: 'ç',
  n: 'ñ',
  A: 'Å',
  E: 'É',
  O: 'Ø',
};
const filler = 'lörëm ïpsüm dölör sït ámët ';

export function pseudo(text: string): string {
  const accented = text.replace(/\{\w+\}|[a-zA-Z]/g, (part) => letters[part] ?? part);
  const more = Math.ceil(text.replace(/\{\w+\}/g, '').length * 0.4);
  return `⟦${accented} ${filler
    .repeat(Math.ceil(more / filler.length))
    .slice(0, more)
    .trim()}⟧`;
}

const all = (table: Readonly<Record<string, string | Plural>>) =>
  Object.fromEntries(
    Object.entries(table).map(([key, entry]) => [
      key,
      typeof entry === 'string'
        ? pseudo(entry)
        : Object.fromEntries(Object.entries(entry).map(([rule, form]) => [rule, pseudo(form)])),
    ]),
  );

export const enXA = {
  words: all({ ...en, ...enMore }),
  errors: all({ ...enErrors, ...enErrorsMore }),
} as Translation;
