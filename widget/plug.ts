import { BedsideChat } from './chat.ts';

/** What is fetched when it is wanted: what stands inside the element, its engine, and what holds a frame. */
export type Part = 'view' | 'talk' | 'frame';

/**
 * Gives the element its view and its engine. The element draws its shell by itself; both come after it and side by
 * side, each when `ready` says so. A second call changes nothing. On a server it does nothing.
 */
export function plug(ready: (part: Part) => Promise<unknown> = async () => {}): void {
  const engine = async () => {
    await ready('talk');
    return import('./ports/open-talk.ts');
  };
  BedsideChat.fetchView ??= async () => {
    // On its way meanwhile; it runs when the view asks for it, after the view is there. Whoever needs it hears of a failure.
    ready('talk').catch(() => {});
    await ready('view');
    return (await import('./view.ts')).defineView();
  };
  BedsideChat.fetchFrame ??= async () => {
    await ready('frame');
    const { FrameView } = await import('./frame/frame-view.ts');
    return (chat, root, internals) => new FrameView(chat, root, internals);
  };
  BedsideChat.openTalk ??= async (settings) => (await engine()).openTalk(settings);
}
