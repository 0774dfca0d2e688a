/** The engine's front door: what the widget, the connector and the tests may use. */
export { Conversation } from './conversation.ts';
export { prepareSuite } from './mls/index.ts';
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
  AsleepView,
  AuthorView,
  Change,
  ComparedView,
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
  VaultView,
  VaultWay,
  WayView,
} from './snapshot.ts';
