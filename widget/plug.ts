import type { Ready } from '../shared/part.ts';
import { BedsideChat } from './chat.ts';

/**
 * Gives the element its view and its engine: what stands inside it, what it talks with, and what holds a frame. The element
 * draws its shell by itself; view and engine come after it and side by side, each when `ready` says so, and so does what they
 * fetch later themselves. A second call changes nothing. On a server it does nothing.
 */
export function plug(ready: Ready = async () => ''): void {
  const fetched = async <Part extends { readyParts(by: Ready): void }>(
    part: 'view' | 'talk' | 'frame',
    load: () => Promise<Part>,
  ) => {
    await ready(part);
    const loaded = await load();
    loaded.readyParts(ready);
    return loaded;
  };
  BedsideChat.fetchView ??= async (layout) => {
    // On their way meanwhile; they run when the view asks for them, after the view is there. Whoever needs them hears of a failure.
    ready('talk').catch(() => {});
    if (layout !== 'panel') ready('layout-parts').catch(() => {});
    const { defineView, layouts } = await fetched('view', () => import('./view.ts'));
    if (layout !== 'panel') await layouts.get();
    return defineView();
  };
  BedsideChat.fetchFrame ??= async () => {
    const { FrameView } = await fetched('frame', () => import('./frame/frame-view.ts'));
    return (chat, root, internals) => new FrameView(chat, root, internals);
  };
  const talk = () => fetched('talk', () => import('./ports/open-talk.ts'));
  BedsideChat.openTalk ??= async (settings) => (await talk()).openTalk(settings);
  BedsideChat.forget ??= async (worker) => (await talk()).forget(worker);
}
