import type { Page } from 'playwright-core';

/** How much a hostile script in the host page takes upon itself. */
export interface RecorderKind {
  /** Listens to bubbling events and mutations of the document, and copies the document: what a tag manager's tools do. */
  readonly passive: true;
  /** Listens before everybody else, too. */
  readonly captures?: boolean;
  /** Replaces what the page's scripts and the browser's interfaces are made of, from before the element is there. */
  readonly patches?: boolean;
  /** Reaches into open shadow roots and frames. */
  readonly reaches?: boolean;
}

/** Puts a recorder into the page, and into no frame in it. It writes down every text that it meets. */
export async function record(page: Page, kind: RecorderKind): Promise<void> {
  await page.addInitScript((kind) => {
    if (window !== window.top) return;
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    const note = (what: string, value: unknown): void => {
      if (typeof value === 'string') heard[heard.length] = `${what}: ${value}`;
      else if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
        const bytes = value instanceof ArrayBuffer ? value : value.buffer;
        heard[heard.length] = `${what}: ${decoder(bytes as ArrayBuffer)}`;
      } else if (typeof value === 'object' && value !== null)
        try {
          heard[heard.length] = `${what}: ${stringify(value)}`;
        } catch {}
    };
    const stringify = JSON.stringify;
    const plain = new TextDecoder();
    const decode = plain.decode;
    const decoder = (bytes: ArrayBuffer) => decode.call(plain, bytes);

    const types = new Set([
      'input',
      'beforeinput',
      'keydown',
      'selectionchange',
      'message',
      'focusin',
      'copy',
      'paste',
    ]);
    for (const owner of [window, document, HTMLElement.prototype, Element.prototype])
      for (const name in owner) if (name.startsWith('on')) types.add(name.slice(2));
    for (const name of ['ready', 'state-changed', 'unread-changed', 'message-received', 'error', 'expanded'])
      types.add(`bedside-${name}`);
    for (const type of types)
      for (const target of [document, window])
        target.addEventListener(
          type,
          (event) => {
            const { key, data, detail } = event as unknown as Record<string, unknown>;
            for (const value of [key, data, detail])
              note(`${target === document ? 'event' : 'window'} ${type}`, value);
            for (const node of event.composedPath())
              if (kind.captures && node instanceof HTMLTextAreaElement) note(`value ${type}`, node.value);
            if (event.target instanceof HTMLElement) note(`target ${type}`, event.target.outerHTML);
            if (kind.reaches) note(`selection ${type}`, getSelection()?.toString());
          },
          kind.captures === true,
        );

    const watch = (root: Node) =>
      new MutationObserver((records) => {
        for (const { target, addedNodes } of records)
          for (const node of [target, ...addedNodes]) note('mutation', node.textContent);
      }).observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
    watch(document);

    const copy = (root: ParentNode): void => {
      note(
        'copy',
        root instanceof Document ? root.documentElement.outerHTML : (root as ShadowRoot).innerHTML,
      );
      if (!kind.reaches) return;
      for (const element of root.querySelectorAll('*')) {
        if (element instanceof HTMLTextAreaElement) note('copy', element.value);
        if (element.shadowRoot) copy(element.shadowRoot);
        if (element instanceof HTMLIFrameElement)
          try {
            if (element.contentDocument) copy(element.contentDocument);
          } catch {}
      }
    };
    setInterval(() => copy(document), 100);

    if (!kind.patches) return;
    // biome-ignore lint/suspicious/noExplicitAny: whatever is there is replaced
    const patch = (owner: any, name: string) => {
      const before = owner[name];
      if (typeof before !== 'function') return;
      owner[name] = function (this: unknown, ...args: unknown[]) {
        for (const arg of args) note(name, arg);
        const result = Reflect.apply(before, this, args);
        note(name, result);
        if (result instanceof ShadowRoot) watch(result);
        if (result instanceof Promise) result.then((value) => note(name, value)).catch(() => {});
        return result;
      };
    };
    const attachShadow = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (init) {
      const root = attachShadow.call(this, { ...init, mode: 'open' });
      watch(root);
      return root;
    };
    for (const name of ['parse', 'stringify']) patch(JSON, name);
    for (const name of ['push', 'join']) patch(Array.prototype, name);
    for (const name of ['decode']) patch(TextDecoder.prototype, name);
    for (const name of ['encode']) patch(TextEncoder.prototype, name);
    for (const name of ['decrypt', 'encrypt', 'deriveBits', 'exportKey', 'digest', 'sign'])
      patch(SubtleCrypto.prototype, name);
    patch(globalThis, 'fetch');
    patch(WebSocket.prototype, 'send');
    patch(MessagePort.prototype, 'postMessage');
    patch(BroadcastChannel.prototype, 'postMessage');
    patch(Response.prototype, 'json');
    patch(IDBObjectStore.prototype, 'put');
    const listen = EventTarget.prototype.addEventListener;
    EventTarget.prototype.addEventListener = function (type, listener, options) {
      const hear = (event: Event) => {
        note(`heard ${type}`, (event as MessageEvent).data);
        if (typeof listener === 'function') listener.call(this, event);
        else listener?.handleEvent(event);
      };
      return listen.call(this, type, listener ? hear : null, options);
    };
    const port = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage')!;
    Object.defineProperty(MessagePort.prototype, 'onmessage', {
      ...port,
      set(listener: (event: MessageEvent) => void) {
        port.set!.call(this, (event: MessageEvent) => {
          note('port', event.data);
          listener.call(this, event);
        });
      },
    });
  }, kind);
}

/** Everything that it has. What is looked for must not go into the page: the recorder would have it from the test. */
export const recordings = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => [...(globalThis as unknown as { heard: string[] }).heard]);

/** Which of these texts are in what it has. */
export const foundIn = (heard: readonly string[], texts: readonly string[]): string[] =>
  texts.filter((text) => heard.some((one) => one.includes(text)));

/** The keys that it heard, one after the other. */
export const keysIn = (heard: readonly string[]): string =>
  heard.flatMap((one) => /^event keydown: (.)$/.exec(one)?.[1] ?? []).join('');
