import type { OtherLine, TextLine } from '../arrange.ts';
import type { Language } from '../language.ts';

/** A line, as it stands in the list. */
type LineBox = Element & { readonly line?: TextLine | OtherLine };

/** The list, as far as this goes. */
interface List {
  readonly renderRoot: ParentNode;
  readonly language: Language;
}

/** What is selected, seen down to what stands in each of the lines; null where nothing is, or the browser does not say. */
function selectedAmong(lines: Element): StaticRange | null {
  const roots = [...lines.children].flatMap(({ shadowRoot }) => shadowRoot ?? []);
  try {
    const selection = lines.ownerDocument.getSelection();
    const shadowRoots = [lines.getRootNode() as ShadowRoot, ...roots];
    const range = selection?.getComposedRanges({ shadowRoots })[0];
    return !range || range.collapsed ? null : range;
  } catch {
    // An older browser has none, or one that takes other words.
    return null;
  }
}

/** The lines in which it begins and ends; null for an end that is in none of them. */
function ends(lines: Element, range: StaticRange): readonly [first: LineBox | null, last: LineBox | null] {
  const among = (node: Node | null | undefined): Node | null => {
    while (node && node.parentNode !== lines) node = node.parentNode ?? (node as ShadowRoot).host;
    return node ?? null;
  };
  const { startContainer, startOffset, endContainer, endOffset } = range;
  let first = among(startContainer === lines ? lines.childNodes[startOffset] : startContainer);
  let last = among(endContainer === lines ? lines.childNodes[endOffset - 1] : endContainer);
  while (first && !(first as LineBox).line) first = first.nextSibling;
  while (last && !(last as LineBox).line) last = last.previousSibling;
  return [first as LineBox | null, last as LineBox | null];
}

/** The keys of the lines in which a selection begins and ends, as far as it does in these. */
export function selectedEnds(lines: Element): readonly string[] {
  const range = selectedAmong(lines);
  return range ? ends(lines, range).flatMap((box) => box?.line?.key ?? []) : [];
}

/**
 * Puts the words of the lines that are selected on the clipboard, in order, and nothing of what stands around them: of several
 * with who wrote each and when. Where there are none, the browser copies as it does.
 */
export function copyLines(event: ClipboardEvent, { renderRoot, language }: List): void {
  const lines = renderRoot.querySelector('.lines')!;
  const range = selectedAmong(lines);
  if (!range || !event.clipboardData || event.defaultPrevented) return;
  const [first, last] = ends(lines, range);
  if (!first && !last) return;
  const boxes = [...lines.children] as LineBox[];
  const from = first ? boxes.indexOf(first) : 0;
  const to = last ? boxes.indexOf(last) + 1 : boxes.length;
  const said = boxes.slice(from, to).flatMap(({ line, shadowRoot }) => {
    const text = line && shadowRoot ? partOf(shadowRoot, range) : '';
    return line && text.trim() !== '' ? [{ line, text }] : [];
  });
  if (said.length === 0) return;
  const when = new Intl.DateTimeFormat(language.locale, { dateStyle: 'medium', timeStyle: 'short' });
  const words = said.map(({ line, text }) => {
    if (line.kind !== 'text') return text.replace(/\s+/g, ' ').trim();
    if (said.length === 1) return text;
    const edited = line.margin?.edits ? ` · ${language.text('edited.mark')}` : '';
    // Of the narrow spaces that Intl puts before AM a record system may make a box.
    const at = when.format(line.at).replaceAll('\u202f', ' ');
    return `${language.name(line.author)} · ${at}${edited}\n${text}`;
  });
  event.clipboardData.setData('text/plain', words.join('\n\n'));
  event.preventDefault();
}

/** What of a line's own words is selected. */
function partOf(root: ShadowRoot, range: StaticRange): string {
  const words = root.ownerDocument.createRange();
  words.selectNodeContents(root.querySelector('p')!);
  const { startContainer, startOffset, endContainer, endOffset } = range;
  if (startContainer.getRootNode() === root) {
    const at = words.comparePoint(startContainer, startOffset);
    if (at === 0) words.setStart(startContainer, startOffset);
    else if (at > 0) words.collapse();
  }
  if (endContainer.getRootNode() === root) {
    const at = words.comparePoint(endContainer, endOffset);
    if (at === 0) words.setEnd(endContainer, endOffset);
    else if (at < 0) words.collapse(true);
  }
  return words.toString();
}
