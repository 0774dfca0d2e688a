import type { ConversationState } from '../engine/snapshot.ts';
import type { GetPassport, OpenTalk } from './connect.ts';
import type { OpeningHours } from './hours/opening-hours.ts';
import type { GetRooms } from './rooms.ts';
import type { Layout } from './settings.ts';
import { Shell } from './shell.ts';
import type { Template } from './tools/template.ts';
import { whenIdle } from './when-idle.ts';

export type { OutgoingEvents } from './events/outgoing.ts';

/** What stands inside the element and does its work. It may come long after the element. */
export interface View {
  readonly state: ConversationState;
  readonly unread: number;
  readonly lastAt: number | null;
  readonly folded: boolean;
  readonly updateComplete: Promise<unknown>;
  open(): void;
  close(): void;
  lock(): void;
  /** Erases what is kept in a place that the element does not reach itself. */
  forget?(): Promise<void>;
  focus(options?: FocusOptions): void;
  focusSoon(): void;
  /** The launcher's button was pressed to open it. */
  press(): void;
  /** The element came into a document, left it, has another setting. */
  connected(): void;
  disconnected(): void;
  changed(name: string): void;
  requestUpdate(): void;
  /** Lets everything go: another view takes the place. */
  leave(): void;
}
export type MakeView = (chat: BedsideChat, root: ShadowRoot, internals: ElementInternals) => View;

/** The settings that have an attribute, and its name. */
const attributes = {
  relay: 'relay',
  tenant: 'tenant',
  conversation: 'conversation',
  passportUrl: 'passport-url',
  roomsUrl: 'rooms-url',
  layout: 'layout',
  isolation: 'isolation',
  locale: 'locale',
  theme: 'theme',
  typing: 'typing',
  leaving: 'leaving',
  dir: 'dir',
  badge: 'badge',
  hours: 'hours',
  answerTime: 'answer-time',
  bellWorker: 'bell-worker',
} as const;
type Attributed = keyof typeof attributes;
/** The settings that have none. */
const unattributed = ['getPassport', 'getRooms', 'openTalk', 'templates', 'quickReplies'] as const;
export type SettingProperty = Attributed | (typeof unattributed)[number];
/** What is asked at its time, whoever it is then: frameworks make another at each rendering, and nothing is opened anew. */
const asked: readonly string[] = ['getPassport', 'getRooms'];
/** Styles depend on these, so that a property stands on the element as well. `dir` does so by itself. */
const reflected: readonly string[] = ['layout', 'theme'];
const defaults: Readonly<Record<string, string>> = {
  layout: 'panel',
  isolation: 'inline',
  typing: 'on',
  leaving: 'on',
};
const named = Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [attribute, name]));

/** A view that did not come is asked for again, after a pause that doubles. */
const retryMs = 2_000;
const retryMsMax = 30_000;

