import { adoptStyles, html, type LitElement, nothing } from 'lit';
import type { ConversationState } from '../engine/snapshot.ts';
import { BedsideError } from '../shared/errors.ts';
import type { BedsideChat, View } from './chat.ts';
import type { OpenTalk } from './connect.ts';
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
  RemoveDevicesRequest,
  ResendRequest,
  SayRequest,
} from './events/requests.ts';
import { fetchSheet } from './fetch-sheet.ts';
import { icons } from './icons.ts';
import { Language } from './language.ts';
import { keepQuiet } from './quiet-host.ts';
import { type Layout, type SettingName, settingsFrom } from './settings.ts';
import { base } from './styles/base.ts';
import { chat } from './styles/chat.ts';
import { layoutStyles } from './styles/layouts.ts';
import { palette } from './styles/palette.ts';
import { TalkController } from './talk-controller.ts';
import { ViewHost } from './view-host.ts';
import { whenIdle } from './when-idle.ts';

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
 * What stands inside <bedside-chat> (chat.ts), rendered into its shadow root: the names at the top, the messages, the
 * text box, or what stands there instead of them. Raises the element's events and knows when to open and to let go.
 */
export class ChatView extends ViewHost implements View {
  static readonly styles = [base, palette, chat, layoutStyles];

  readonly #chat: BedsideChat;
  readonly #internals: ElementInternals;
  readonly #controller: TalkController;
  readonly #draft = new DraftKeeper(this);
  #language = new Language([]);
  /** A person or the page wants it open: false after close() and lock(). */
  #wanted = true;
  #grace: ReturnType<typeof setTimeout> | undefined;
  /** The first rendering begins by itself. */
  #begun = false;
  #opened = false;
  /** There was a conversation to show: from then on it stays, or a draft would go with it. */
  #shown = false;
  /** Somebody asked for it by a button, which is gone: the focus goes to the text box as soon as there is one. */
  #focusWhenThere = false;

  #invalid: SettingName | null = null;
  #expanded = false;

