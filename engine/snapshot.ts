import type { ErrorCode } from '../shared/errors.ts';
import type { Role } from '../shared/passport.ts';
import type { Movement } from './epoch-book.ts';

/** Where a conversation stands, in order: what a person may expect of it. `failed` and `ended` are for good. */
export type ConversationState = 'idle' | 'connecting' | 'ready' | 'offline' | 'locked' | 'ended' | 'failed';

/**
 * How far a message of one's own got. It never goes backwards (INV-7), but for `refused`, from which a person may send
 * again. queued: saved, not yet sealed · sealed: saved as bytes · sent: on the socket · stored: in the room's log ·
 * delivered, read: by every other person · refused: the relay or the group said no; nothing is lost.
 */
export type SendState = 'queued' | 'sealed' | 'sent' | 'stored' | 'delivered' | 'read' | 'refused';

export interface DeviceView {
  /** The device's id in its passport. */
  readonly id: string;
  readonly leaf: number;
  readonly self: boolean;
  /** When it came into the group, by the log's time, ms since 1970; null where that part of the log was not read. */
  readonly addedAt: number | null;
  /** This device may take it out. */
  readonly removable: boolean;
}

/** That this device's person compared the safety code with another, and whether that still speaks for all of that one's devices. */
export interface ComparedView {
  /** By this device's clock, ms since 1970. */
  readonly at: number;
  readonly holds: boolean;
}

/** A person in the conversation, vouched for by the portal. `name` is empty until the person's device has introduced itself. */
export interface MemberView {
  readonly person: string;
  readonly name: string;
  readonly role: Role;
  readonly self: boolean;
  readonly devices: readonly DeviceView[];
  /** Absent: never compared on this device. */
  readonly compared?: ComparedView;
  /** Said that they leave, and are not taken out yet. */
  readonly leaving?: true;
}

export interface AuthorView {
  readonly person: string;
  readonly name: string;
  readonly role: Role;
  readonly self: boolean;
}

/** One line on the screen. */
export type LineView =
  | {
      readonly kind: 'text';
      /** The same for as long as the line lives, pending or stored. */
      readonly key: string;
      readonly seq: number | null;
      /** Relay's time once stored, the device's own before: ms since 1970. */
      readonly at: number;
      readonly author: AuthorView;
      readonly text: string;
      readonly state: SendState;
      readonly refusal: ErrorCode | null;
      /** Absent where nothing was said of it and it speaks of nothing. */
      readonly margin?: Margin;
    }
  | {
      /** Somebody came or went, by the group's own word. */
      readonly kind: 'notice';
      readonly key: string;
      readonly seq: number;
      readonly at: number;
      readonly notice: Movement['notice'];
      readonly author: AuthorView;
      /** The safety code was compared with this person before, and does not speak for this device. */
      readonly compareAgain?: true;
    }
  | {
      /** A message that is no more. */
      readonly kind: 'removed';
      readonly key: string;
      readonly seq: number;
      readonly at: number;
      /** Whose it was; null where nobody here could read it any more. */
      readonly author: AuthorView | null;
      readonly by: AuthorView;
      /** `expired`: its time was over. */
      readonly why: 'removed' | 'expired';
    }
  | {
      /** An entry that is not a message: forged, replayed, missing, unreadable. Says what it is and never what it held. */
      readonly kind: 'problem';
      readonly key: string;
      readonly seq: number;
      readonly at: number;
      readonly code: ErrorCode;
    }
  | AsleepView;

/** Lines that were shown and are not held: they come back where somebody reads near them ({@link Talk.reading}). */
export interface AsleepView {
  readonly kind: 'asleep';
  readonly key: string;
  /** From this place on, up to and with `to`. */
  readonly seq: number;
  readonly to: number;
  /** When the last of them was stored. */
  readonly at: number;
  /** So many lines, and so many of them texts that others wrote. */
  readonly count: number;
  readonly others: number;
}

/** What stands beside a text: what it answers, and what became of it. */
export interface Margin {
  /** What it answers. */
  readonly quote: QuoteView | null;
  /** How often its author edited it, and what it said before, oldest first, at most limits.editsShownMax of them. */
  readonly edits: number;
  readonly earlier: readonly { readonly text: string; readonly at: number }[];
  readonly reactions: readonly ReactionView[];
  /** One's own last change to it, until it is in the log. `key`: for {@link Talk.resend} and {@link Talk.discard}. */
  readonly pending: {
    readonly key: string;
    readonly state: SendState;
    readonly refusal: ErrorCode | null;
  } | null;
  /** When it will be hidden, ms since 1970. */
  readonly expiresAt: number | null;
}

/** The message that another answers, as it is now. */
export interface QuoteView {
  readonly seq: number;
  /** Null: it is earlier than what was loaded, or is no text any more. */
  readonly found: { readonly key: string; readonly author: AuthorView; readonly text: string } | null;
}