/** On a server there is nothing to extend, and nothing is made of it. */
const Element = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * An end-to-end encrypted conversation in a page.
 *
 * Open shadow root. A `log` named "Messages", a `textbox` named "Message", a `button` "Send". Message text stands in
 * text nodes only: never in an attribute, a title or an event. What is typed, pasted or selected inside stops at this
 * element. Moving it in the document keeps the conversation going.
 *
 * With `isolation="frame"` the slots `header`, `empty`, `footer` and `emergency` are shown as plain text, `message-actions` as
 * buttons of the frame's own; `start`, `end` and `launcher` are not there.
 *
 * @tagname bedside-chat
 *
 * @attribute relay - The relay's origin, https.
 * @attribute tenant - The covered entity's name at the relay.
 * @attribute conversation - The conversation's id, from the portal.
 * @attribute rooms-url - Without `conversation`: where the portal lists the person's conversations, for an inbox of them all;
 *   or set the property `getRooms`.
 * @attribute passport-url - Where the portal gives passports; or set the property `getPassport`.
 * @attribute layout - `panel`: in the page, as large as the page makes it. `launcher`: a button at the window's corner
 *   with the number of unread messages, which opens the conversation above it; on a phone, over all of the screen.
 *   `visit`: compact and translucent, for a place beside or over a video; it never takes the focus by itself, folds into a
 *   tab with the number of unread messages, and moves into a small window of its own where the browser has such.
 * @attribute isolation - `inline`; `frame`: in a document of the relay's own, out of reach of the page's scripts.
 * @attribute locale - BCP 47; without it the page's `lang`.
 * @attribute dir - `ltr`, `rtl`; without it the direction of the language.
 * @attribute theme - Words with spaces between: `light` or `dark`, without which the reader's system decides;
 *   `high-contrast`; `compact`.
 * @attribute badge - Puts the number of unread messages before the page's title, and on the icon of an installed app.
 * @attribute hours - When somebody is there to answer, said above the text box: JSON, `{"timeZone": "America/New_York",
 *   "open": {"mon": ["08:00-17:00"]}, "closed": ["2026-12-25"]}`; as a property an object as well.
 * @attribute answer-time - Within what time the team answers, said there too: `4 hours`, `1 working day`; minutes, hours, days, working days.
 * @attribute bell-worker - A script of the page's own origin, whose one line imports the relay's `bell.js`: people may then
 *   choose to be notified of messages while no page is open (Web Push).
 * @attribute typing - `on`, or `off`: nobody is told that somebody writes, neither here nor there.
 * @attribute leaving - `on`, or `off`: the portal takes people in and out, and the chat offers nobody to leave.
 *
 * @slot start - Before the names: a way back, say.
 * @slot end - After the names.
 * @slot header - Replaces the names at the top. The encryption note stays.
 * @slot launcher - Replaces the picture on the launcher's button.
 * @slot empty - Replaces what is said while there are no messages.
 * @slot message-actions - Buttons of your own beside ours on a message: `bedside-message-action` says which was pressed on which.
 * @slot footer - Below the text box: a link, whatever belongs there.
 * @slot emergency - Replaces the line about emergencies.
 *
 * @event {BedsideReadyEvent} bedside-ready - The conversation can be read and written.
 * @event {BedsideStateChangedEvent} bedside-state-changed - `detail.state` is another.
 * @event {BedsideUnreadChangedEvent} bedside-unread-changed - `detail.count` messages wait to be read.
 * @event {BedsideMessageReceivedEvent} bedside-message-received - A message of somebody else, at `detail.seq`.
 * @event {BedsideFoldedChangedEvent} bedside-folded-changed - `detail.folded`: only the button of the launcher or the visit is there.
 * @event {BedsideMessageActionEvent} bedside-message-action - A button of the slot `message-actions` was pressed: `detail.seq` is the message's place, `detail.action` the button's `value`.
 * @event {BedsideErrorEvent} bedside-error - `detail.code` of the table of errors.
 *
 * @csspart panel - Everything.
 * @csspart launcher - The button of the launcher, and the tab that a visit folds into.
 * @csspart count - The number on it.
 * @csspart close - The button that closes what it opened.
 * @csspart pop-out - The button that moves a visit into a small window, and back.
 * @csspart rooms - The list of conversations in an inbox.
 * @csspart room - One of them.
 * @csspart header - The bar at the top.
 * @csspart title - The names in it.
 * @csspart encryption - The button "End-to-end encrypted".
 * @csspart search - The button that opens the search.
 * @csspart found - Where one searches, and what was found, over the messages.
 * @csspart avatar - A person's initials.
 * @csspart connection - The bar that says that there is no connection.
 * @csspart list - The scrolling box of messages.
 * @csspart day - A day's name.
 * @csspart notice - Somebody came or went.
 * @csspart problem - An entry that is not shown, and why.
 * @csspart sender - Name and role above a message.
 * @csspart bubble - The box around a message.
 * @csspart meta - Time and state below a message.
 * @csspart quote - The message that another answers, above its text.
 * @csspart reaction - An emoji below a message.
 * @csspart earlier - What a message said before it was edited.
 * @csspart reach - Who has read a message of one's own, below it.
 * @csspart actions - What can be done with a message.
 * @csspart unread - The words above the first message that was not read.
 * @csspart jump - The button to the latest message.
 * @csspart writing - Who is writing.
 * @csspart hours - When the team answers, and whether somebody is there now, above the text box.
 * @csspart tools - The row above the text box: templates, quick replies, how long a message is shown.
 * @csspart templates - The menu of templates.
 * @csspart composer - Text box and button.
 * @csspart textbox - The text box.
 * @csspart send - The button "Send".
 * @csspart about - The message that is being answered or edited, above the text box.
 * @csspart emergency - The line about emergencies.
 * @csspart status - What stands there in place of a conversation.
 * @csspart sheet - The dialog "Who can read this".
 *
 * @cssproperty --bedside-canvas - Behind the messages.
 * @cssproperty --bedside-surface - Bars, boxes, bubbles of others.
 * @cssproperty --bedside-text - Text.
 * @cssproperty --bedside-text-quiet - Text of less weight; 4.5:1 on canvas and surface.
 * @cssproperty --bedside-border - Hairlines.
 * @cssproperty --bedside-edge - Edges of what can be used; 3:1 on surface.
 * @cssproperty --bedside-accent - The brand's colour, whatever it is: Send, the launcher; all below are made from it.
 * @cssproperty --bedside-on-accent - Text on it; when unset white or black, whichever reads better.
 * @cssproperty --bedside-accent-text - It as text, line and focus ring; when unset the accent, made dark (light) enough.
 * @cssproperty --bedside-own - One's own bubbles; made from the accent when unset.
 * @cssproperty --bedside-danger - What failed.
 * @cssproperty --bedside-danger-surface - Behind it.
 * @cssproperty --bedside-notice - Text of warnings.
 * @cssproperty --bedside-notice-surface - Behind it.
 * @cssproperty --bedside-font - Font family.
 * @cssproperty --bedside-font-size - Size of a message; all others follow.
 * @cssproperty --bedside-radius - Corners of the panel; 0 where it fills a screen.
 * @cssproperty --bedside-bubble-radius - Corners of a message.
 * @cssproperty --bedside-border-width - Edge of the panel.
 * @cssproperty --bedside-density - How much room there is between things: 1, or 0.5 with `compact`.
 * @cssproperty --bedside-column - Widest that the messages go.
 * @cssproperty --bedside-layer - z-index of the launcher.
 * @cssproperty --bedside-translucency - How much of the video shows through the visit layout.
 * @cssproperty --bedside-block-size - Height where the page gives none.
 *
 * @cssstate idle - Not open.
 * @cssstate connecting - On the way.
 * @cssstate ready - Can be read and written.
 * @cssstate offline - Without a connection; can be read and written, sent later.
 * @cssstate locked - Hidden by lock().
 * @cssstate ended - Over.
 * @cssstate failed - Cannot be opened.
 * @cssstate unread - Messages wait to be read, besides.
 * @cssstate open - The launcher or the visit is unfolded, besides.
 * @cssstate out - In a small window of its own, besides.
 */
