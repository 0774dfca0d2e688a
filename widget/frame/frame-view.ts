import type { ConversationState } from '../../engine/snapshot.ts';
import { BedsideError, type ErrorCode } from '../../shared/errors.ts';
import { json } from '../../shared/plain-page.ts';
import { showBadge } from '../badge-wish.ts';
import type { BedsideChat, View } from '../chat.ts';
import { BedsideErrorEvent } from '../events/outgoing.ts';
import { settingsFrom } from '../settings.ts';
import { FrameBox } from './frame-box.ts';
import { FrameLine } from './frame-line.ts';
import { PageLooks } from './page-looks.ts';
import { PagePortal } from './page-portal.ts';
import { frameSettings } from './page-settings.ts';
import { PageSlots } from './page-slots.ts';
import { eventOf } from './report-event.ts';
import type { Report } from './words.ts';

export { readyParts } from '../../shared/part.ts';

/** A setting that is not there may still be set by a script that runs after this element's own. */
const settingsGraceMs = 1000;
/** A frame that has not answered by then is late, and is fetched again. */
const answerMsMax = 20_000;
/** Whoever signs out does not wait longer for it to forget. */
const forgetMsMax = 10_000;

/**
 * What stands inside <bedside-chat isolation="frame">: a document of the relay's in a frame, in which the conversation is.
 * The page's scripts reach as far as this; what crosses is in words.ts. When the element is moved, browsers load the frame
 * anew.
 */
export class FrameView implements View {
  readonly updateComplete = Promise.resolve();
  readonly #chat: BedsideChat;
  readonly #internals: ElementInternals;
  readonly #box: FrameBox;
  readonly #slots: PageSlots;
  readonly #looks: PageLooks;
  readonly #line: FrameLine;
  #portal: PagePortal | null = null;
  #state: ConversationState = 'idle';
  #unread = 0;
  #folded: boolean;
  /** The document was ready: what it counts from then on came in. */
  #wasReady = false;
  /** Somebody wants to be in it as soon as it is there. */
  #pressed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #forgets: ((code: ErrorCode | null) => void)[] = [];

