import type { MakeView } from './chat.ts';
import { ChatView } from './chat-view.ts';
import { BedsideAnnouncer } from './elements/announcer.ts';
import { BedsideChatHeader } from './elements/chat-header.ts';
import { BedsideChatTitle } from './elements/chat-title.ts';
import { BedsideComposer } from './elements/composer.ts';
import { BedsideDayLine } from './elements/day-line.ts';
import { BedsideEmptyState } from './elements/empty-state.ts';
import { BedsideEncryptionNote } from './elements/encryption-note.ts';
import { BedsideLoadingShell } from './elements/loading-shell.ts';
import { BedsideMessageLine } from './elements/message-line.ts';
import { BedsideMessageList } from './elements/message-list.ts';
import { BedsideOtherLine } from './elements/other-line.ts';

export { readyParts } from '../shared/part.ts';
export { layouts } from './layouts.ts';

const elements: Readonly<Record<string, CustomElementConstructor>> = {
  'bedside-announcer': BedsideAnnouncer,
  'bedside-chat-header': BedsideChatHeader,
  'bedside-chat-title': BedsideChatTitle,
  'bedside-composer': BedsideComposer,
  'bedside-day-line': BedsideDayLine,
  'bedside-empty-state': BedsideEmptyState,
  'bedside-encryption-note': BedsideEncryptionNote,
  'bedside-loading-shell': BedsideLoadingShell,
  'bedside-message-line': BedsideMessageLine,
  'bedside-message-list': BedsideMessageList,
  'bedside-other-line': BedsideOtherLine,
};

/** Registers what the view is made of, and gives what makes it. A second call, or a second copy, registers nothing. */
export function defineView(): MakeView {
  for (const [name, element] of Object.entries(elements))
    if (!customElements.get(name)) customElements.define(name, element);
  return (chat, root, internals) => new ChatView(chat, root, internals);
}
