import { json } from '../../shared/plain-page.ts';
import type { BedsideChat } from '../chat.ts';
import type { PagePortal } from './page-portal.ts';
import type { FrameSettings } from './words.ts';

/** How an element in a page is set up, as its frame is told. */
export function frameSettings(
  chat: BedsideChat,
  { conversation, rooms, profile }: PagePortal,
): FrameSettings {
  const { layout, dir, hours, typing, leaving } = chat;
  return {
    conversation,
    rooms,
    profile,
    layout,
    locale: chat.locale ?? chat.closest('[lang]')?.getAttribute('lang') ?? '',
    dir,
    theme: chat.theme ?? '',
    typing,
    hours: typeof hours === 'string' ? hours : hours ? json(hours) : '',
    answerTime: chat.answerTime ?? '',
    leaving,
  };
}
