import { shellStyles } from './styles/shell.ts';

/** The few words that are said before any other is there: the same in the tables of locales/, where those have them. */
export const shellWords = {
  en: {
    loading: 'Opening your secure conversation…',
    launcher: 'Messages',
    late: 'The chat has not loaded. Trying again…',
  },
  es: {
    loading: 'Abriendo su conversación segura…',
    launcher: 'Mensajes',
    late: 'El chat no se ha cargado. Intentándolo de nuevo…',
  },
  zh: { loading: '正在打开您的安全对话…', launcher: '消息', late: '聊天未能加载，正在重试…' },
  vi: {
    loading: 'Đang mở cuộc trò chuyện bảo mật của quý vị…',
    launcher: 'Tin nhắn',
    late: 'Chưa tải được khung trò chuyện. Đang thử lại…',
  },
  fil: {
    loading: 'Binubuksan ang ligtas ninyong usapan…',
    launcher: 'Mga mensahe',
    late: 'Hindi pa na-load ang chat. Sinusubukang muli…',
  },
  ar: {
    loading: 'جارٍ فتح محادثتك الآمنة…',
    launcher: 'الرسائل',
    late: 'لم يتم تحميل المحادثة. جارٍ إعادة المحاولة…',
  },
} as const;
type Tag = keyof typeof shellWords;

/** The first wish that there are words for, chosen as Language chooses. */
function tagOf(wishes: readonly (string | null | undefined)[]): Tag {
  for (const wish of wishes)
    try {
      // What needs no looking up: the first question to Intl is the slowest thing that a shell could do.
      const plain = /^[a-z]+(?=-|$)/.exec(wish ?? '')?.[0] ?? '';
      if (plain !== 'zh' && Object.hasOwn(shellWords, plain)) return plain as Tag;
      const { language, script } = new Intl.Locale(wish ?? '').maximize();
      if (Object.hasOwn(shellWords, language) && script !== 'Hant') return language as Tag;
    } catch {
      // Not a language tag: the next wish.
    }
  return 'en';
}

/**
 * What stands in the element from its first moment until its view is there: the conversation's shape, or the launcher's
 * button. Plain nodes, no Lit. It asks for nothing of the page's policy: no inline style, no markup from text.
 */
export class Shell {
  readonly #root: ShadowRoot;
  readonly words: (typeof shellWords)[Tag];
  /** The shape, or the launcher's button. */
  readonly box: HTMLElement;
  readonly #said: HTMLElement;

  /** `press`: somebody wants the launcher open. */
  constructor(
    root: ShadowRoot,
    chat: HTMLElement & { layout: string; locale: string | null },
    press: () => void,
  ) {
    const wishes = [chat.locale, chat.closest('[lang]')?.getAttribute('lang'), navigator.language];
    const tag = tagOf(wishes);
    this.words = shellWords[tag];
    this.#root = root;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(shellStyles);
    root.adoptedStyleSheets = [sheet];
    const [box, said] =
      chat.layout === 'launcher' ? [make('button'), make('span')] : [make('section'), make('p')];
    this.#said = said;
    if (chat.layout === 'launcher') {
      said.textContent = this.words.launcher;
      box.append(bubble(), said);
      box.addEventListener('click', press);
    } else {
      said.textContent = this.words.loading;
      box.append(make('header'), said, make('i'), make('i'), make('i'), make('footer'));
      box.ariaBusy = 'true';
    }
    box.lang = tag;
    box.dir = chat.dir || (tag === 'ar' ? 'rtl' : 'ltr');
    this.box = box;
    root.append(box);
  }

  /** What should come has not come. */
  late(): void {
    if (this.#said.localName === 'p') this.#said.textContent = this.words.late;
  }

  /** Leaves the place. True where the focus was in it. */
  remove(): boolean {
    const focused = this.#root.activeElement !== null;
    this.box.remove();
    return focused;
  }
}

const make = (name: string): HTMLElement => document.createElement(name);

function bubble(): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.ariaHidden = 'true';
  const path = document.createElementNS(svg.namespaceURI, 'path') as SVGPathElement;
  path.setAttribute(
    'd',
    'M20 11.5c0 3.9-3.6 7-8 7-.9 0-1.8-.1-2.6-.4L5 19.5l1-3.3c-1.3-1.2-2-2.9-2-4.7 0-3.9 3.6-7 8-7s8 3.1 8 7Z',
  );
  svg.append(path);
  return svg;
}
