import type { LineView, Margin, Snapshot } from '../../engine/index.ts';

/** What leads from one snapshot to the next. Lines that stayed as they were are not in it, or only by their keys. */
export interface SnapshotDelta {
  /** All but the lines. */
  readonly head: Omit<Snapshot, 'lines'>;
  /** So many lines at the beginning, and at the end, are the same as before. */
  readonly first: number;
  readonly last: number;
  /** The lines between: new or changed ones in full, others by key. */
  readonly between: readonly (LineView | string)[];
}

const sameAuthor = (a: { readonly person: string; readonly name: string }, b: typeof a) =>
  a === b || (a.person === b.person && a.name === b.name);

const sameMargin = (a: Margin | undefined, b: Margin | undefined) =>
  a === b || (a !== undefined && b !== undefined && JSON.stringify(a) === JSON.stringify(b));

/** True where both look the same on the screen. */
function sameLine(a: LineView, b: LineView): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || a.key !== b.key || a.seq !== b.seq || a.at !== b.at) return false;
  if (a.kind === 'asleep') return b.kind === 'asleep' && a.count === b.count && a.others === b.others;
  if (a.kind === 'problem') return b.kind === 'problem' && a.code === b.code;
  if (a.kind === 'notice') {
    return (
      b.kind === 'notice' &&
      a.notice === b.notice &&
      a.compareAgain === b.compareAgain &&
      sameAuthor(a.author, b.author)
    );
  }
  if (a.kind === 'removed')
    return (
      b.kind === 'removed' && a.why === b.why && sameAuthor(a.by, b.by) && a.author?.name === b.author?.name
    );
  return (
    b.kind === 'text' &&
    a.state === b.state &&
    a.refusal === b.refusal &&
    a.text === b.text &&
    sameMargin(a.margin, b.margin) &&
    sameAuthor(a.author, b.author)
  );
}

/** The way from `before` to `after`: as long as what changed. */
export function deltaOf(before: Snapshot, after: Snapshot): SnapshotDelta {
  const { lines: old } = before;
  const { lines, ...head } = after;
  const shorter = Math.min(old.length, lines.length);
  let first = 0;
  while (first < shorter && sameLine(old[first]!, lines[first]!)) first += 1;
  let last = 0;
  while (last < shorter - first && sameLine(old.at(-1 - last)!, lines.at(-1 - last)!)) last += 1;
  const known = new Map(old.slice(first, old.length - last).map((line) => [line.key, line]));
  const between = lines.slice(first, lines.length - last).map((line) => {
    const was = known.get(line.key);
    return was !== undefined && sameLine(was, line) ? line.key : line;
  });
  return { head, first, last, between };
}

/** `after` again, or null where the delta does not lead on from `before`. */
export function applyDelta(before: Snapshot, delta: SnapshotDelta): Snapshot | null {
  const { lines: old } = before;
  if (delta.first + delta.last > old.length) return null;
  const middle = old.slice(delta.first, old.length - delta.last);
  const known = new Map(middle.map((line) => [line.key, line]));
  const between: LineView[] = [];
  for (const line of delta.between) {
    const found = typeof line === 'string' ? known.get(line) : line;
    if (found === undefined) return null;
    between.push(found);
  }
  const lines = [...old.slice(0, delta.first), ...between, ...old.slice(old.length - delta.last)];
  return Object.freeze({ ...delta.head, lines });
}
