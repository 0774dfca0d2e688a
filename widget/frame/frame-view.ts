import type { ConversationState } from '../../engine/snapshot.ts';
import { showBadge } from '../badge-wish.ts';
import type { BedsideChat, View } from '../chat.ts';
import { BedsideErrorEvent } from '../events/outgoing.ts';
import { settingsFrom } from '../settings.ts';
import { FrameBox } from './frame-box.ts';
import { PageLists } from './page-lists.ts';
import { PageLooks } from './page-looks.ts';
import { PagePortal } from './page-portal.ts';
import { frameSettings } from './page-settings.ts';
import { eventOf } from './report-event.ts';
import { type Ask, type Deed, frameWord, greeting, type PageWord, type Report } from './words.ts';

export { readyParts } from '../../shared/part.ts';

/** A setting that is not there may still be set by a script that runs after this element's own. */
const settingsGraceMs = 1000;
/** A frame that has not answered by then is late, and is fetched again. */
const answerMsMax = 20_000;

/**
 * What stands inside <bedside-chat isolation="frame">: a document of the relay's in a frame, in which the conversation is.
 * The page's scripts reach as far as this; what crosses is in words.ts. In order: asked for → here, and again from the start
 * when the element is moved, which browsers answer by loading the frame anew.
 */
export class FrameView implements View {
  readonly updateComplete = Promise.resolve();
  readonly #chat: BedsideChat;
  readonly #internals: ElementInternals;
  readonly #box: FrameBox;
  readonly #lists: PageLists;
  readonly #looks: PageLooks;
  /** The lists that the frame has. */
  #told = '';
  #portal: PagePortal | null = null;
  #port: MessagePort | null = null;
  #here = false;
  /** What the page wanted last: a frame that is loaded anew is told again. */
  #wish: Deed | null = null;
  #waiting: Deed[] = [];
  #state: ConversationState = 'idle';
  #unread = 0;
  #folded: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(chat: BedsideChat, root: ShadowRoot, internals: ElementInternals) {
    this.#chat = chat;
    this.#internals = internals;
    this.#folded = chat.layout === 'launcher';
    this.#box = new FrameBox(root, chat, {
      loaded: () => this.#greet(),
      press: () => (this.#folded ? this.press() : this.close()),
    });
    this.#lists = new PageLists(root, chat, () => this.#tellLists());
    this.#looks = new PageLooks(chat, (tokens) => this.#tell({ kind: 'tokens', tokens }));
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
    this.#do('open');
  }
  close(): void {
    this.#do('close');
  }
  lock(): void {
    this.#do('lock');
  }
  press(): void {
    this.#do('press');
  }
  focus(options?: FocusOptions): void {
    if (this.folded) this.#box.focusButton(options);
    else {
      this.#box.iframe.focus(options);
      this.#do('focus');
    }
  }

  focusSoon(): void {
    this.focus();
  }

  connected(): void {
    this.#setUp();
  }
  disconnected(): void {
    this.#looks.unwatch();
    showBadge(this.#chat, 0);
    this.#here = false;
    this.#port?.close();
    this.#port = null;
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
    this.#lists.remove();
  }
  changed(name: string): void {
    if (name === 'badge') showBadge(this.#chat, this.#unread);
    else if (name === 'templates' || name === 'quickReplies') this.#tellLists();
    else this.#setUp();
  }
  requestUpdate(): void {
    if (this.#here) this.#looks.look();
  }

  /** Puts the frame there as soon as the settings are; where they stay wrong, lets the view that has words say so. */
  #setUp(): void {
    clearTimeout(this.#timer);
    if (!this.#chat.isConnected) return;
    const outcome = settingsFrom(this.#chat, document.baseURI);
    if ('invalid' in outcome) {
      this.#timer = setTimeout(() => this.#chat.standAside(), outcome.missing ? settingsGraceMs : 0);
      return;
    }
    const portal = new PagePortal(outcome);
    if (!portal.is(this.#portal)) this.#portal = portal;
    const { relay, tenant } = portal;
    this.#box.load(`${relay}/v1/frame/${tenant}`);
    if (this.#here) this.#tellSettings();
    else this.#timer = setTimeout(() => this.#late(), answerMsMax);
  }

  #late(): void {
    this.#box.late();
    this.#chat.dispatchEvent(new BedsideErrorEvent('relay-unreachable'));
    this.#box.reload();
    this.#timer = setTimeout(() => this.#late(), answerMsMax);
  }

  /** The document in the frame, whatever it is, gets a port if it is the relay's: the browser compares the origin. */
  #greet(): void {
    if (!this.#portal) return;
    this.#port?.close();
    this.#here = false;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }) => this.#hear(data);
    this.#box.iframe.contentWindow?.postMessage(greeting, this.#portal.relay, [port2]);
  }

  #hear(data: unknown): void {
    const word = frameWord(data);
    if (word?.kind === 'here') {
      this.#here = true;
      clearTimeout(this.#timer);
      this.#countAnew();
      this.#box.arrived();
      this.#looks.watch();
      this.#tellSettings();
      this.#told = '';
      this.#tellLists();
      const again = this.#waiting.splice(0);
      for (const deed of again.length === 0 && this.#wish ? [this.#wish] : again)
        this.#tell({ kind: 'do', deed });
    } else if (word?.kind === 'report') this.#report(word.report);
    else if (word) void this.#answer(word);
  }

  async #answer(asked: Ask): Promise<void> {
    const port = this.#port;
    const word = await this.#portal!.answer(asked);
    port?.postMessage(word);
  }

  #do(deed: Deed): void {
    if (deed !== 'focus') this.#wish = deed;
    if (deed === 'press') this.#wish = 'open';
    if (this.#here) this.#tell({ kind: 'do', deed });
    else this.#waiting.push(deed);
  }

  #tell(word: PageWord): void {
    this.#port?.postMessage(word);
  }

  #tellSettings(): void {
    this.#looks.look();
    this.#tell({ kind: 'settings', settings: frameSettings(this.#chat, this.#portal!) });
  }

  #tellLists(): void {
    if (!this.#here) return;
    try {
      const lists = this.#lists.json;
      if (lists !== this.#told) this.#tell({ kind: 'lists', lists });
      this.#told = lists;
    } catch {
      this.#chat.dispatchEvent(new BedsideErrorEvent('setting-invalid'));
    }
  }

  #report(report: Report): void {
    if (report.name === 'state-changed') {
      if (this.#state === report.state) return;
      this.#state = report.state;
    } else if (report.name === 'unread-changed') {
      this.#unread = report.count;
      this.#box.count(report.count);
      showBadge(this.#chat, report.count);
    } else if (report.name === 'folded-changed') this.#fold(report.folded);
    // What else comes out of a frame as a press is none.
    else if (report.name === 'message-action' && !this.#lists.has(report.action)) return;
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
    if (this.#chat.layout !== 'launcher') return;
    if (folded) this.#box.focusButton();
    else this.#box.iframe.focus();
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
