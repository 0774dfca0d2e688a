import type { VaultWay } from '../../engine/snapshot.ts';

/*
 * What elements inside ask of <bedside-chat>. They bubble to the end of the shadow root in which they were raised and no
 * further: not composed, so that no listener of the page, capturing ones included, ever sees one.
 */
abstract class Request extends CustomEvent<null> {
  constructor(type: string) {
    super(type, { bubbles: true });
  }
}

/** Whoever takes it gives `answer`, which settles when what was asked for is done, or was refused. */
export abstract class AnsweredRequest extends Request {
  answer: Promise<unknown> = Promise.reject(new Error('nobody took the request'));
  constructor(type: string) {
    super(type);
    this.answer.catch(() => {});
  }
}

/** Save and send this text. */
export class SayRequest extends AnsweredRequest {
  static readonly type = 'bedside-say-request';
  readonly text: string;
  constructor(text: string) {
    super(SayRequest.type);
    this.text = text;
  }
}

/** The text box holds this now: keep it for later. */
export class KeepDraftRequest extends Request {
  static readonly type = 'bedside-keep-draft-request';
  readonly text: string;
  constructor(text: string) {
    super(KeepDraftRequest.type);
    this.text = text;
  }
}

/** Send a refused line again. */
export class ResendRequest extends Request {
  static readonly type = 'bedside-resend-request';
  readonly key: string;
  constructor(key: string) {
    super(ResendRequest.type);
    this.key = key;
  }
}

/** Drop a refused line. */
export class DiscardRequest extends Request {
  static readonly type = 'bedside-discard-request';
  readonly key: string;
  constructor(key: string) {
    super(DiscardRequest.type);
    this.key = key;
  }
}

/** Take these devices out of the conversation. */
export class RemoveDevicesRequest extends AnsweredRequest {
  static readonly type = 'bedside-remove-devices-request';
  readonly deviceIds: readonly string[];
  constructor(deviceIds: readonly string[]) {
    super(RemoveDevicesRequest.type);
    this.deviceIds = deviceIds;
  }
}

/** Leave the conversation. */
export class LeaveRequest extends AnsweredRequest {
  static readonly type = 'bedside-leave-request';
  constructor() {
    super(LeaveRequest.type);
  }
}

/** The safety code was the same on this person's screen; null: it was not. */
export class CompareRequest extends AnsweredRequest {
  static readonly type = 'bedside-compare-request';
  readonly person: string;
  readonly code: string | null;
  constructor(person: string, code: string | null) {
    super(CompareRequest.type);
    this.person = person;
    this.code = code;
  }
}

/**
 * What somebody does with a message. `show`: bring the one that it quotes before the reader. `reach`: who has read it, or no
 * longer. `wake`: somebody points at it, or has the focus in it. `page`: what the page does with it.
 */
export type Deed = 'reply' | 'edit' | 'copy' | 'react' | 'show' | 'remove' | 'reach' | 'wake' | 'page';

/** Do this with the line that has this key. */
export class LineRequest extends Request {
  static readonly type = 'bedside-line-request';
  readonly deed: Deed;
  readonly key: string;
  /** Of `react` the emoji, of `page` what the page calls it. */
  readonly what: string;
  constructor(deed: Deed, key: string, what = '') {
    super(LineRequest.type);
    this.deed = deed;
    this.key = key;
    this.what = what;
  }
}

/** Edit the last message of one's own. */
export class EditLastRequest extends Request {
  static readonly type = 'bedside-edit-last-request';
  constructor() {
    super(EditLastRequest.type);
  }
}

/** Somebody is typing, or has stopped. */
export class TypingRequest extends Request {
  static readonly type = 'bedside-typing-request';
  readonly on: boolean;
  constructor(on: boolean) {
    super(TypingRequest.type);
    this.on = on;
  }
}

/** Say this to the ear, politely. */
export class TellRequest extends Request {
  static readonly type = 'bedside-tell-request';
  readonly words: string;
  constructor(words: string) {
    super(TellRequest.type);
    this.words = words;
  }
}

/** Neither answer nor edit: write a message of its own. */
export class PlainRequest extends Request {
  static readonly type = 'bedside-plain-request';
  constructor() {
    super(PlainRequest.type);
  }
}

/** Fetch the page before the first line. */
export class LoadEarlierRequest extends Request {
  static readonly type = 'bedside-load-earlier-request';
  constructor() {
    super(LoadEarlierRequest.type);
  }
}

/** Everything up to `seq` was on the screen, before somebody's eyes. */
export class ReadRequest extends Request {
  static readonly type = 'bedside-read-request';
  readonly seq: number;
  constructor(seq: number) {
    super(ReadRequest.type);
    this.seq = seq;
  }
}

/** What stands around this place is on the screen, or sought: keep it at hand. */
export class ReadingRequest extends Request {
  static readonly type = 'bedside-reading-request';
  readonly seq: number;
  constructor(seq: number) {
    super(ReadingRequest.type);
    this.seq = seq;
  }
}

/** Try the relay now. */
export class ProbeRequest extends Request {
  static readonly type = 'bedside-probe-request';
  constructor() {
    super(ProbeRequest.type);
  }
}

/** Show who can read this. */
export class ShowEncryptionRequest extends Request {
  static readonly type = 'bedside-show-encryption-request';
  constructor() {
    super(ShowEncryptionRequest.type);
  }
}

/** Open the conversation: again, for the first time, or after a lock. */
export class OpenRequest extends Request {
  static readonly type = 'bedside-open-request';
  constructor() {
    super(OpenRequest.type);
  }
}

/** Keep the person's own vault under this way in, or open it by it. */
export class VaultRequest extends AnsweredRequest {
  static readonly type = 'bedside-vault-request';
  readonly act: 'keep' | 'open';
  readonly way: VaultWay;
  constructor(act: 'keep' | 'open', way: VaultWay) {
    super(VaultRequest.type);
    this.act = act;
    this.way = way;
  }
}
