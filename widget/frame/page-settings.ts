import type { BedsideChat } from '../chat.ts';
import type { Settings } from '../connect.ts';
import type { FrameSettings } from './words.ts';

/** How an element in a page is set up, as its frame is told. */
export function frameSettings(chat: BedsideChat, { conversation, profile }: Settings): FrameSettings {
  const { layout, dir, hours, typing, leaving } = chat;
  return {
    conversation,
    profile,
    layout,
    locale: chat.locale ?? chat.closest('[lang]')?.getAttribute('lang') ?? '',
    dir,
    theme: chat.theme ?? '',
    typing,
    hours: typeof hours === 'string' ? hours : hours ? JSON.stringify(hours) : '',
    answerTime: chat.answerTime ?? '',
    leaving,
  };
}