  constructor(chat: BedsideChat, renderRoot: ShadowRoot, internals: ElementInternals) {
    super(renderRoot);
    adoptStyles(renderRoot, ChatView.styles);
    keepQuiet(renderRoot);
    this.#chat = chat;
    this.#internals = internals;
    this.#controller = new TalkController(this, {
      ready: () => {
        this.dispatchEvent(new BedsideReadyEvent());
        if (this.layout === 'visit') this.#controller.talk?.beginVisit();
        whenIdle(() => void fetchSheet().catch(() => {}));
      },
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

  private get layout(): Layout {
    return this.#chat.layout;
  }
  private get invalid(): SettingName | null {
    return this.#invalid;
  }
  private set invalid(invalid) {
    this.#invalid = invalid;
    this.requestUpdate('invalid');
  }
  /** With the launcher: what it opens is open. */
  private get expanded(): boolean {
    return this.#expanded;
  }
  private set expanded(expanded) {
    this.#expanded = expanded;
    this.requestUpdate('expanded');
  }

  get state(): ConversationState {
    return this.#controller.state;
  }

  open(): void {
    const goesOn = this.layout === 'launcher' && this.#wanted && this.#opened;
    this.expanded = true;
    this.#wanted = true;
    if (!goesOn) this.#begin();
  }

  close(): void {
    if (this.layout !== 'launcher') {
      this.#leave('idle');
      return;
    }
    const inside = this.renderRoot.activeElement;
    this.#draft.flush();
    this.expanded = false;
    if (inside) void this.updateComplete.then(() => this.#launcher?.focus());
  }

  lock(): void {
    this.#leave('locked');
  }

  focus(options?: FocusOptions): void {
    const inside = this.renderRoot.querySelector<HTMLElement>('bedside-composer');
    if (this.layout === 'launcher' && !this.expanded) this.#launcher?.focus(options);
    else if (inside) inside.focus(options);
    else
      this.renderRoot
        .querySelector('bedside-status-screen')
        ?.shadowRoot?.querySelector('button')
        ?.focus(options);
  }

  /** A setting of the element is another. */
  changed(name: string): void {
    this.requestUpdate(name);
  }

  override connected(): void {
    super.connected();
    for (const type of ['resize', 'scroll']) window.visualViewport?.addEventListener(type, this.#onViewport);
    if (this.#begun && this.#wanted && !this.#opened) this.#begin();
  }

  /** A move in the document disconnects and connects in one task: only what is still out after it is over. */
  override disconnected(): void {
    super.disconnected();
    for (const type of ['resize', 'scroll'])
      window.visualViewport?.removeEventListener(type, this.#onViewport);
    setTimeout(() => {
      if (!this.isConnected) this.leave();
    });
  }

  /** Lets the conversation go until the element is in a document again. */
  leave(): void {
    this.#opened = false;
    clearTimeout(this.#grace);
    if (this.#controller.talk || this.state === 'connecting') this.#controller.rest('idle');
  }

  protected override willUpdate(changed: ReadonlySet<string>): void {
    const wishes = [
      this.#chat.locale,
      this.#chat.closest('[lang]')?.getAttribute('lang'),
      navigator.language,
    ];
    const language = new Language(wishes);
    if (language.locale !== this.#language.locale) this.#language = language;
    if (this.#wanted && (!this.#begun || settingNames.some((name) => changed.has(name)))) this.#begin();
    this.#begun = true;
    const { snapshot, talk } = this.#controller;
    this.#draft.follow(talk);
    if (!snapshot) this.#shown = false;
    else if (snapshot.lines.length > 0 || (snapshot.self && snapshot.state !== 'connecting'))
      this.#shown = true;
  }

  protected override updated(changed: ReadonlySet<string>): void {
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
      <section class="panel" id="panel" part="panel" ?hidden=${launcher && !this.expanded} @keydown=${this.#onKey} aria-label=${language.text('chat.name')} dir=${this.#chat.dir || language.direction} lang=${language.locale}
        @bedside-say-request=${this.#onSay}
        @bedside-keep-draft-request=${(event: KeepDraftRequest) => this.#draft.note(event.text)}
        @bedside-resend-request=${(event: ResendRequest) => this.#controller.talk?.resend(event.key).catch(this.#onThrown)}
        @bedside-discard-request=${(event: DiscardRequest) => this.#controller.talk?.discard(event.key).catch(this.#onThrown)}
        @bedside-load-earlier-request=${() => this.#controller.talk?.loadEarlier().catch(this.#onThrown)}
        @bedside-read-request=${(event: ReadRequest) => this.#controller.talk?.markRead(event.seq)}
        @bedside-probe-request=${() => this.#controller.talk?.probe()}
        @bedside-remove-devices-request=${this.#onRemoveDevices}
        @bedside-show-encryption-request=${this.#onShowSheet}
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
    const outcome = settingsFrom(this.#chat, document.baseURI);
    if ('settings' in outcome) {
      this.invalid = null;
      this.#opened = true;
      const openTalk =
        this.#chat.openTalk ?? (this.#chat.constructor as typeof BedsideChat).openTalk ?? withoutEngine;
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

  readonly #onRemoveDevices = (event: RemoveDevicesRequest): void => {
    const { talk } = this.#controller;
    if (talk) event.answer = talk.removeDevices(event.deviceIds);
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
    this.#focusWhenThere = true;
    if (this.#controller.failure === 'device-copied') void this.#controller.talk?.beginAnew().catch(() => {});
    else this.open();
  };

  readonly #onLauncher = (): void => {
    if (this.expanded) this.close();
    else this.press();
  };

  /** The launcher's button was pressed to open it. */
  press(): void {
    this.open();
    // Under a finger the text box would bring up the keyboard, over what one came to read.
    if (matchMedia('(pointer: coarse)').matches)
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.close')?.focus());
    else this.#focusWhenThere = true;
  }

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