export class BedsideChat extends Element {
  /** How every element gets its conversation, unless it has an `openTalk` of its own. */
  static openTalk: OpenTalk | null = null;
  /** What makes what stands inside: at once where it is there, or fetched. */
  static makeView: MakeView | null = null;
  static fetchView: ((layout: Layout) => Promise<MakeView>) | null = null;
  /** What is there can make more than a `panel`. */
  static laysOut = false;
  /** Erases what this browser keeps of all conversations; `worker`: what rings people (`bell-worker`). Throws `storage-broken`. */
  static forget: ((worker: string | null) => Promise<void>) | null = null;
  /** The same for `isolation="frame"`. */
  static makeFrame: MakeView | null = null;
  static fetchFrame: (() => Promise<MakeView>) | null = null;
  static readonly observedAttributes: readonly string[] = Object.values(attributes);

  declare relay: string | null;
  declare tenant: string | null;
  declare conversation: string | null;
  declare passportUrl: string | null;
  declare getPassport: GetPassport | null;
  declare roomsUrl: string | null;
  declare getRooms: GetRooms | null;
  /** As the attribute is, or true. */
  declare badge: string | boolean | null;
  declare layout: Layout;
  declare isolation: 'inline' | 'frame';
  declare locale: string | null;
  declare theme: string | null;
  declare typing: 'on' | 'off';
  /** As the attribute is, or the object that it is the JSON of. */
  declare hours: string | OpeningHours | null;
  declare answerTime: string | null;
  declare bellWorker: string | null;
  /** Texts that staff can put into the text box, from a menu. */
  declare templates: readonly Template[] | null;
  /** Up to three that stand above it, one press away. */
  declare quickReplies: readonly string[] | null;
  declare leaving: 'on' | 'off';
  declare openTalk: OpenTalk | null;

