/** So many are shown; what a page gives beyond that is left out. */
const templatesMax = 200;
const repliesMax = 3;

/** A text that a page has ready for its staff. */
export interface Template {
  readonly title: string;
  readonly text: string;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/** The templates in what a page gave; what is none is left out. */
export const templatesFrom = (given: unknown): readonly Template[] =>
  (Array.isArray(given) ? given : [])
    .filter((one): one is Template => isText(one?.title) && isText(one?.text))
    .slice(0, templatesMax);

/** The quick replies in what a page gave. */
export const repliesFrom = (given: unknown): readonly string[] =>
  (Array.isArray(given) ? given : []).filter(isText).slice(0, repliesMax);
