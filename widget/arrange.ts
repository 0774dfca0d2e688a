import type { AsleepView, LineView } from '../engine/snapshot.ts';
import { startOfDay } from './language.ts';

export type TextLine = Extract<LineView, { kind: 'text' }>;
export type OtherLine = Exclude<LineView, TextLine | AsleepView>;

/** What stands in the list, in order. */
export type Item =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly line: TextLine;
      /** First and last of a run by one person: where the name stands, and the time. */
      readonly first: boolean;
      readonly last: boolean;
    }
  | { readonly kind: 'unread'; readonly key: string }
  | { readonly kind: 'asleep'; readonly key: string; readonly line: AsleepView }
  | { readonly kind: 'other'; readonly key: string; readonly line: OtherLine };

/** Messages of one person further apart than this are told apart by their times. */
const runMs = 5 * 60_000;

/**
 * The lines from `from`, up to and without `to`, with the days between them, runs of one person marked, and a word before
 * the line with the key `unread`. It looks at these lines and their neighbours, at no other.
 */
export function arrange(
  lines: readonly LineView[],
  {
    from = 0,
    to = lines.length,
    unread = null,
  }: Readonly<{ from?: number; to?: number; unread?: string | null }> = {},
): readonly Item[] {
  const items: Item[] = [];
  let before = lines[from - 1];
  for (let index = from; index < to; index++) {
    const line = lines[index]!;
    if (line.kind !== 'asleep' && (!before || startOfDay(before.at) !== startOfDay(line.at)))
      items.push({ kind: 'day', key: `before ${line.key}`, at: line.at });
    if (line.key === unread) items.push({ kind: 'unread', key: 'unread' });
    if (line.kind === 'asleep') items.push({ kind: 'asleep', key: line.key, line });
    else if (line.kind !== 'text') items.push({ kind: 'other', key: line.key, line });
    else
      items.push({
        kind: 'message',
        key: line.key,
        line,
        first: line.key === unread || !isRun(before, line),
        last: lines[index + 1]?.key === unread || !isRun(line, lines[index + 1]),
      });
    before = line;
  }
  return items;
}

function isRun(before: LineView | undefined, after: LineView | undefined): boolean {
  return (
    before?.kind === 'text' &&
    after?.kind === 'text' &&
    before.author.person === after.author.person &&
    before.state !== 'refused' &&
    after.at - before.at < runMs &&
    startOfDay(before.at) === startOfDay(after.at)
  );
}
