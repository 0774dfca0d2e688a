import { BedsideError, codeOf, type ErrorCode, isErrorCode } from '../../shared/errors.ts';
import type { BedsideChat } from '../chat.ts';
import type { GetPassport, OpenTalk } from '../connect.ts';
import type { GetRooms } from '../rooms.ts';
import type { Layout } from '../settings.ts';
import { framePageStyles } from '../styles/frame-page.ts';
import { lendButtons } from './lend-buttons.ts';
import { lendWords } from './lend-words.ts';
import { type HeardWord, type Lists, pageWord, type Words } from './page-word.ts';
import { tokenNames } from './tokens.ts';
import { type Ask, type FrameSettings, type FrameWord, greeting, type Report } from './words.ts';

type Answer = Extract<HeardWord, { readonly kind: 'passport' | 'rooms' | 'refused' }>;

/**
 * The document in the frame: the same element as in a page, for which the page outside has settings, passports and looks,
 * and hears where it stands. Relay and tenant are this document's own, whatever the page says.
 */
export class FramePage {
  readonly #openTalk: OpenTalk;
  /** What the page was asked, by number: takes what answers it, and is false for what does not. */
  readonly #asked = new Map<number, (word: Answer) => boolean>();
  #port: MessagePort | null = null;
  #chat: BedsideChat | null = null;
  #settings: FrameSettings | null = null;
  #asks = 0;

  constructor(openTalk: OpenTalk) {
    this.#openTalk = openTalk;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(framePageStyles);
    document.adoptedStyleSheets = [sheet];
    // Which pages may embed this document says its frame-ancestors; that it is the embedding one says its source.
    addEventListener('message', ({ source, data, ports: [port] }) => {
      if (source !== parent || parent === window || data !== greeting || !port || this.#port) return;
      this.#port = port;
      port.onmessage = ({ data }) => this.#hear(data);
      this.#tell({ kind: 'here' });
    });
  }

  #tell(word: FrameWord): void {
    this.#port?.postMessage(word);
  }

  #report(report: Report): void {
    this.#tell({ kind: 'report', report });
  }

  /** Something that the page said is not as it must be. */
  #refuse(): void {
    this.#report({ name: 'error', code: 'setting-invalid' });
  }

  #hear(data: unknown): void {
    const word = pageWord(data);
    switch (word?.kind) {
      case undefined:
        // Without a first word that holds the element says so itself, on the screen.
        this.#stand();
        this.#refuse();
        break;
      case 'settings':
        this.#setUp(word.settings);
        break;
      case 'lists':
        this.#give(word);
        break;
      case 'words':
        this.#say(word);
        break;
      case 'tokens':
        for (const name of tokenNames)
          document.documentElement.style.setProperty(name, word.tokens[name] ?? '');
        break;
      case 'do':
        if (word.deed === 'forget') this.#forget();
        // The page shows it first: what is not drawn yet does not take the focus.
        else if (word.deed === 'press') requestAnimationFrame(() => this.#chat?.press());
        else this.#chat?.[word.deed]();
        break;
      case 'passport':
      case 'rooms':
      case 'refused':
        if (this.#asked.get(word.id)?.(word)) this.#asked.delete(word.id);
        break;
    }
  }

  #setUp(settings: FrameSettings): void {
    const chat = this.#made();
    const before = this.#settings;
    this.#settings = settings;
    document.documentElement.lang = settings.locale;
    chat.locale = settings.locale || null;
    chat.dir = settings.dir;
    chat.theme = settings.theme || null;
    chat.layout = settings.layout as Layout;
    chat.typing = settings.typing === 'off' ? 'off' : 'on';
    chat.hours = settings.hours || null;
    chat.answerTime = settings.answerTime || null;
    chat.leaving = settings.leaving === 'off' ? 'off' : 'on';
    chat.conversation = settings.conversation;
    chat.getRooms = settings.rooms === '' ? null : this.#getRooms;
    if (before?.profile !== settings.profile || before.rooms !== settings.rooms)
      chat.openTalk = (checked) => this.#openTalk({ ...checked, profile: settings.profile });
    this.#stand();
  }

  #made(): BedsideChat {
    if (this.#chat) return this.#chat;
    const chat = document.createElement('bedside-chat');
    chat.relay = location.origin;
    chat.tenant = decodeURIComponent(location.pathname.split('/').at(-1)!);
    chat.getPassport = this.#getPassport;
    this.#listen(chat);
    this.#chat = chat;
    return chat;
  }

  #stand(): void {
    const chat = this.#made();
    if (!chat.isConnected) document.body.append(chat);
  }

  #forget(): void {
    this.#made()
      .forget()
      .then(
        () => this.#tell({ kind: 'forgotten', code: null }),
        (thrown) => this.#tell({ kind: 'forgotten', code: codeOf(thrown) }),
      );
  }

  /** Comes after the settings, and each time that there are others. */
  #give({ templates, replies, actions, whole }: Lists): void {
    const chat = this.#chat;
    if (!chat) return;
    chat.templates = templates.length > 0 ? templates : null;
    chat.quickReplies = replies.length > 0 ? replies : null;
    lendButtons(chat, actions);
    if (!whole) this.#refuse();
  }

  #say({ words, whole }: Words): void {
    if (!this.#chat) return;
    lendWords(this.#chat, words);
    if (!whole) this.#refuse();
  }

  /** `answerIn`: what is asked for, or null where the word is none of it. */
  #ask<T>(ask: (id: number) => Ask, answerIn: (word: Answer) => T | null): Promise<T> {
    return new Promise((resolve, reject) => {
      const id = this.#asks++;
      this.#asked.set(id, (word) => {
        const answer = answerIn(word);
        if (answer !== null) resolve(answer);
        else if (word.kind === 'refused') reject(new BedsideError(word.code));
        else return false;
        return true;
      });
      this.#tell(ask(id));
    });
  }

  readonly #getPassport: GetPassport = (request) =>
    this.#ask(
      (id) => ({ kind: 'ask', id, request }),
      (word) => (word.kind === 'passport' ? word.answer : null),
    );

  readonly #getRooms: GetRooms = () =>
    this.#ask(
      (id) => ({ kind: 'ask-rooms', id }),
      (word) => (word.kind === 'rooms' ? word.rooms : null),
    );

  /** What the element tells its page it tells the page outside, put together anew. */
  #listen(chat: BedsideChat): void {
    const report = (it: Report) => this.#report(it);
    chat.addEventListener('bedside-ready', () => report({ name: 'ready' }));
    chat.addEventListener('bedside-state-changed', ({ detail: { state } }) =>
      report({ name: 'state-changed', state }),
    );
    chat.addEventListener('bedside-unread-changed', ({ detail: { count } }) =>
      report({ name: 'unread-changed', count }),
    );
    chat.addEventListener('bedside-message-received', ({ detail: { seq } }) =>
      report({ name: 'message-received', seq }),
    );
    chat.addEventListener('bedside-error', ({ detail: { code } }) =>
      report({ name: 'error', code: isErrorCode(code) ? code : ('internal' satisfies ErrorCode) }),
    );
    chat.addEventListener('bedside-message-action', ({ detail: { seq, action } }) =>
      report({ name: 'message-action', seq, action }),
    );
    chat.addEventListener('bedside-folded-changed', ({ detail: { folded } }) =>
      report({ name: 'folded-changed', folded }),
    );
  }
}
