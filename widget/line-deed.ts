import type { Talk } from '../engine/snapshot.ts';
import type { TextLine } from './arrange.ts';
import type { LineRequest } from './events/requests.ts';

/** What such a deed needs of the chat. */
export interface LineDeedWorld {
  readonly talk: () => Talk | null;
  readonly copied: () => void;
  readonly failed: (thrown: unknown) => void;
}

/** Does with a message that is stored what needs no text box: reacts, copies, removes. */
export function doDeed(
  { talk, copied, failed }: LineDeedWorld,
  line: TextLine,
  { deed, what }: LineRequest,
): void {
  const seq = line.seq!;
  if (deed === 'react') {
    const given = line.margin?.reactions.some((one) => one.own && one.emoji === what) === true;
    talk()?.change({ kind: 'reaction', seq, emoji: what, on: !given }).catch(failed);
  } else if (deed === 'remove') talk()?.change({ kind: 'redaction', seq }).catch(failed);
  else if (deed === 'copy')
    navigator.clipboard?.writeText(line.text).then(copied, () => {
      // The page or the browser does not let it: the text can still be selected.
    });
}
