/** The engine's front door: what the widget, the connector and the tests may use. */
export { Conversation } from './conversation.ts';
export type {
  Clock,
  Disk,
  Identity,
  Lock,
  Ports,
  Session,
  Socket,
  SocketEvents,
  VaultGrant,
  Wake,
  Wire,
} from './ports.ts';
export type {
  AuthorView,
  Change,
  ConversationState,
  DeviceView,
  LineView,
  Margin,
  MemberView,
  QuoteView,
  ReactionView,
  SayOptions,
  SendState,
  Snapshot,
  Talk,
  TalkEvent,
  TalkEventDetail,
} from './snapshot.ts';
