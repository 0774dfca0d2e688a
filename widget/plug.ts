import type { Ready } from '../shared/part.ts';
import { BedsideChat } from './chat.ts';

/**
 * Gives the element its view and its engine: what stands inside it, what it talks with, and what holds a frame. The element
 * draws its shell by itself; view and engine come after it and side by side, each when `ready` says so, and so does what they
 * fetch later themselves. A second call changes nothing. On a server it does nothing.
 */
export function plug(ready: Ready = async () => {}): void {
  const fetched = async <Part extends { readyParts(by: Ready): void }>(
    part: 'view' | 'talk' | 'frame',
    load: () => Promise<Part>,
  ) => {
    await ready(part);
    const loaded = await load();
    loaded.readyParts(ready);
    return loaded;
  };
  BedsideChat.fetchView ??= async () => {
    // On its way meanwhile; it runs when the view asks for it, after the view is there. Whoever needs it hears of a failure.
    ready('talk').catch(() => {});
    return (await fetched('view', () => import('./view.ts'))).defineView();
  };
  BedsideChat.fetchFrame ??= async () => {
    const { FrameView } = await fetched('frame', () => import('./frame/frame-view.ts'));
    return (chat, root, internals) => new FrameView(chat, root, internals);
  };
  BedsideChat.openTalk ??= async (settings) =>
    (await fetched('talk', () => import('./ports/open-talk.ts'))).openTalk(settings);
}
