/*
 * What the package promises, in types that need nothing but the DOM's. The element's own class is held to them where
 * bedside.ts gives it out.
 */

/** Where a conversation stands. */
export type ConversationState = 'idle' | 'connecting' | 'ready' | 'offline' | 'locked' | 'ended' | 'failed';

/** What the portal is asked for a passport with. */
export interface PassportRequest {
  readonly conversation: string;
  readonly deviceKey: JsonWebKey;
}

/** What the portal answers: docs/embedding.md, step 2. */
export interface PassportAnswer {
  readonly passport: string;
  readonly vault?: { readonly policy: 'portal'; readonly secret: string } | { readonly policy: 'own' };
}

/** When somebody is there to answer: ranges such as `08:00-17:00` by weekday, in an IANA time zone, and days that are closed. */
export interface OpeningHours {
  readonly timeZone: string;
  readonly open: {
    readonly [Day in 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun']?: readonly string[];
  };
  readonly closed?: readonly string[];
}

/** What can be set, as properties; each but functions and lists has an attribute as well. docs/embedding.md says what each does. */
export interface BedsideSettings {
  /** The relay's origin, https. */
  relay: string | null;
  /** The covered entity's name at the relay. */
  tenant: string | null;
  /** The conversation's id, from the portal. */
  conversation: string | null;
  /** Where the portal gives passports. */
  passportUrl: string | null;
  /** In place of `passportUrl`. */
  getPassport: ((request: PassportRequest) => Promise<string | PassportAnswer>) | null;
  /** The person's rooms, for an inbox. */
  roomsUrl: string | null;
  /** In place of `roomsUrl`: gives `[{conversation, topic, label, unreadHint}]`. */
  getRooms: (() => Promise<unknown>) | null;
  /** Whether the page's title and the app's icon count what waits. */
  badge: string | boolean | null;
  /** `off`: nobody is told that somebody writes. */
  typing: string;
  /** When somebody is there to answer, or its JSON. */
  hours: string | OpeningHours | null;
  /** Within what time the team answers: `1 working day`. */
  answerTime: string | null;
  bellWorker: string | null;
  /** Texts that staff can put into the text box, from a menu. */
  templates: readonly { readonly title: string; readonly text: string }[] | null;
  /** Up to three that stand above it. */
  quickReplies: readonly string[] | null;
  /** `off`: the chat offers nobody to leave. */
  leaving: string;
  layout: string;
  isolation: string;
  /** BCP 47. */
  locale: string | null;
  /** Words with spaces between: `light` or `dark`; `high-contrast`; `compact`. */
  theme: string | null;
}

/** Everything that the element says, and with what. None carries content. */
export interface BedsideEvents {
  'bedside-ready': Event;
  'bedside-state-changed': CustomEvent<{ readonly state: ConversationState }>;
  'bedside-unread-changed': CustomEvent<{ readonly count: number }>;
  'bedside-message-received': CustomEvent<{ readonly seq: number }>;
  'bedside-folded-changed': CustomEvent<{ readonly folded: boolean }>;
  'bedside-message-action': CustomEvent<{ readonly seq: number; readonly action: string }>;
  'bedside-error': CustomEvent<{ readonly code: string }>;
}

/** `<bedside-chat>`. */
export interface BedsideChat extends HTMLElement, BedsideSettings {
  /** Where the conversation stands now. */
  readonly state: ConversationState;
  /** How many messages wait to be read. */
  readonly unread: number;
  /** With the launcher and the visit: what opens is folded into its button. */
  readonly folded: boolean;
  /** Resolves when what was asked for is on the screen. */
  readonly updateComplete: Promise<unknown>;
  /** After close() and lock(); with `layout="launcher"` what the button opens. */
  open(): void;
  /** Leaves; what the device keeps, it keeps. */
  close(): void;
  /** Hides everything and lets go, until somebody opens it. */
  lock(): void;
  /**
   * As lock(), and erases what the widget keeps in this browser, of everybody and of every conversation. Resolves when it is
   * done. Rejects with an error whose `code` is `storage-broken`, or `relay-unreachable` where a frame does not answer.
   */
  forget(): Promise<void>;
  addEventListener<Name extends keyof BedsideEvents>(
    type: Name,
    listener: (this: BedsideChat, event: BedsideEvents[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/** What may stand in a tag, in a language of templates that writes attributes: JSX, Vue, Svelte, Angular. */
export interface BedsideAttributes {
  relay?: string | undefined;
  tenant?: string | undefined;
  conversation?: string | undefined;
  'passport-url'?: string | undefined;
  'rooms-url'?: string | undefined;
  badge?: string | boolean | undefined;
  typing?: string | undefined;
  hours?: string | undefined;
  'answer-time'?: string | undefined;
  'bell-worker'?: string | undefined;
  leaving?: string | undefined;
  layout?: string | undefined;
  isolation?: string | undefined;
  locale?: string | undefined;
  theme?: string | undefined;
  dir?: string | undefined;
}
