/** Letters that no decomposition makes plain. */
const alike: Readonly<Record<string, string>> = {
  ß: 'ss',
  ς: 'σ',
  đ: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ى: 'ي',
  ک: 'ك',
  ی: 'ي',
};
/**
 * What is written or left out as one pleases: accents, points, vowel signs of Arabic and Hebrew, joiners. Signs without which
 * a letter of an Indic script is another letter are not of these.
 */
const optional = /(?=[\p{Script=Inherited}\p{Script=Arabic}\p{Script=Hebrew}])\p{Mn}|\p{Cf}|\u0640/gu;

/**
 * A text as it is compared: without case, accents and widths, white space as one blank. A letter's plain form is the same
 * wherever it stands, so that what is found in it can be shown in the text itself: {@link spans}.
 */
export const plainForm = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(optional, '')
    .toLowerCase()
    .normalize('NFKD')
    .replace(optional, '')
    .replace(/[ßςđħıłøæœىکی]/g, (letter) => alike[letter]!)
    .replace(/\s+/g, ' ');

/** The words that all have to be in a text, plain; none where nothing is searched for. */
export const wordsIn = (query: string): readonly string[] => [
  ...new Set(
    plainForm(query)
      .split(' ')
      .filter((word) => word !== ''),
  ),
];

/** True where every word is in the text, in whatever order. */
export function holds(text: string, words: readonly string[]): boolean {
  const plain = plainForm(text);
  return words.every((word) => plain.includes(word));
}

/** Where the words stand in a text: from, and up to and without, in order and apart. */
export function spans(text: string, words: readonly string[]): readonly (readonly [number, number])[] {
  let plain = '';
  /** Of each unit of the plain text, where the letter that it comes from begins. */
  const from: number[] = [];
  let at = 0;
  for (const letter of text) {
    const form = plainForm(letter);
    if (!(form === ' ' && plain.endsWith(' '))) {
      plain += form;
      for (let i = 0; i < form.length; i++) from.push(at);
    }
    at += letter.length;
  }
  from.push(text.length);
  const found: [number, number][] = [];
  for (const word of words)
    for (let i = plain.indexOf(word); i >= 0; i = plain.indexOf(word, i + word.length)) {
      let end = i + word.length;
      // A letter of which only a part was found is marked whole.
      while (from[end] === from[end - 1]) end += 1;
      found.push([from[i]!, from[end]!]);
    }
  found.sort(([a], [b]) => a - b);
  const apart: [number, number][] = [];
  for (const [start, end] of found) {
    const last = apart.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else apart.push([start, end]);
  }
  return apart;
}
