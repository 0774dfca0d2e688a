import { html, isServer, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import type { ConversationState } from '../engine/snapshot.ts';
import { BedsideError } from '../shared/errors.ts';
import type { GetPassport, OpenTalk } from './connect.ts';
import { DraftKeeper } from './draft-keeper.ts';
import type { BedsideAnnouncer } from './elements/announcer.ts';
import type { BedsideEncryptionSheet } from './elements/encryption-sheet.ts';
import type { StatusKind } from './elements/status-screen.ts';
import {
  BedsideErrorEvent,
  BedsideMessageReceivedEvent,
  BedsideReadyEvent,
  BedsideStateChangedEvent,
  BedsideUnreadChangedEvent,
} from './events/outgoing.ts';
import type {
  DiscardRequest,
  KeepDraftRequest,
  ReadRequest,
  ResendRequest,
  SayRequest,
} from './events/requests.ts';
import { icons } from './icons.ts';
import { Language } from './language.ts';
import { keepQuiet } from './quiet-host.ts';
import { type Layout, type SettingName, settingsFrom } from './settings.ts';
import { base } from './styles/base.ts';
import { chat } from './styles/chat.ts';
import { layoutStyles } from './styles/layouts.ts';
import { palette } from './styles/palette.ts';
import { TalkController } from './talk-controller.ts';

/** A setting that is not there may still be set by a script that runs after this element's own. */
const settingsGraceMs = 1000;
const settingNames = [
  'relay',
  'tenant',
  'conversation',
  'passportUrl',
  'getPassport',
  'layout',
  'isolation',
  'openTalk',
] as const;

/**
 * An end-to-end encrypted conversation in a page.
 *
 * Open shadow root. A `log` named "Messages", a `textbox` named "Message", a `button` "Send". Message text stands in
 * text nodes only: never in an attribute, a title or an event. What is typed, pasted or selected inside stops at this
 * element. Moving it in the document keeps the conversation going.
 *
 * @tagname bedside-chat
 *
 * @attribute relay - The relay's origin, https.
 * @attribute tenant - The covered entity's name at the relay.
 * @attribute conversation - The conversation's id, from the portal.
 * @attribute passport-url - Where the portal gives passports; or set the property `getPassport`.
 * @attribute layout - `panel`: in the page, as large as the page makes it. `launcher`: a button at the window's corner
 *   with the number of unread messages, which opens the conversation above it; on a phone, over all of the screen.
 *   `visit`: compact and translucent, for a place beside or over a video; it never takes the focus by itself.
 * @attribute isolation - `inline`.
 * @attribute locale - BCP 47; without it the page's `lang`.
 * @attribute dir - `ltr`, `rtl`; without it the direction of the language.
 * @attribute theme - Words with spaces between: `light` or `dark`, without which the reader's system decides;
 *   `high-contrast`; `compact`.
 *
 * @slot header - Replaces the names at the top. The encryption note stays.
 * @slot launcher - Replaces the picture on the launcher's button.
 * @slot empty - Replaces what is said while there are no messages.
 * @slot footer - Below the text box: hours, a link, whatever belongs there.
 * @slot emergency - Replaces the line about emergencies.
 *
 * @event {BedsideReadyEvent} bedside-ready - The conversation can be read and written.
 * @event {BedsideStateChangedEvent} bedside-state-changed - `detail.state` is another.
 * @event {BedsideUnreadChangedEvent} bedside-unread-changed - `detail.count` messages wait to be read.
 * @event {BedsideMessageReceivedEvent} bedside-message-received - A message of somebody else, at `detail.seq`.
 * @event {BedsideErrorEvent} bedside-error - `detail.code` of the table of errors.
 *
 * @csspart panel - Everything.
 * @csspart launcher - The button of the launcher.
 * @csspart count - The number on it.
 * @csspart close - The button that closes what the launcher opened.
 * @csspart header - The bar at the top.
 * @csspart title - The names in it.
 * @csspart encryption - The button "End-to-end encrypted".
 * @csspart avatar - A person's initials.
 * @csspart connection - The bar that says that there is no connection.
 * @csspart list - The scrolling box of messages.
 * @csspart day - A day's name.
 * @csspart notice - Somebody came or went.
 * @csspart problem - An entry that is not shown, and why.
 * @csspart sender - Name and role above a message.
 * @csspart bubble - The box around a message.
 * @csspart meta - Time and state below a message.
 * @csspart unread - The words above the first message that was not read.
 * @csspart jump - The button to the latest message.
 * @csspart composer - Text box and button.
 * @csspart textbox - The text box.
 * @csspart send - The button "Send".
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
 * @cssstate open - The launcher is open, besides.
 */
export class BedsideChat extends LitElement {
  /** How every element gets its conversation, unless it has an `openTalk` of its own. */
  static openTalk: OpenTalk | null = null;

  static override readonly styles = [base, palette, chat, layoutStyles];
  static override readonly properties: PropertyDeclarations = {
    relay: { type: String },
    tenant: { type: String },
    conversation: { type: String },
    passportUrl: { type: String, attribute: 'passport-url' },
    getPassport: { attribute: false },
    layout: { type: String, reflect: true },
    isolation: { type: String },
    locale: { type: String },
    theme: { type: String, reflect: true },
    dir: { type: String, reflect: true },
    openTalk: { attribute: false },
    invalid: { state: true },
    expanded: { state: true },
  };
  declare relay: string | null;
  declare tenant: string | null;
  declare conversation: string | null;
  declare passportUrl: string | null;
  declare getPassport: GetPassport | null;
  declare layout: Layout;
  declare isolation: 'inline';
  declare locale: string | null;
  declare theme: string | null;
  declare dir: string;
  declare openTalk: OpenTalk | null;
  declare private invalid: SettingName | null;
  /** With the launcher: what it opens is open. */
  declare private expanded: boolean;

  readonly #internals: ElementInternals;
  readonly #controller: TalkController;
  readonly #draft = new DraftKeeper(this);
  #language = new Language([]);
  /** A person or the page wants it open: false after close() and lock(). */
  #wanted = true;
  #grace: ReturnType<typeof setTimeout> | undefined;
  #opened = false;
  /** There was a conversation to show: from then on it stays, or a draft would go with it. */
  #shown = false;
  /** Somebody asked for it by a button, which is gone: the focus goes to the text box as soon as there is one. */
  #focusWhenThere = false;

  constructor() {
    super();
    this.relay = null;
    this.tenant = null;
    this.conversation = null;
    this.passportUrl = null;
    this.getPassport = null;
    this.layout = 'panel';
    this.isolation = 'inline';
    this.locale = null;
    this.theme = null;
    this.openTalk = null;
    this.invalid = null;
    this.expanded = false;
    this.#internals = this.attachInternals();
    this.#controller = new TalkController(this, {
      ready: () => this.dispatchEvent(new BedsideReadyEvent()),
      stateChanged: (state) => {
        this.#showStates();
        this.dispatchEvent(new BedsideStateChangedEvent(state));
      },
      unreadChanged: (count) => this.dispatchEvent(new BedsideUnreadChangedEvent(count)),
      received: (seq, line, live) => {
        if (line && live && this.layout === 'launcher' && !this.expanded)
          this.#announcer?.say(this.#language.text('launcher.unread', { count: 1 }));
        else if (line && live) {
          const name = this.#language.name(line.author);
          this.#announcer?.hear(`${this.#language.text('message.said', { name })} ${line.text}`);
        }
        this.dispatchEvent(new BedsideMessageReceivedEvent(seq));
      },
      failed: (code) => this.dispatchEvent(new BedsideErrorEvent(code)),
      liveChanged: (live) =>
        this.#announcer?.say(this.#language.text(live ? 'connection.back' : 'connection.lost')),
      refused: () => this.#announcer?.say(this.#language.text('message.refused-announcement')),
    });
    this.#showStates();
  }

  /** Where the conversation stands. */
  get state(): ConversationState {
    return this.#controller.state;
  }

  /**
   * Opens the conversation: by itself when the element enters a page; by this after close() and lock(). With
   * `layout=launcher`: opens what the button opens.
   */
  open(): void {
    const goesOn = this.layout === 'launcher' && this.#wanted && this.#opened;
    this.expanded = true;
    this.#wanted = true;
    if (!goesOn) this.#begin();
  }

  /** Leaves the conversation; what is on the device stays. With `layout=launcher`: closes it to the button, which goes on counting. */
  close(): void {
    if (this.layout !== 'launcher') {
      this.#leave('idle');
      return;
    }
    const inside = this.shadowRoot?.activeElement;
    this.#draft.flush();
    this.expanded = false;
    if (inside) void this.updateComplete.then(() => this.#launcher?.focus());
  }

  /** Hides everything, lets go of the conversation, and waits to be opened again. */
  lock(): void {
    this.#leave('locked');
  }

  /** Puts the focus into the text box; where there is none, on the first button. */
  override focus(options?: FocusOptions): void {
    const inside = this.renderRoot.querySelector<HTMLElement>('bedside-composer');
    if (this.layout === 'launcher' && !this.expanded) this.#launcher?.focus(options);
    else if (inside) inside.focus(options);
    else
      this.renderRoot
        .querySelector('bedside-status-screen')
        ?.shadowRoot?.querySelector('button')
        ?.focus(options);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const type of ['resize', 'scroll']) window.visualViewport?.addEventListener(type, this.#onViewport);
    if (this.hasUpdated && this.#wanted && !this.#opened) this.#begin();
  }

  /** A move in the document disconnects and connects in one task: only what is still out after it is over. */
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const type of ['resize', 'scroll'])
      window.visualViewport?.removeEventListener(type, this.#onViewport);
    setTimeout(() => {
      if (this.isConnected) return;
      this.#opened = false;
      clearTimeout(this.#grace);
      if (this.#controller.talk || this.state === 'connecting') this.#controller.rest('idle');
    });
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot();
    keepQuiet(root as ShadowRoot);
    return root;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (isServer) return;
    const wishes = [this.locale, this.closest('[lang]')?.getAttribute('lang'), navigator.language];
    const language = new Language(wishes);
    if (language.locale !== this.#language.locale) this.#language = language;
    if (this.#wanted && settingNames.some((name) => changed.has(name))) this.#begin();
    const { snapshot, talk } = this.#controller;
    this.#draft.follow(talk);
    if (!snapshot) this.#shown = false;
    else if (snapshot.lines.length > 0 || (snapshot.self && snapshot.state !== 'connecting'))
      this.#shown = true;
  }

  protected override updated(changed: PropertyValues): void {
    this.#showStates();
    if (changed.has('expanded')) this.#onViewport();
    const inside = this.renderRoot.querySelector<LitElement>('bedside-composer');
    if (!this.#focusWhenThere || !inside) return;
    this.#focusWhenThere = false;
    void inside.updateComplete.then(() => inside.focus());
  }

  protected override render() {
    const language = this.#language;
    const { snapshot } = this.#controller;
    const over = this.state === 'ended' || this.state === 'failed';
    const lost =
      snapshot &&
      !over &&
      (snapshot.state === 'offline' || (snapshot.state === 'ready' && !snapshot.connection.live));
    const known = snapshot && snapshot.members.length > 0;
    const launcher = this.layout === 'launcher';
    return html`
      ${launcher ? this.#button() : nothing}
      <section class="panel" id="panel" part="panel" ?hidden=${launcher && !this.expanded} @keydown=${this.#onKey} aria-label=${language.text('chat.name')} dir=${this.dir || language.direction} lang=${language.locale}
        @bedside-say-request=${this.#onSay}
        @bedside-keep-draft-request=${(event: KeepDraftRequest) => this.#draft.note(event.text)}
        @bedside-resend-request=${(event: ResendRequest) => this.#controller.talk?.resend(event.key).catch(this.#onThrown)}
        @bedside-discard-request=${(event: DiscardRequest) => this.#controller.talk?.discard(event.key).catch(this.#onThrown)}
        @bedside-load-earlier-request=${() => this.#controller.talk?.loadEarlier().catch(this.#onThrown)}
        @bedside-read-request=${(event: ReadRequest) => this.#controller.talk?.markRead(event.seq)}
        @bedside-probe-request=${() => this.#controller.talk?.probe()}
        @bedside-show-encryption-request=${() => this.#sheet?.show()}
        @bedside-open-request=${this.#onOpen}>
        <bedside-chat-header exportparts="header, avatar" .snapshot=${snapshot}>
          <slot name="header" slot="title"><bedside-chat-title exportparts="title" .language=${language} .snapshot=${snapshot}></bedside-chat-title></slot>
          ${known ? html`<bedside-encryption-note exportparts="encryption" .language=${language}></bedside-encryption-note>` : nothing}
          ${
            launcher
              ? html`<button type="button" slot="action" class="close" part="close" @click=${() => this.close()}>
                  ${icons.close}<span class="unseen">${language.text('launcher.close')}</span>
                </button>`
              : nothing
          }
        </bedside-chat-header>
        ${
          lost
            ? html`<bedside-connection-note exportparts="connection" .language=${language} .retryAt=${snapshot.connection.retryAt} .failure=${known && snapshot.failure === 'relay-unreachable' ? null : snapshot.failure} .keeps=${this.#shown}></bedside-connection-note>`
            : nothing
        }
        ${snapshot?.storage === 'memory' ? html`<bedside-storage-note .language=${language}></bedside-storage-note>` : nothing}
        ${this.#shown && (!over || snapshot!.lines.length > 0) ? this.#conversation() : this.#instead()}
        <slot name="footer"></slot>
        <div class="emergency" part="emergency"><slot name="emergency">${language.text('chat.emergency')}</slot></div>
        ${known ? html`<bedside-encryption-sheet exportparts="sheet" .language=${language} .snapshot=${snapshot}></bedside-encryption-sheet>` : nothing}
      </section>
      <bedside-announcer .language=${language}></bedside-announcer>
    `;
  }

  #button() {
    const language = this.#language;
    const unread = this.#controller.snapshot?.unread ?? 0;
    return html`<button type="button" class="launcher" part="launcher" aria-expanded=${this.expanded ? 'true' : 'false'} aria-controls="panel" @click=${this.#onLauncher}>
      ${this.expanded ? icons.close : html`<slot name="launcher">${icons.chat}</slot>`}<span class="unseen">${language.text('launcher.name')}</span>
      ${
        unread > 0
          ? html`<span class="count" part="count" aria-hidden="true">${unread > 99 ? '99+' : unread}</span><span class="unseen">, ${language.text('launcher.unread', { count: unread })}</span>`
          : nothing
      }
    </button>`;
  }

  #conversation() {
    const language = this.#language;
    const snapshot = this.#controller.snapshot!;
    const over = snapshot.state === 'ended' || snapshot.state === 'failed';
    const access = snapshot.canWrite ? 'write' : snapshot.self === null ? 'connecting' : 'read';
    return html`
      <bedside-message-list exportparts="list, unread, jump, day, notice, problem, bubble, sender, meta, avatar" .language=${language} .snapshot=${snapshot}>
        <slot name="empty" slot="empty"><bedside-empty-state .language=${language}></bedside-empty-state></slot>
      </bedside-message-list>
      ${
        over
          ? this.#status(snapshot.state === 'ended' ? 'ended' : 'failed', true)
          : html`<bedside-composer exportparts="composer, textbox, send" .language=${language} .access=${access} .draft=${this.#draft.found}></bedside-composer>`
      }
    `;
  }

  /** What stands where the conversation would. */
  #instead() {
    const { state } = this;
    if (this.invalid) return this.#status('failed');
    if (state === 'failed' || state === 'ended' || state === 'locked') return this.#status(state);
    if (state === 'idle' && !this.#wanted) return this.#status('idle');
    return html`<bedside-loading-shell .language=${this.#language}></bedside-loading-shell>`;
  }

  #status(kind: StatusKind, brief = false) {
    return html`<bedside-status-screen exportparts="status" .language=${this.#language} .kind=${kind} .code=${this.#controller.failure}
      .setting=${this.invalid} .brief=${brief}></bedside-status-screen>`;
  }

  get #launcher(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.launcher');
  }
  get #announcer(): BedsideAnnouncer | null {
    return this.renderRoot.querySelector<BedsideAnnouncer>('bedside-announcer');
  }
  get #sheet(): BedsideEncryptionSheet | null {
    return this.renderRoot.querySelector<BedsideEncryptionSheet>('bedside-encryption-sheet');
  }

  #begin(): void {
    this.#draft.flush();
    clearTimeout(this.#grace);
    if (!this.isConnected) return;
    const outcome = settingsFrom(this, document.baseURI);
    if ('settings' in outcome) {
      this.invalid = null;
      this.#opened = true;
      const openTalk = this.openTalk ?? (this.constructor as typeof BedsideChat).openTalk ?? withoutEngine;
      void this.#controller.open(openTalk, outcome.settings);
      return;
    }
    const refuse = () => {
      this.invalid = outcome.invalid;
      this.#controller.rest('failed', 'setting-invalid');
    };
    if (!outcome.missing) refuse();
    else {
      if (this.#opened) this.#controller.rest('idle');
      this.#grace = setTimeout(refuse, settingsGraceMs);
    }
    this.#opened = false;
  }

  #leave(state: 'idle' | 'locked'): void {
    this.#wanted = false;
    this.#opened = false;
    this.invalid = null;
    clearTimeout(this.#grace);
    this.#draft.flush();
    this.#controller.rest(state);
  }

  readonly #onSay = (event: SayRequest): void => {
    if (this.#controller.talk) event.answer = this.#draft.say(event.text);
  };

  readonly #onOpen = (): void => {
    this.#focusWhenThere = true;
    if (this.#controller.failure === 'device-copied') void this.#controller.talk?.beginAnew().catch(() => {});
    else this.open();
  };

  readonly #onLauncher = (): void => {
    if (this.expanded) {
      this.close();
      return;
    }
    this.open();
    // Under a finger the text box would bring up the keyboard, over what one came to read.
    if (matchMedia('(pointer: coarse)').matches)
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.close')?.focus());
    else this.#focusWhenThere = true;
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const inDialog = event.composedPath().some((node) => node instanceof HTMLDialogElement);
    if (this.layout !== 'launcher' || event.key !== 'Escape' || event.isComposing || inDialog) return;
    event.preventDefault();
    this.close();
  };

  /** On a phone the launcher's panel is as tall as what the keyboard on the screen leaves. */
  readonly #onViewport = (): void => {
    const view = window.visualViewport;
    const panel = this.renderRoot.querySelector<HTMLElement>('.panel');
    if (!view || !panel || this.layout !== 'launcher') return;
    panel.style.setProperty('--_screen', `${Math.round(view.height)}px`);
    panel.style.setProperty('--_screen-top', `${Math.round(view.offsetTop)}px`);
  };

  readonly #onThrown = (thrown: unknown): void => {
    if (thrown instanceof BedsideError) this.dispatchEvent(new BedsideErrorEvent(thrown.code));
  };

  /** Browsers that know no custom states go without: nothing inside depends on them. */
  #showStates(): void {
    const { states } = this.#internals;
    const unread = (this.#controller.snapshot?.unread ?? 0) > 0;
    try {
      states.clear();
      states.add(this.state);
      if (unread) states.add('unread');
      if (this.layout === 'launcher' && this.expanded) states.add('open');
    } catch {}
  }
}

const withoutEngine: OpenTalk = () =>
  Promise.reject(new BedsideError('internal', 'no openTalk was plugged in'));

declare global {
  interface HTMLElementTagNameMap {
    'bedside-chat': BedsideChat;
  }
}