/** One emoji and who gave it, first come first. */
export interface ReactionView {
  readonly emoji: string;
  readonly people: readonly AuthorView[];
  readonly own: boolean;
}

/** What a person does to a message that stands in the log. */
export type Change =
  | { readonly kind: 'edit'; readonly seq: number; readonly text: string }
  | { readonly kind: 'reaction'; readonly seq: number; readonly emoji: string; readonly on: boolean }
  /** One's own, or any with the right `redact`. What it said is deleted from the relay. */
  | { readonly kind: 'redaction'; readonly seq: number };

/** What goes with a text that is said. */
export interface SayOptions {
  /** The message that it answers. */
  readonly quote?: number | null;
  /** How long it is to be shown: one of {@link Snapshot.livesMs}. */
  readonly lifeMs?: number;
  /** A word said again by a caller that heard no answer: the same word is one message. */
  readonly once?: string;
}

/** All that a screen needs, frozen, replaced as a whole on every `change`. */
export interface Snapshot {
  readonly state: ConversationState;
  /** Why it is `failed` or `ended`, or what stands in the way while `offline`. */
  readonly failure: ErrorCode | null;
  readonly connection: {
    readonly live: boolean;
    /** When the next try is due, ms since 1970; null while live or trying. */
    readonly retryAt: number | null;
  };
  readonly topic: string | null;
  readonly self: AuthorView | null;
  readonly canWrite: boolean;
  /** How long a message may be said to be shown, ms; none: all are kept. */
  readonly livesMs: readonly number[];
  /** This device's person wants to leave; that is on its way. */
  readonly leaving?: true;
  /** May remove what others wrote. */
  readonly canRedact: boolean;
  readonly members: readonly MemberView[];
  /** Who is writing now, of the others. */
  readonly writing: readonly AuthorView[];
  /** The others who have a socket, by the relay's word and as far as they have written: ids of persons. */
  readonly present: readonly string[];
  /** Stored lines by seq, then pending ones in the order they were written. */
  readonly lines: readonly LineView[];
  readonly history: {
    /** There are earlier entries than the first line. */
    readonly more: boolean;
    readonly loading: boolean;
    /** Earlier entries are there but were not shared with this device (yet). */
    readonly withheld: boolean;
    /** Those that are withheld belong to an earlier segment: nobody will share them. */
    readonly cut?: true;
  };
  /** Stored messages of others after the last one marked read. */
  readonly unread: number;
  /** How far each of the other people has come in the log, by the relay's word: their devices took what stands up to `taken`, and they read up to `read`. */
  readonly reached: readonly { readonly person: string; readonly taken: number; readonly read: number }[];
  /** 30 digits in six groups of five, or null while there is no group. */
  readonly safetyCode: string | null;
  /** MLS suite in words a security officer knows. */
  readonly suite: string | null;
  /** `memory`: nothing outlives this page, because the browser refuses storage. */
  readonly storage: 'durable' | 'memory' | null;
  /** How messages come back to a new device; null or left out: only from members who are there. */
  readonly vault?: VaultView | null;
  /** Who never came and can read what is said here when they do; left out: nobody. `name` is the portal's word, or empty. */
  readonly awaited?: readonly { readonly person: string; readonly name: string }[];
  /** The portal's roster does not hold, and nobody who has not come gets anything. */
  readonly rosterProblem?: ErrorCode;
  /** What the relay says of ringing this device; null or left out: it rings nobody, or has not said so yet. */
  readonly bell?: BellView | null;
}

/** A relay that can ring: its key at push services, a P-256 point in base64url, and whether it knows where to ring this device. */
export interface BellView {
  readonly key: string;
  readonly set: boolean;
}

/** Nothing is open, and nothing was. */
export const emptySnapshot: Snapshot = Object.freeze({
  state: 'idle',
  failure: null,
  connection: { live: false, retryAt: null },
  topic: null,
  self: null,
  canWrite: false,
  livesMs: [],
  canRedact: false,
  members: [],
  writing: [],
  present: [],
  lines: [],
  history: { more: false, loading: false, withheld: false },
  unread: 0,
  reached: [],
  safetyCode: null,
  suite: null,
  storage: null,
});

/** A way into a vault that a person keeps, by the id of a passkey's credential in base64url; empty for a code. */
export interface WayView {
  readonly kind: 'code' | 'passkey';
  readonly id: string;
}

/**
 * Who keeps the person's vault (PROTOCOL.md §6.3). `own`: `none` was made yet · `locked`: this device has not opened it ·
 * `open`: it has · `rolled-back`: the relay gives an older one than the group knows of.
 */