  constructor(chat: BedsideChat, root: ShadowRoot, internals: ElementInternals) {
    this.#chat = chat;
    this.#internals = internals;
    this.#folded = chat.layout === 'launcher';
    this.#box = new FrameBox(root, chat, {
      loaded: () => this.#line.greet(this.#box.iframe.contentWindow, this.#portal!.relay),
      press: () => (this.#folded ? this.press() : this.close()),
    });
    this.#line = new FrameLine((word, reply) => {
      if (word.kind === 'report') this.#report(word.report);
      else if (word.kind === 'forgotten') for (const settle of this.#forgets.splice(0)) settle(word.code);
      else if (word.kind === 'here') this.#begin();
      else void this.#portal!.answer(word).then(reply);
    });
    this.#slots = new PageSlots(root, () => this.#tellGiven());
    this.#looks = new PageLooks(chat, () => this.#tellLooks());
  }

  get state(): ConversationState {
    return this.#state;
  }
  get unread(): number {
    return this.#unread;
  }
  /** The frame does not say. */
  readonly lastAt = null;
  get folded(): boolean {
    return this.#folded;
  }

  open(): void {
    this.#line.do('open');
  }
  close(): void {
    this.#line.do('close');
  }
  lock(): void {
    this.#line.do('lock');
  }
  forget(): Promise<void> {
    this.#line.do('forget');
    return new Promise((done, failed) => {
      const settle = (code: ErrorCode | null) => (code === null ? done() : failed(new BedsideError(code)));
      this.#forgets.push(settle);
      setTimeout(() => settle('relay-unreachable'), forgetMsMax);
    });
  }
  press(): void {
    this.#pressed = true;
    if (this.#line.here) this.#enter();
    this.#line.do('press');
  }
  focus(options?: FocusOptions): void {
    if (this.folded) this.#box.focusButton(options);
    else {
      this.#box.iframe.focus(options);
      this.#line.do('focus');
    }
  }

  focusSoon(): void {
    this.focus();
  }

  connected(): void {
    document.addEventListener('securitypolicyviolation', this.#onForbidden);
    this.#setUp();
  }
  disconnected(): void {
    document.removeEventListener('securitypolicyviolation', this.#onForbidden);
    this.#looks.unwatch();
    showBadge(this.#chat, 0);
    this.#line.close();
    clearTimeout(this.#timer);
    setTimeout(() => {
      if (this.#chat.isConnected) return;
      this.#report({ name: 'state-changed', state: 'idle' });
      this.#countAnew();
    });
  }
  leave(): void {
    this.disconnected();
    this.#box.remove();
    this.#slots.remove();
  }
  changed(name: string): void {
    if (name === 'layout' || name === 'locale') this.#layOut();
    if (name === 'badge') showBadge(this.#chat, this.#unread);
    else if (name === 'templates' || name === 'quickReplies') this.#tellGiven();
    else this.#setUp();
  }
  requestUpdate(): void {
    this.#tellLooks();
  }

  /** The document is told as of any setting, and says whether it is folded then; until then it is as before. */
  #layOut(): void {
    const { layout } = this.#chat;
    if (layout === 'panel' || !this.#line.here) this.#folded = layout === 'launcher';
    this.#box.layOut();
    this.#box.count(this.#unread);
    this.#box.expand(!this.#folded);
  }

  /** Whoever pressed the button is taken in before the document hears of it: out of sight it gives the focus to nothing. */
  #enter(): void {
    if (!this.#pressed) return;
    this.#pressed = false;
    this.#box.expand(true);
    this.#box.iframe.focus();
  }

  /** Puts the frame there as soon as the settings are; where they stay wrong, lets the view that has words say so. */
  #setUp(): void {
    clearTimeout(this.#timer);
    if (!this.#chat.isConnected) return;
    const outcome = settingsFrom(this.#chat, document.baseURI, true);
    if ('invalid' in outcome) {
      this.#timer = setTimeout(() => this.#chat.standAside(), outcome.missing ? settingsGraceMs : 0);
      return;
    }
    const portal = new PagePortal(outcome);
    if (!portal.is(this.#portal)) this.#portal = portal;
    const { relay, tenant } = portal;
    this.#box.load(`${relay}/v1/frame/${tenant}`);
    if (this.#line.here) this.#tellSettings();
    else this.#timer = setTimeout(() => this.#late(), answerMsMax);
  }

  /** The page's own policy lets no such frame in, now or later. */
  readonly #onForbidden = (event: SecurityPolicyViolationEvent): void => {
    if (event.disposition !== 'enforce' || !/^(frame|child|default)-src/.test(event.effectiveDirective))
      return;
    // Browsers say the address, or the origin alone.
    if (`${event.blockedURI}/`.startsWith(`${this.#portal?.relay}/`)) this.#chat.standAside();
  };

  #late(): void {
    this.#box.late();
    this.#chat.dispatchEvent(new BedsideErrorEvent('relay-unreachable'));
    this.#box.reload();
    this.#timer = setTimeout(() => this.#late(), answerMsMax);
  }

  /** A document is there that was told nothing. */
  #begin(): void {
    clearTimeout(this.#timer);
    this.#wasReady = false;
    this.#countAnew();
    this.#box.arrived();
    this.#box.expand(!this.#folded);
    this.#enter();
    this.#looks.watch();
    this.#tellSettings();
    this.#tellGiven();
    this.#line.doWaiting();
  }

  #tellSettings(): void {
    this.#tellLooks();
    this.#line.tell({ kind: 'settings', settings: frameSettings(this.#chat, this.#portal!) });
  }

  #tellLooks(): void {
    this.#line.tellOther({ kind: 'tokens', tokens: this.#looks.tokens });
  }

  /** The words first: an emergency line does not wait for lists that have no JSON. */
  #tellGiven(): void {
    if (!this.#line.here) return;
    this.#line.tellOther({ kind: 'words', words: this.#slots.words });
    const { templates, quickReplies: replies } = this.#chat;
    try {
      const lists = json({ templates, replies, actions: this.#slots.actions });
      this.#line.tellOther({ kind: 'lists', lists });
    } catch {
      this.#chat.dispatchEvent(new BedsideErrorEvent('setting-invalid'));
    }
  }

  #report(report: Report): void {
    if (report.name === 'state-changed') {
      if (this.#state === report.state) return;
      this.#state = report.state;
    } else if (report.name === 'ready') this.#wasReady = true;
    else if (report.name === 'unread-changed') {
      const came = report.count - this.#unread;
      this.#unread = report.count;
      if (came > 0 && this.#wasReady && this.#folded && this.#chat.layout === 'launcher') this.#box.say(came);
      this.#box.count(report.count);
      showBadge(this.#chat, report.count);
    } else if (report.name === 'folded-changed') this.#fold(report.folded);
    // What else comes out of a frame as a press is none.
    else if (report.name === 'message-action' && !this.#slots.has(report.action)) return;
    this.#showStates();
    this.#chat.dispatchEvent(eventOf(report));
  }

  /** A document tells what it counts from the first message on: until then, and after it, none wait. */
  #countAnew(): void {
    if (this.#unread > 0) this.#report({ name: 'unread-changed', count: 0 });
  }

  #fold(folded: boolean): void {
    this.#folded = folded;
    this.#box.expand(!folded);
  }

  #showStates(): void {
    try {
      const { states } = this.#internals;
      states.clear();
      states.add(this.#state);
      if (this.#unread > 0) states.add('unread');
      if (this.#chat.layout !== 'panel' && !this.#folded) states.add('open');
    } catch {
      // A browser that knows no custom states goes without.
    }
  }
}
