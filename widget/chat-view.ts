import { adoptStyles, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ConversationState, Snapshot } from '../engine/snapshot.ts';
import { BedsideError } from '../shared/errors.ts';
import type { AboveComposer } from './above-composer.ts';
import { showBadge } from './badge-wish.ts';
import type { BellHook } from './bell/bell-hook.ts';
import type { BedsideChat, View } from './chat.ts';
import type { OpenTalk } from './connect.ts';
import { Deeds } from './deeds.ts';
import { Desk } from './desk.ts';
import { DraftKeeper } from './draft-keeper.ts';
import type { BedsideAnnouncer } from './elements/announcer.ts';
import type { BedsideEncryptionSheet } from './elements/encryption-sheet.ts';
import {
  BedsideErrorEvent,
  BedsideFoldedChangedEvent,
  BedsideMessageActionEvent,
  BedsideMessageReceivedEvent,
  BedsideReadyEvent,
  BedsideStateChangedEvent,
  BedsideUnreadChangedEvent,
} from './events/outgoing.ts';
import { fetchSheet } from './fetch-sheet.ts';
import { FocusKeeper } from './focus-keeper.ts';
import type { Folding } from './folding.ts';
import { InboxHolder } from './inbox-holder.ts';
import { Language } from './language.ts';
import { layouts } from './layouts.ts';
import { keepQuiet } from './quiet-host.ts';
import { fetchRare, fetchSoon } from './rare.ts';
import { Searching } from './search/searching.ts';
import { type Layout, type SettingName, settingsFrom } from './settings.ts';
import { soundWanted } from './sound.ts';
import { type StatusKind, startsAnew } from './status.ts';
import { base } from './styles/base.ts';
import { chat } from './styles/chat.ts';
import { palette } from './styles/palette.ts';
import { TalkController } from './talk-controller.ts';
import { ViewHost } from './view-host.ts';
import { whenIdle } from './when-idle.ts';

/** A setting that is not there may still be set by a script that runs after this element's own. */
const settingsGraceMs = 1000;
/** A note that did not come is asked for again after this long, while it is to be seen. */
const noteAgainMs = 5_000;
const settingNames = [
  'relay',
  'tenant',
  'conversation',
  'passportUrl',
  'getPassport',
  'roomsUrl',
  'getRooms',
  'layout',
  'isolation',
  'openTalk',
] as const;

/**
 * What stands inside <bedside-chat> (chat.ts), rendered into its shadow root: the names at the top, the messages, the
 * text box, or what stands there instead of them. Raises the element's events and knows when to open and to let go.
 */
export class ChatView extends ViewHost implements View {
  static readonly styles = [base, palette, chat];

