import type { ConversationState } from '../../engine/snapshot.ts';
import type { ErrorCode } from '../../shared/errors.ts';

/*
 * What leaves the component. None carries content (INV-10): a page's scripts, and the recorders among them, hear
 * these. They bubble, so that a page may listen at a parent; they are not composed: the element is the page's own.
 */

/** The conversation can be read and written. Once for each opening. */
export class BedsideReadyEvent extends CustomEvent<null> {
  constructor() {
    super('bedside-ready', { bubbles: true });
  }
}

/** The conversation's state is another. */
export class BedsideStateChangedEvent extends CustomEvent<{ readonly state: ConversationState }> {
  constructor(state: ConversationState) {
    super('bedside-state-changed', { bubbles: true, detail: { state } });
  }
}

/** Another number of messages waits to be read. */
export class BedsideUnreadChangedEvent extends CustomEvent<{ readonly count: number }> {
  constructor(count: number) {
    super('bedside-unread-changed', { bubbles: true, detail: { count } });
  }
}

/** A message of somebody else arrived, at this place in the log. */
export class BedsideMessageReceivedEvent extends CustomEvent<{ readonly seq: number }> {
  constructor(seq: number) {
    super('bedside-message-received', { bubbles: true, detail: { seq } });
  }
}

/** What the launcher or the visit opens was folded into its button, or unfolded. */
export class BedsideFoldedChangedEvent extends CustomEvent<{ readonly folded: boolean }> {
  constructor(folded: boolean) {
    super('bedside-folded-changed', { bubbles: true, detail: { folded } });
  }
}

/** One of the page's own buttons was pressed on the message at this place in the log. `action`: the button's value. */
export class BedsideMessageActionEvent extends CustomEvent<{
  readonly seq: number;
  readonly action: string;
}> {
  constructor(seq: number, action: string) {
    super('bedside-message-action', { bubbles: true, detail: { seq, action } });
  }
}

/** Something stands in the way, named by a code of the table in PROTOCOL.md. */
export class BedsideErrorEvent extends CustomEvent<{ readonly code: ErrorCode }> {
  constructor(code: ErrorCode) {
    super('bedside-error', { bubbles: true, detail: { code } });
  }
}

export interface OutgoingEvents {
  'bedside-ready': BedsideReadyEvent;
  'bedside-state-changed': BedsideStateChangedEvent;
  'bedside-unread-changed': BedsideUnreadChangedEvent;
  'bedside-message-received': BedsideMessageReceivedEvent;
  'bedside-folded-changed': BedsideFoldedChangedEvent;
  'bedside-message-action': BedsideMessageActionEvent;
  'bedside-error': BedsideErrorEvent;
}

declare global {
  interface HTMLElementEventMap extends OutgoingEvents {}
}