  readonly #values = new Map<string, unknown>();
  readonly #root: ShadowRoot;
  readonly #internals: ElementInternals;
  #shell: Shell | null = null;
  #view: View | null = null;
  /** What was asked for before there was a view, in order. */
  #asked: ((view: View) => void)[] = [];
  #locked = false;
  #fetching = false;
  /** What the view was made for. */
  #framed = false;
  /** The frame has no words for a setting that is wrong: the other view says so until a setting is another. */
  #aside = false;

  static {
    for (const name of [...Object.keys(attributes), ...unattributed] as SettingProperty[])
      if (name !== 'dir')
        Object.defineProperty(BedsideChat.prototype, name, {
          configurable: true,
          enumerable: true,
          get(this: BedsideChat) {
            return this.#values.get(name) ?? defaults[name] ?? null;
          },
          set(this: BedsideChat, value: unknown) {
            this.#set(name, value);
          },
        });
  }

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: 'open' });
    this.#internals = this.attachInternals();
    // A framework may have set properties before this class was there.
    for (const name of [...Object.keys(attributes), ...unattributed] as (keyof this)[])
      if (Object.hasOwn(this, name)) {
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
  }

  /** Where the conversation stands. */
  get state(): ConversationState {
    return this.#view?.state ?? (this.#locked ? 'locked' : 'idle');
  }
  /** So many messages wait to be read: with an inbox, in all conversations. */
  get unread(): number {
    return this.#view?.unread ?? 0;
  }
  /** When the last message came, ms since 1970; null where that is not known. */
  get lastAt(): number | null {
    return this.#view?.lastAt ?? null;
  }
  /** With `layout=launcher` or `visit`: nothing is there but the button. */
  get folded(): boolean {
    return this.#view?.folded ?? this.layout === 'launcher';
  }
  /** Resolves when what was asked for is on the screen. */
  get updateComplete(): Promise<unknown> {
    return this.#view?.updateComplete ?? Promise.resolve();
  }
  /** Renders again what stands inside. */
  requestUpdate(): void {
    this.#view?.requestUpdate();
  }

  /**
   * Opens the conversation: by itself when the element enters a page; by this after close() and lock(). With
   * `layout=launcher` or `visit`: opens what the button opens.
   */
  open(): void {
    this.#locked = false;
    this.#ask((view) => view.open());
  }

  /** Leaves the conversation; what is on the device stays. With `layout=launcher` or `visit`: closes it to the button, which goes on counting. */
  close(): void {
    this.#ask((view) => view.close());
  }

  /** Hides everything, lets go of the conversation, and waits to be opened again. */
  lock(): void {
    this.#locked = true;
    this.#ask((view) => view.lock());
  }

  /**
   * As lock(); and erases what the widget keeps in this browser, of everybody and of every conversation: keys, words that
   * wait to be sent, drafts, choices. With `isolation="frame"` what the relay's documents keep for this site. Other tabs let
   * go too. Resolves when it is done; rejects with `storage-broken`, and where the frame does not answer with `relay-unreachable`.
   */
  async forget(): Promise<void> {
    this.lock();
    if (!this.#wantsFrame) await BedsideChat.forget?.(this.bellWorker);
    else
      await new Promise<void>((done, failed) => {
        this.#ask((view) => void view.forget!().then(done, failed));
      });
  }

  /** As when the launcher's button is pressed to open it. */
  press(): void {
    this.#ask((view) => view.press());
  }

  /** Puts the focus into the text box; where there is none, on the first button. */
  override focus(options?: FocusOptions): void {
    this.#ask((view) => view.focus(options));
  }

  /** Puts the focus into the text box as soon as there is one. */
  focusSoon(): void {
    this.#ask((view) => view.focusSoon());
  }

  connectedCallback(): void {
    for (const name of reflected) this.#reflect(name);
    if (this.#view && this.#framed === this.#wantsFrame) {
      this.#view.connected();
      return;
    }
    this.#clear();
    const makeView = this.#makeView;
    if (makeView) this.#mount(makeView);
    else {
      this.#shell ??= new Shell(this.#root, this, () => this.#ask((view) => view.press()));
      if (this.layout !== 'launcher' || this.#asked.length > 0) void this.#fetch();
      else whenIdle(() => void this.#fetch());
    }
  }

  /** For the view in a frame: a setting is wrong, and it has no words to say so. */
  standAside(): void {
    this.#aside = true;
    this.connectedCallback();
  }

  disconnectedCallback(): void {
    this.#view?.disconnected();
  }

  attributeChangedCallback(attribute: string, _: string | null, value: string | null): void {
    this.#set(named[attribute]!, value);
  }

  #set(name: string, value: unknown): void {
    const before = this.#values.get(name) ?? null;
    if (before === (value ?? null)) return;
    this.#values.set(name, value);
    if (asked.includes(name) && typeof before === 'function' && typeof value === 'function') return;
    if (this.isConnected) this.#reflect(name);
    if (!this.#view || !this.isConnected) return;
    this.#aside = false;
    if (this.#framed === this.#wantsFrame) this.#view.changed(name);
    else {
      this.#clear();
      this.connectedCallback();
    }
  }

  /** What makes the view that is wanted, where that is there. */
  get #makeView(): MakeView | null {
    if (this.#wantsFrame) return BedsideChat.makeFrame;
    return this.layout === 'panel' || BedsideChat.laysOut ? BedsideChat.makeView : null;
  }

  get #wantsFrame(): boolean {
    return this.isolation === 'frame' && !this.#aside;
  }

  /** Takes away what stands inside, for something else. */
  #clear(): void {
    this.#view?.disconnected();
    this.#view?.leave();
    this.#view = null;
  }

  /** In a constructor an element may have no attributes yet: then it is done when it comes into a document. */
  #reflect(name: string): void {
    if (!reflected.includes(name)) return;
    const value = this[name as 'theme'];
    if (value === null) this.removeAttribute(name);
    else if (this.getAttribute(name) !== value) this.setAttribute(name, value);
  }

  /** To the view, as soon as there is one; what somebody wants is a reason to fetch it. */
  #ask(wish: (view: View) => void): void {
    if (this.#view) {
      wish(this.#view);
      return;
    }
    this.#asked.push(wish);
    if (this.isConnected) void this.#fetch();
  }

  /** Gets what makes the view, once, and again after a pause where it does not come. */
  async #fetch(): Promise<void> {
    if (this.#fetching || this.#view) return;
    this.#fetching = true;
    for (let pauseMs = retryMs; !this.#view; pauseMs = Math.min(pauseMs * 2, retryMsMax))
      try {
        if (this.#wantsFrame) BedsideChat.makeFrame ??= (await BedsideChat.fetchFrame?.()) ?? null;
        else if (!this.#makeView) {
          const { layout } = this;
          BedsideChat.makeView = (await BedsideChat.fetchView?.(layout)) ?? null;
          BedsideChat.laysOut ||= layout !== 'panel';
        }
        break;
      } catch {
        this.#shell?.late();
        if (pauseMs === retryMs)
          this.dispatchEvent(
            new CustomEvent('bedside-error', { bubbles: true, detail: { code: 'relay-unreachable' } }),
          );
        await new Promise((done) => setTimeout(done, pauseMs));
      }
    this.#fetching = false;
    // Whoever asked for the other kind meanwhile is asked again.
    const makeView = this.#makeView;
    if (!this.#view && this.isConnected && makeView) this.#mount(makeView);
    else if (
      !this.#view &&
      this.isConnected &&
      (this.#wantsFrame ? BedsideChat.fetchFrame : BedsideChat.fetchView)
    )
      void this.#fetch();
  }

  #mount(makeView: MakeView): void {
    const focused = this.#shell?.remove() ?? false;
    this.#shell = null;
    this.#framed = this.#wantsFrame;
    const view = makeView(this, this.#root, this.#internals);
    this.#view = view;
    for (const wish of this.#asked.splice(0)) wish(view);
    view.connected();
    if (focused) void view.updateComplete.then(() => view.focus());
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bedside-chat': BedsideChat;
  }
}
