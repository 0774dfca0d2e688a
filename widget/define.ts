import { BedsideChat } from './bedside-chat.ts';
import { BedsideAnnouncer } from './elements/announcer.ts';
import { BedsideChatHeader } from './elements/chat-header.ts';
import { BedsideChatTitle } from './elements/chat-title.ts';
import { BedsideComposer } from './elements/composer.ts';
import { BedsideConnectionNote } from './elements/connection-note.ts';
import { BedsideDayLine } from './elements/day-line.ts';
import { BedsideEmptyState } from './elements/empty-state.ts';
import { BedsideEncryptionNote } from './elements/encryption-note.ts';
import { BedsideEncryptionSheet } from './elements/encryption-sheet.ts';
import { BedsideLoadingShell } from './elements/loading-shell.ts';
import { BedsideMessageLine } from './elements/message-line.ts';
import { BedsideMessageList } from './elements/message-list.ts';
import { BedsideOtherLine } from './elements/other-line.ts';
import { BedsideStatusScreen } from './elements/status-screen.ts';
import { BedsideStorageNote } from './elements/storage-note.ts';

const elements: Readonly<Record<string, CustomElementConstructor>> = {
  'bedside-announcer': BedsideAnnouncer,
  'bedside-chat-header': BedsideChatHeader,
  'bedside-chat-title': BedsideChatTitle,
  'bedside-composer': BedsideComposer,
  'bedside-connection-note': BedsideConnectionNote,
  'bedside-day-line': BedsideDayLine,
  'bedside-empty-state': BedsideEmptyState,
  'bedside-encryption-note': BedsideEncryptionNote,
  'bedside-encryption-sheet': BedsideEncryptionSheet,
  'bedside-loading-shell': BedsideLoadingShell,
  'bedside-message-line': BedsideMessageLine,
  'bedside-message-list': BedsideMessageList,
  'bedside-other-line': BedsideOtherLine,
  'bedside-status-screen': BedsideStatusScreen,
  'bedside-storage-note': BedsideStorageNote,
  // Last: it upgrades what stands in the page, and needs the others.
  'bedside-chat': BedsideChat,
};

/**
 * Registers `<bedside-chat>` and what it is made of. A second call, or a second copy of the script, changes nothing.
 * On a server it does nothing.
 */
export function define(): void {
  if (!globalThis.customElements) return;
  for (const [name, element] of Object.entries(elements))
    if (!customElements.get(name)) customElements.define(name, element);
}
