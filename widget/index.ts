import { BedsideChat } from './bedside-chat.ts';
import { define } from './define.ts';

// The engine comes after the element has drawn itself.
BedsideChat.openTalk = async (settings) => (await import('./ports/open-talk.ts')).openTalk(settings);
define();

export { BedsideChat };
