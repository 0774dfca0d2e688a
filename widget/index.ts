import { BedsideChat } from './chat.ts';
import { define } from './define.ts';

const engine = () => import('./ports/open-talk.ts');

// The element draws its shell by itself; what stands inside, and the engine, come after it and side by side.
BedsideChat.fetchView = async () => {
  engine().catch(() => {}); // whoever needs it hears of it
  return (await import('./view.ts')).defineView();
};
BedsideChat.openTalk = async (settings) => (await engine()).openTalk(settings);
define();

export { BedsideChat };