  readonly #chat: BedsideChat;
  readonly #internals: ElementInternals;
  readonly #controller: TalkController;
  readonly #draft = new DraftKeeper(this);
  /** Null while the layout is `panel`, and until what others need was fetched: until then it stays one. */
  #folding: Folding | null = null;
  #fetchesLayout = false;
  #noteTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #deeds = new Deeds({
    talk: () => this.#controller.talk,
    say: (text, options) => this.#draft.say(text, options),
    turn: () => this.focusSoon(),
    copied: () => this.#announcer?.say(this.#language.text('action.copied')),
    asked: (seq, action) => this.dispatchEvent(new BedsideMessageActionEvent(seq, action)),
    failed: (thrown) => this.#onThrown(thrown),
  });
  /** Null until there is something to stand above the text box. */
  #above: AboveComposer | null = null;
  readonly #searching = new Searching(this);
  readonly #desk: Desk;
  #bell: BellHook | null = null;
  #language = new Language([]);
  /** A person or the page wants it open: false after close() and lock(). */
  #wanted = true;
  #grace: ReturnType<typeof setTimeout> | undefined;
  /** The first rendering begins by itself. */
  #begun = false;
  #opened = false;
  /** Counts the conversations that were opened: what is being written in one is not for the next one's text box. */
  #turn = 0;
  #scope = '';
  /** There was a conversation to show: from then on it stays, or a draft would go with it. */
  #shown = false;
  readonly #focus = new FocusKeeper(this);

  /** It stood beside a visit when it was last opened. */
  #visiting = false;
  /** The page has buttons of its own for messages. */
  #acts = false;
  #invalid: SettingName | null = null;
  readonly #inbox = new InboxHolder({
    counted: (count, before) => {
      if (count > before && this.folded && this.state === 'ready')
        this.#announcer?.say(this.#language.text('launcher.unread', { count: count - before }));
      this.requestUpdate();
      this.#count(count);
    },
    stood: (state, failure) => this.#controller.rest(state, failure),
    came: () => this.requestUpdate(),
  });

  constructor(chat: BedsideChat, renderRoot: ShadowRoot, internals: ElementInternals) {
    super(renderRoot);
    adoptStyles(renderRoot, ChatView.styles);
    keepQuiet(renderRoot);
    this.#chat = chat;
    this.#layOut();
    this.#internals = internals;
    this.#controller = new TalkController(this, {
      ready: () => {
        this.dispatchEvent(new BedsideReadyEvent());
        this.#turnVisit();
        this.#hangBell();
        whenIdle(() => {
          void fetchSheet().catch(() => {});
          void fetchSoon();
        });
      },
      stateChanged: (state) => {
        if (state !== 'ready' && state !== 'offline') this.#announcer?.hush();
        this.#showStates();
        this.dispatchEvent(new BedsideStateChangedEvent(state));
      },
      unreadChanged: (count) => this.#count(count),
      received: (seq, line, live) => {
        // A visit has a sound of its own.
        if (line && live && this.layout !== 'visit' && soundWanted())
          void import('./chime.ts').then(({ chime }) => chime()).catch(() => {});
        if (line && live && this.folded)
          this.#announcer?.say(this.#language.text('launcher.unread', { count: 1 }));
        else if (line && live) {
          const name = this.#language.name(line.author);
          this.#announcer?.hear(`${this.#language.text('message.said', { name })} ${line.text}`, line.key);
        }
        this.dispatchEvent(new BedsideMessageReceivedEvent(seq));
      },
      failed: (code) => this.dispatchEvent(new BedsideErrorEvent(code)),
      liveChanged: (live) =>
        this.#announcer?.say(this.#language.text(live ? 'connection.back' : 'connection.lost')),
      refused: () => this.#announcer?.say(this.#language.text('message.refused-announcement')),
      personChanged: () => this.#beginBox(),
    });
    this.#desk = new Desk(renderRoot, {
      talk: () => this.#controller.talk,
      deeds: this.#deeds,
      draft: this.#draft,
      tellsTyping: () => chat.typing !== 'off',
      tell: (words) => this.#announcer?.say(words),
      showSheet: this.#onShowSheet,
      open: this.#onOpen,
      failed: this.#onThrown,
    });
    this.#showStates();
  }

  get layout(): Layout {
    return this.#folding ? this.#chat.layout : 'panel';
  }
  private get invalid(): SettingName | null {
    return this.#invalid;
  }
  private set invalid(invalid) {
    this.#invalid = invalid;
    this.requestUpdate('invalid');
  }
  get state(): ConversationState {
    return this.#controller.state;
  }

  get unread(): number {
    return this.#inbox.settings ? this.#inbox.unread : (this.#controller.snapshot?.unread ?? 0);
  }
  get lastAt(): number | null {
    return this.#controller.snapshot?.lines.findLast((line) => line.kind === 'text')?.at ?? null;
  }
  get folded(): boolean {
    return this.#folding?.shut === true;
  }

  /** Has what the layout needs in hand, or fetched; where that does not come, the next rendering asks again. */
  #layOut(): void {
    if (this.#folding || this.#fetchesLayout || this.#chat.layout === 'panel') return;
    const parts = layouts.held;
    if (!parts) {
      this.#fetchesLayout = true;
      layouts
        .get()
        .then(() => this.changed('layout'), this.#onThrown)
        .finally(() => {
          this.#fetchesLayout = false;
        });
      return;
    }
    adoptStyles(this.renderRoot, [...ChatView.styles, parts.layoutStyles]);
    this.#folding = new parts.Folding(this, {
      language: () => this.#language,
      changed: (shut) => this.dispatchEvent(new BedsideFoldedChangedEvent(shut)),
    });
  }

  open(): void {
    const goesOn = this.layout !== 'panel' && this.#wanted && this.#opened;
    this.#folding?.unfold();
    this.#wanted = true;
    if (!goesOn) this.#begin();
  }

  close(): void {
    if (this.layout === 'panel') {
      this.#leave('idle');
      return;
    }
    this.#draft.flush();
    this.#folding?.fold();
  }

  lock(): void {
    this.#leave('locked');
  }

  focus(options?: FocusOptions): void {
    const inside = this.renderRoot.querySelector<HTMLElement>('bedside-composer, bedside-inbox');
    if (this.folded) this.#folding?.button?.focus(options);
    else if (inside) inside.focus(options);
    else
      this.renderRoot
        .querySelector('bedside-status-screen')
        ?.shadowRoot?.querySelector('button')
        ?.focus(options);
  }

  focusSoon(): void {
    this.#focus.soon();
  }

  /** A setting of the element is another. */
  changed(name: string): void {
    this.requestUpdate(name);
  }

  override connected(): void {
    super.connected();
    if (this.#begun && this.#wanted && !this.#opened) this.#begin();
  }

  /** A move in the document disconnects and connects in one task: only what is still out after it is over. */
  override disconnected(): void {
    super.disconnected();
    showBadge(this.#chat, 0);
    setTimeout(() => {
      if (!this.isConnected) this.#letGo();
    });
  }

  leave(): void {
    this.#desk.close();
    this.#letGo();
    this.clear();
  }

  /** Until the element is in a document again. */
  #letGo(): void {
    this.#opened = false;
    clearTimeout(this.#grace);
    if (this.#controller.talk || this.state === 'connecting') this.#controller.rest('idle');
  }

  protected override willUpdate(changed: ReadonlySet<string>): void {
    this.#layOut();
    const wishes = [
      this.#chat.locale,
      this.#chat.closest('[lang]')?.getAttribute('lang'),
      navigator.language,
    ];
    const language = new Language(wishes);
    if (language.locale !== this.#language.locale) this.#language = language;
    const other = settingNames.filter((name) => changed.has(name));
    if (this.#wanted && (!this.#begun || other.length > 0)) this.#begin(`${other}` === 'layout');
    this.#begun = true;
    const { snapshot, talk } = this.#controller;
    this.#draft.follow(talk, !!snapshot?.self);
    if (!talk) {
      this.#deeds.forget();
      this.#searching.on = false;
    }
    if (snapshot?.storage === 'memory') void fetchRare('bedside-storage-note');
    if (!snapshot) this.#shown = false;
    else if (snapshot.lines.length > 0 || (snapshot.self && snapshot.state !== 'connecting'))
      this.#shown = true;
  }

  /** What rings a person is fetched where the page wants it; without it the chat goes on, and the next opening asks again. */
  #hangBell(): void {
    if (this.#bell || !this.#chat.bellWorker) return;
    import('./bell/bell-hook.ts').then(({ BellHook }) => {
      this.#bell ??= new BellHook(this, this.#chat, this.#controller, () => this.#language);
      this.requestUpdate();
    }, this.#onThrown);
  }

  /** Fetched where there is something for it to say; without it the chat goes on, and the next rendering asks again. */
  #hangAbove(snapshot: Snapshot | null): AboveComposer | null {
    const { hours, answerTime, templates, quickReplies } = this.#chat;
    if (!this.#above && (hours || answerTime || templates || quickReplies || snapshot?.livesMs?.length))
      import('./above-composer.ts').then(({ AboveComposer }) => {
        this.#above ??= new AboveComposer(this, this.#deeds);
        this.requestUpdate();
      }, this.#onThrown);
    return this.#above;
  }

  /** Open: in a visit, or after one. */
  #turnVisit(): void {
    const visits = this.layout === 'visit';
    if (visits) this.#controller.talk?.beginVisit();
    else if (this.#visiting) this.#controller.talk?.endVisit();
    this.#visiting = visits;
  }

  protected override updated(): void {
    this.#showStates();
    showBadge(this.#chat, this.unread);
  }

  protected override render() {
    const language = this.#language;
    const { snapshot } = this.#controller;
    const over = this.state === 'ended' || this.state === 'failed';
    const lost =
      snapshot !== null &&
      !over &&
      (snapshot.state === 'offline' || (snapshot.state === 'ready' && !snapshot.connection.live));
    const known = snapshot !== null && snapshot.members.length > 0;
    const shut = this.folded;
    return html`
      ${this.layout === 'launcher' || shut ? this.#folding!.launcher() : nothing}
      <section class="panel" id="panel" part="panel" ?hidden=${shut} @keydown=${this.#folding?.onKey} aria-label=${language.text(this.#inbox.settings ? 'inbox.name' : 'chat.name')} dir=${this.#chat.dir || language.direction} lang=${language.locale}>
        ${this.#inbox.settings ? this.#rooms() : this.#single(snapshot, { over, known, lost })}
      </section>
      <bedside-announcer .language=${language} .lines=${snapshot?.lines ?? []}></bedside-announcer>
    `;
  }

  /** One conversation. */
  #single(
    snapshot: Snapshot | null,
    { over, known, lost }: { readonly over: boolean; readonly known: boolean; readonly lost: boolean },
  ) {
    const language = this.#language;
    const told = this.#shown && (!over || snapshot!.lines.length > 0);
    return html`
        <bedside-chat-header exportparts="header, avatar" .snapshot=${snapshot}>
          <slot name="start" slot="start"></slot>
          <slot name="header" slot="title"><bedside-chat-title exportparts="title" .language=${language} .snapshot=${snapshot}></bedside-chat-title></slot>
          ${known ? html`<bedside-encryption-note exportparts="encryption" .language=${language}></bedside-encryption-note>` : nothing}
          ${this.#shown ? this.#searching.button(language) : nothing}
          ${this.#folding?.actions() ?? nothing}
          <slot name="end" slot="action"></slot>
        </bedside-chat-header>
        ${lost && snapshot ? this.#connection(snapshot, known) : nothing}
        ${snapshot?.storage === 'memory' ? html`<bedside-storage-note .language=${language}></bedside-storage-note>` : nothing}
        ${told ? this.#list(snapshot!) : this.#instead()}
        ${over ? (told ? this.#status(this.state === 'ended' ? 'ended' : 'failed', true) : nothing) : this.#writes ? this.#composer(snapshot) : nothing}
        <slot name="footer"></slot>
        <div class="emergency" part="emergency"><slot name="emergency">${language.text('chat.emergency')}</slot></div>
        ${known ? html`<bedside-encryption-sheet exportparts="sheet" .language=${language} .snapshot=${snapshot} .mayLeave=${this.#chat.leaving !== 'off'} .bells=${this.#bell?.isOffered}></bedside-encryption-sheet>` : nothing}
    `;
  }

  /** What it has to say stands in its place until it comes, in the plainest words: but it has the buttons. */
  #fetchNote(name: 'bedside-connection-note' | 'bedside-status-screen'): void {
    void fetchRare(name).then(() => {
      clearTimeout(this.#noteTimer);
      if (!customElements.get(name)) this.#noteTimer = setTimeout(() => this.requestUpdate(), noteAgainMs);
    });
  }

  #connection({ connection: { retryAt }, failure }: Snapshot, known: boolean) {
    const language = this.#language;
    this.#fetchNote('bedside-connection-note');
    return html`<bedside-connection-note exportparts="connection" .language=${language} .retryAt=${retryAt} .failure=${known && failure === 'relay-unreachable' ? null : failure} .keeps=${this.#shown}>${language.text('connection.lost')}</bedside-connection-note>`;
  }

  /** Several conversations, and what stands there until the portal has listed them. */
  #rooms() {
    return html`
      ${this.#inbox.render(this.#chat, this.#language, this.#folding?.actions() ?? nothing)}
      ${this.state === 'ready' ? nothing : this.#instead()}
    `;
  }

  #list(snapshot: Snapshot) {
    const language = this.#language;
    return html`
      <bedside-message-list exportparts="list, unread, jump, day, notice, problem, bubble, sender, meta, avatar, quote, reaction, earlier, reach, actions" .language=${language} .snapshot=${snapshot} .covered=${this.#searching.on} .acts=${this.#acts}>
        <slot name="message-actions" slot="message-actions" @slotchange=${this.#onPageActions}></slot>
        <slot name="empty" slot="empty"><bedside-empty-state .language=${language}></bedside-empty-state></slot>
        ${this.#searching.panel(language, this.#controller.talk)}
      </bedside-message-list>
    `;
  }

  /** The text box is there before the conversation: on a slow link that is seconds in which a person can write. */
  get #writes(): boolean {
    return this.#shown || this.state === 'connecting' || this.state === 'offline';
  }

  #composer(snapshot: Snapshot | null) {
    const language = this.#language;
    const access = snapshot?.canWrite ? 'write' : snapshot?.self ? 'read' : 'connecting';
    const writing = this.#chat.typing === 'off' ? [] : (snapshot?.writing ?? []);
    if (writing.length > 0) void fetchRare('bedside-writing-note');
    return html`
      <bedside-writing-note exportparts="writing" .language=${language} .writing=${writing}></bedside-writing-note>
      ${this.#hangAbove(snapshot)?.render(language, snapshot) ?? nothing}
      ${repeat(
        [this.#turn],
        (turn) => turn,
        () =>
          html`<bedside-composer exportparts="composer, textbox, send, about" .about=${this.#deeds.about} .language=${language} .access=${access} .draft=${this.#draft.found}></bedside-composer>`,
      )}
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
    const { failure } = this.#controller;
    this.#fetchNote('bedside-status-screen');
    return html`<bedside-status-screen exportparts="status" .language=${this.#language} .kind=${kind} .code=${failure}
      .setting=${this.invalid} .brief=${brief}>${failure ? this.#language.error(failure) : nothing}</bedside-status-screen>`;
  }

  get #announcer(): BedsideAnnouncer | null {
    return this.renderRoot.querySelector<BedsideAnnouncer>('bedside-announcer');
  }
  get #sheet(): BedsideEncryptionSheet | null {
    return this.renderRoot.querySelector<BedsideEncryptionSheet>('bedside-encryption-sheet');
  }

  /** What is being written is not for what is opened next. */
  #beginBox(): void {
    this.#draft.forget();
    this.#turn += 1;
  }

  /** `laidOut`: only the layout is another. What is open goes on in it. */
  #begin(laidOut = false): void {
    this.#draft.flush();
    clearTimeout(this.#grace);
    if (!this.isConnected) return;
    const outcome = settingsFrom(this.#chat, document.baseURI);
    if (laidOut && this.#opened && !('invalid' in outcome)) {
      this.#turnVisit();
      return;
    }
    if ('settings' in outcome) {
      this.invalid = null;
      this.#inbox.settings = null;
      this.#opened = true;
      const { relay, tenant, conversation, profile } = outcome.settings;
      const scope = JSON.stringify([relay, tenant, conversation, profile]);
      if (scope !== this.#scope) this.#beginBox();
      this.#scope = scope;
      const openTalk =
        this.#chat.openTalk ?? (this.#chat.constructor as typeof BedsideChat).openTalk ?? withoutEngine;
      void this.#controller.open(openTalk, outcome.settings);
      return;
    }
    if ('inbox' in outcome) {
      this.invalid = null;
      this.#opened = true;
      void this.#inbox.open(outcome.inbox);
      return;
    }
    this.#inbox.settings = null;
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
    this.#inbox.clear();
    this.#controller.rest(state);
  }

  readonly #onPageActions = ({ target }: Event): void => {
    this.#acts = (target as HTMLSlotElement).assignedElements().length > 0;
    this.requestUpdate();
  };

  readonly #onShowSheet = (): void => {
    if (this.#sheet?.show) this.#sheet.show();
    else
      fetchSheet()
        .then(() => this.#sheet?.updateComplete)
        .then(
          () => this.#sheet?.show(),
          () => this.dispatchEvent(new BedsideErrorEvent('relay-unreachable')),
        );
  };

  readonly #onOpen = (): void => {
    this.focusSoon();
    if (startsAnew(this.#controller.failure)) void this.#controller.talk?.beginAnew().catch(() => {});
    else this.open();
  };

  /** The launcher's button was pressed to open it. */
  press(): void {
    this.open();
    // Under a finger the text box would bring up the keyboard, over what one came to read.
    if (matchMedia('(pointer: coarse)').matches)
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.close')?.focus());
    else this.focusSoon();
  }

  #count(count: number): void {
    this.dispatchEvent(new BedsideUnreadChangedEvent(count));
  }

  readonly #onThrown = (thrown: unknown): void => {
    if (thrown instanceof BedsideError) this.dispatchEvent(new BedsideErrorEvent(thrown.code));
  };

  /** Browsers that know no custom states go without: nothing inside depends on them. */
  #showStates(): void {
    const { states } = this.#internals;
    try {
      states.clear();
      states.add(this.state);
      if (this.unread > 0) states.add('unread');
      if (this.layout !== 'panel' && !this.folded) states.add('open');
      if (this.#folding?.isOut) states.add('out');
    } catch {}
  }
}

const withoutEngine: OpenTalk = () =>
  Promise.reject(new BedsideError('internal', 'no openTalk was plugged in'));
