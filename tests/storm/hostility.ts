import { decodeGroupState, encodeGroupState } from '../../engine/mls/index.ts';
import { savedKey } from '../../engine/store.ts';
import { type Cbor, decodeCbor, encodeCbor } from '../../shared/cbor.ts';
import { decodeClientFrame, encodeClientFrame } from '../../shared/frames.ts';
import type { Device } from './device.ts';
import type { Network } from './network.ts';
import type { StormRoom } from './room.ts';

/** What members do that have left our code behind: commits that nobody can apply, and voids of what is good. */
export class Hostility {
  /** The next commit is bent on its way: its outline holds, and nobody can apply it. */
  bendsNext = false;
  /** With its next frame this device voids the last commit. */
  voider: string | null = null;

  constructor(network: Network, room: StormRoom) {
    network.bendUp = (bytes, owner) => {
      const frame = decodeClientFrame(bytes);
      if (frame.type === 'commit' && frame.epoch > 0 && this.bendsNext) {
        this.bendsNext = false;
        const commit = frame.commit.slice();
        commit[commit.length - 5]! ^= 1;
        return [encodeClientFrame({ ...frame, commit })];
      }
      const last = room.lastCommit;
      if (owner.name !== this.voider || frame.type === 'hello' || last === null) return [bytes];
      this.voider = null;
      return [bytes, encodeClientFrame({ type: 'void', ...last })];
    };
  }

  end(): void {
    this.bendsNext = false;
    this.voider = null;
  }
}

/** What a closed device has of the group is not what the others have: it can follow no commit, and nobody follows its own. */
export function spoil({ store }: Device): void {
  const bytes = store.records.get(savedKey);
  if (bytes === undefined) return;
  const record = decodeCbor(bytes) as Cbor[];
  const group = record[4] as Cbor[] | null;
  if (group === null) return;
  const state = decodeGroupState(group[0] as Uint8Array);
  const other = (secret: Uint8Array) => secret.map((byte) => byte ^ 1);
  const { init, external } = state.secrets;
  const secrets = { ...state.secrets, init: other(init), external: other(external) };
  record[4] = [encodeGroupState({ ...state, secrets }), ...group.slice(1)];
  store.records.set(savedKey, encodeCbor(record));
}
