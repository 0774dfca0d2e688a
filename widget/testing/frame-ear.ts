import type { BedsideChat } from '../chat.ts';
import { ok } from './assert.ts';
import type { Doing, Screen } from './frame-stage.ts';

/** As a script that was in the page first: it has every port, and hears all that comes out of frames. */
export class Eavesdropper {
  readonly heard: unknown[] = [];
  port: MessagePort | null = null;
  readonly #before = globalThis.MessageChannel;
  constructor() {
    const note = (port: MessagePort): void => {
      this.port = port;
      port.addEventListener('message', ({ data }) => this.heard.push(data));
    };
    globalThis.MessageChannel = class extends this.#before {
      constructor() {
        super();
        note(this.port1);
      }
    };
  }
  say(word: unknown): void {
    this.port!.postMessage(word);
  }
  leave(): void {
    globalThis.MessageChannel = this.#before;
  }
}

/** What is on the screen of the frame in it, after it did this. A document that goes away answers nothing: the next one is asked. */
export const screenOf = (chat: BedsideChat, doing: Doing = {}): Promise<Screen> =>
  new Promise((resolve) => {
    const frame = chat.shadowRoot!.querySelector('iframe')!.contentWindow!;
    const hear = ({ source, data }: MessageEvent): void => {
      if (source !== frame) return;
      removeEventListener('message', hear);
      clearInterval(again);
      resolve(data);
    };
    addEventListener('message', hear);
    frame.postMessage(doing, '*');
    const again = setInterval(() => frame.postMessage({}, '*'), 2_000);
  });

/** What is on the screen as soon as it is so. */
export async function shown(chat: BedsideChat, fits: (screen: Screen) => boolean): Promise<Screen> {
  let screen = await screenOf(chat);
  for (let tries = 0; !fits(screen) && tries < 50; tries++) screen = await screenOf(chat);
  ok(fits(screen), JSON.stringify(screen));
  return screen;
}
