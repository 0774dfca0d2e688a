import { html, type TemplateResult } from 'lit';

/** Longer than this, or of more lines, a text is folded. */
const foldChars = 900;
const foldLines = 16;

/** What may follow an address and is no part of it. */
const trailing = /[.,;:!?)\]}'"»”’…]+$/u;
const address = /\bhttps?:\/\/[^\s<>"'`\p{Cf}]{3,2000}/giu;
/** Overrides turn the order of letters against what they are; directions of the letters themselves need none. */
const overrides = /[\u202A-\u202E]/g;

/** A text without what would show its letters in another order than they are in. */
export const inOrder = (text: string): string => text.replace(overrides, '');

/** True where a text is so long that it is shown folded. */
export const isLong = (text: string): boolean =>
  text.length > foldChars || (text.length > foldLines && text.split('\n', foldLines + 1).length > foldLines);

/**
 * The text as it is shown: addresses of the web are links, and nothing else is anything but text. A link says the host
 * it leads to in ASCII, so that letters that look alike do not pass for others; it tells the place nothing of this one.
 */
export function shown(text: string): string | (string | TemplateResult)[] {
  const clean = inOrder(text);
  if (!clean.includes('://')) return clean;
  const parts: (string | TemplateResult)[] = [];
  let at = 0;
  for (const match of clean.matchAll(address)) {
    const raw = match[0].replace(trailing, '');
    const url = parse(raw);
    if (url === null) continue;
    parts.push(clean.slice(at, match.index));
    // What was typed, where it says the host as it is; else the address as the browser reads it.
    const words = raw.toLowerCase().includes(`://${url.host}`) ? raw : url.href;
    parts.push(
      html`<a href=${url.href} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">${words}</a>`,
    );
    at = match.index + raw.length;
  }
  parts.push(clean.slice(at));
  return parts;
}

/** The address, where it is one that may be opened: no other scheme, nobody's name and password in it. */
function parse(raw: string): URL | null {
  try {
    const url = new URL(raw);
    const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
    return isWeb && url.username === '' && url.password === '' ? url : null;
  } catch {
    return null;
  }
}
