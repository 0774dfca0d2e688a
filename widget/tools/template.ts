import { limits } from '../../shared/limits.ts';
import { fitting } from './page-list.ts';

/** So many are shown, and so long ones; what a page gives beyond that is left out. */
const templatesMax = 200;
const repliesMax = 3;
const titleCharsMax = 200;
/** More than a message can be. */
const textCharsMax = limits.textBytesMax;

/** A text that a page has ready for its staff. */
export interface Template {
  readonly title: string;
  readonly text: string;
}

const isText = (value: unknown, charsMax: number): value is string =>
  typeof value === 'string' && value.length <= charsMax && value.trim() !== '';

/** The templates in what a page gave. */
export const templatesFrom = (given: unknown): readonly Template[] =>
  fitting(given, templatesMax, (one) => {
    const { title, text } = (one ?? {}) as Partial<Record<keyof Template, unknown>>;
    return isText(title, titleCharsMax) && isText(text, textCharsMax) ? { title, text } : null;
  });

/** The quick replies in what a page gave. */
export const repliesFrom = (given: unknown): readonly string[] =>
  fitting(given, repliesMax, (one) => (isText(one, textCharsMax) ? one : null));