export type VaultView =
  | { readonly policy: 'portal' }
  | {
      readonly policy: 'own';
      readonly state: 'unknown' | 'none' | 'locked' | 'open' | 'rolled-back';
      readonly ways: readonly WayView[];
    };

/** A way in with the key that it takes, base64url of 16 bytes or more: a recovery code's, or what a passkey gave. */
export interface VaultWay extends WayView {
  readonly key: string;
}

/** What a widget holds: intents in, one snapshot out. `Conversation` is one; so is a test's stand-in. */
export interface Talk extends EventTargetLike {
  readonly snapshot: Snapshot;
  /** Connects, joins, keeps going until {@link stop}. */
  start(): void;
  /** Lets go of the socket, the lock and every timer. State on disk stays. */
  stop(): Promise<void>;
  /** Saves and sends a text. Throws `text-too-long`, `outbox-full`, `not-permitted`, `target-invalid`. Resolves once saved (INV-2), with the line's key. A life that the portal does not allow is `not-permitted`. */
  say(text: string, options?: SayOptions): Promise<string>;
  /** Saves and sends a change to a message. Throws what {@link say} does. Resolves once saved. */
  change(change: Change): Promise<void>;
  /** The text that was being written when the page went away, or empty. Sealed like all else on the disk. */
  readDraft(): Promise<string>;
  /** Keeps a text that is being written; empty forgets it. {@link say} forgets it too. */
  keepDraft(text: string): Promise<void>;
  /** Sends a refused line again. */
  resend(key: string): Promise<void>;
  /** Drops a refused line. */
  discard(key: string): Promise<void>;
  /**
   * Takes devices out of the conversation, by their ids in {@link Snapshot.members}. Resolves once it is on its way; it is done
   * when they are gone from there. Throws `not-permitted`, and `relay-unreachable` where there is no connection.
   */
  removeDevices(deviceIds: readonly string[]): Promise<void>;
  /**
   * Notes on this device that this code, {@link Snapshot.safetyCode}, was the same on the other person's screen; null: that
   * it was not. Throws `mls-stale-epoch` where the code is another by now, or the person is gone.
   */
  markCompared(person: string, code: string | null): Promise<void>;
  /** Fetches and opens the page before the first line. */
  loadEarlier(): Promise<void>;
  /**
   * What stands around `seq` is on a screen, or sought there: `by` which, where there are several. Of lines before the
   * newest few hundred only those around the place that was last said are held. Others further down are
   * {@link AsleepView asleep} and wake where this is said of a place near them; where it was not said for two minutes all
   * are let go of, and come back by {@link loadEarlier}.
   */
  reading(seq: number, by?: string): void;
  /** Everything stored up to `seq` was seen by the person. */
  markRead(seq: number): void;
  /**
   * Gives this device new keys, after it `failed` with keys that are not its own any more, or `ended` because its person left:
   * it joins as a new device, takes the old one out, and keeps the words that were not sealed yet. Resolves once it is on its way.
   */
  beginAnew(): Promise<void>;
  /**
   * Leaves the conversation with all devices of the person: the others are told and take them out; what is kept here is erased
   * as soon as that stands in the log, and the conversation has `ended` with `left` until {@link beginAnew}. Resolves once it
   * is saved. Who may not write is not announced: it is erased here at once.
   */
  leave(): Promise<void>;
  /** A visit begins: the group gets fresh keys, unless this device gave it some within limits.visitRekeyMs. */
  beginVisit(): void;
  /** A visit ends: likewise, so that whoever got hold of its keys has no use for them after it. */
  endVisit(): void;
  /** The person is writing, or stopped. Told to the others now and then; kept nowhere. */
  typing(on: boolean): void;
  /**
   * Makes a way into the vault that the person keeps, and the vault where there is none, or none that this device can open.
   * Resolves after it was tried. Throws `vault-refused`, `vault-locked`, and what the relay says.
   */
  keepVault(way: VaultWay): Promise<void>;
  /** Opens it on this device. Throws `vault-locked` where this is not the key, `vault-rolled-back`. */
  openVault(way: VaultWay): Promise<void>;
  /**
   * Has this device rung at this endpoint of a push service while nobody of its person is here; null: not any more. Throws
   * `bell-refused`, what else the relay says, and `relay-unreachable` where there is no connection.
   */
  keepBell(endpoint: string | null): Promise<void>;
  /** Tries the relay at once: the page became visible, the network came back. */
  probe(): void;
}

/** The part of EventTarget that a Talk has. Events: `change`; `received` with `detail: {seq}`. */
export interface EventTargetLike {
  addEventListener(type: TalkEvent, listener: (event: TalkEventDetail) => void): void;
  removeEventListener(type: TalkEvent, listener: (event: TalkEventDetail) => void): void;
}
export type TalkEvent = 'change' | 'received';
export interface TalkEventDetail {
  readonly type: string;
  readonly seq: number | null;
}
