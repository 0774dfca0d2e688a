import { css, html, type TemplateResult } from 'lit';
import { icons } from '../icons.ts';

const hues = 6;

/** A person's initials in a quiet colour of their own; a figure where there is no name. For the eye only: the name stands beside it. */
export function avatar(person: { readonly person: string; readonly name: string }): TemplateResult {
  let hash = 0;
  for (const letter of person.person) hash = (hash * 31 + letter.codePointAt(0)!) % 997;
  const text = initials(person.name);
  return html`<span class=${`avatar hue-${hash % hues}`} part="avatar" aria-hidden="true">${text || icons.person}</span>`;
}

/** First letters of the first and the last word; neither "Dr." before a name nor ", RN" after it is one. */
export function initials(name: string): string {
  const words = name
    .split(',', 1)[0]!
    .split(/\s+/u)
    .filter((word) => /^\p{L}/u.test(word) && !word.endsWith('.'));
  const ends = words.length > 1 ? [words[0]!, words.at(-1)!] : words;
  return ends.map((word) => [...word][0]!.toLocaleUpperCase()).join('');
}

export const avatarStyle = css`
  .avatar {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 2em;
    block-size: 2em;
    border-radius: 50%;
    background: color-mix(in oklab, var(--_hue) 20%, var(--_surface));
    color: color-mix(in oklab, var(--_hue) 45%, var(--_text));
    font-size: 0.875em;
    font-weight: 600;
    line-height: 1;
    user-select: none;
  }
  .hue-0 {
    --_hue: #2b7a78;
  }
  .hue-1 {
    --_hue: #8a5a9e;
  }
  .hue-2 {
    --_hue: #b0683c;
  }
  .hue-3 {
    --_hue: #3f6fb5;
  }
  .hue-4 {
    --_hue: #a8506d;
  }
  .hue-5 {
    --_hue: #66803a;
  }
  @media (forced-colors: active) {
    .avatar {
      border: 1px solid CanvasText;
    }
  }
`;
