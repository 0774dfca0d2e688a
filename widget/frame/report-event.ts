import {
  BedsideErrorEvent,
  BedsideFoldedChangedEvent,
  BedsideMessageActionEvent,
  BedsideMessageReceivedEvent,
  BedsideReadyEvent,
  BedsideStateChangedEvent,
  BedsideUnreadChangedEvent,
} from '../events/outgoing.ts';
import type { Report } from './words.ts';

/** The event by which an element tells its page what its frame reported. */
export function eventOf(report: Report): Event {
  switch (report.name) {
    case 'ready':
      return new BedsideReadyEvent();
    case 'state-changed':
      return new BedsideStateChangedEvent(report.state);
    case 'unread-changed':
      return new BedsideUnreadChangedEvent(report.count);
    case 'message-received':
      return new BedsideMessageReceivedEvent(report.seq);
    case 'message-action':
      return new BedsideMessageActionEvent(report.seq, report.action);
    case 'folded-changed':
      return new BedsideFoldedChangedEvent(report.folded);
    case 'error':
      return new BedsideErrorEvent(report.code);
  }
}
