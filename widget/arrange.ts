import type { LineView } from '../engine/snapshot.ts';
import { startOfDay } from './language.ts';

export type TextLine = Extract<LineView, { kind: 'text' }>;
export type OtherLine = Exclude<LineView, { kind: 'text' }>;

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
  | { readonly kind: 'other'; readonly key: string; readonly line: OtherLine };

/** Messages of one person further apart than this are told apart by their times. */
const runMs = 5 * 60_000;

/** Lines with the days between them, and runs of one person marked. */
export function arrange(lines: readonly LineView[]): readonly Item[] {
  const items: Item[] = [];
  let day = Number.NaN;
  lines.forEach((line, index) => {
    const itsDay = startOfDay(line.at);
    if (itsDay !== day) items.push({ kind: 'day', key: `before ${line.key}`, at: line.at });
    day = itsDay;
    if (line.kind !== 'text') items.push({ kind: 'other', key: line.key, line });
    else
      items.push({
        kind: 'message',
        key: line.key,
        line,
        first: !isRun(lines[index - 1], line),
        last: !isRun(line, lines[index + 1]),
      });
  });
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
