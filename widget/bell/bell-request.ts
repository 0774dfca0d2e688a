import { AnsweredRequest } from '../events/requests.ts';

/** How it stands with being rung while no page is open (`look`), or another choice. The answer is a BellState. */
export class BellRequest extends AnsweredRequest {
  static readonly type = 'bedside-bell-request';
  readonly act: 'look' | 'on' | 'off';
  constructor(act: 'look' | 'on' | 'off') {
    super(BellRequest.type);
    this.act = act;
  }
}
