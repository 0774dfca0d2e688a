import { deriveEpochKeys, epochContext, rootLabel } from '../../engine/epoch-keys.ts';
import type { Group, Staged } from '../../engine/group.ts';
import { encodeHead, extensionTypes } from '../../engine/leaf.ts';
import { writeLink } from '../../engine/link.ts';
import { applyProposals } from '../../engine/mls/commit-content.ts';
import { exportSecret, hashLength, type Signer, signerFrom } from '../../engine/mls/index.ts';
import type { Proposal } from '../../engine/mls/proposal.ts';
import { stage } from '../../engine/mls/stage.ts';
import { suiteOf } from '../../engine/mls/suite.ts';
import { sealRecord } from '../../engine/record.ts';
import { load } from '../../engine/store.ts';
import type { TestDevice } from '../support/world.ts';
import type { Scene } from './support.ts';

/** How a commit is made so that it keeps its form and cannot be applied. */
interface Fault {
  /** An epoch that only its maker can compute: everybody else finds another confirmation tag. */
  readonly tag?: boolean;
  /** The path secrets for these leaves are sealed to nobody. */
  readonly blind?: readonly number[] | 'all';
  readonly remove?: readonly number[];
  /** What it hands to newcomers is noise. */
  readonly noGroupInfo?: boolean;
}

/** An admitted device that has left our code behind: it has its keys and its state, and makes of them what it likes. */
export class Hostile {
  readonly #scene: Scene;
  readonly #signer: Signer;
  /** The room's number for it. */
  readonly device: number;
  group: Group;

  private constructor(scene: Scene, device: number, signer: Signer, group: Group) {
    this.#scene = scene;
    this.device = device;
    this.#signer = signer;
    this.group = group;
  }

  /** Takes over a device that is in. */
  static async of(scene: Scene, of: TestDevice): Promise<Hostile> {
    await of.talk.stop();
    const saved = (await load(of.disk))!;
    const signer = await signerFrom(1, of.disk.keys.get('device')!);
    return new Hostile(scene, scene.devices.indexOf(of) + 1, signer, saved.group!);
  }

  async make(fault: Fault): Promise<Pick<Staged, 'commit' | 'groupInfo' | 'link' | 'record'>> {
    const { state } = this.group;
    const { room } = this.#scene;
    const suite = suiteOf(1);
    const tree = state.tree.clone();
    const proposals = (fault.remove ?? []).map((leaf): Proposal => ({ kind: 'remove', leaf }));
    applyProposals(tree, proposals);
    const nobody = await suite.kem.generate();
    const leaves = fault.blind === 'all' ? [] : (fault.blind ?? []);
    const blind = leaves.map((leaf) => `${state.tree.key(2 * leaf)}`);
    const isBlind = (key: Uint8Array) => fault.blind === 'all' || blind.includes(`${key}`);
    const head = encodeHead({ seq: room.entries.length, hash: room.hashes[room.entries.length]! });
    const bent = {
      ...suite,
      kem: {
        ...suite.kem,
        encapsulate: (key: Uint8Array) => suite.kem.encapsulate(isBlind(key) ? nobody.publicKey : key),
      },
    };
    const staged = await stage(bent, {
      context: state.context,
      interimTranscriptHash: state.interimTranscriptHash,
      sender: { kind: 'member', leaf: state.ownLeaf },
      committer: state.ownLeaf,
      tree,
      proposals,
      added: [],
      invite: null,
      init: fault.tag === true ? state.secrets.init.map((byte) => byte ^ 1) : state.secrets.init,
      before: state,
      signer: this.#signer,
      leaf: state.tree.leaf(state.ownLeaf)!,
      authenticatedData: head,
      extensions: [{ type: extensionTypes.head, data: head }],
    });
    const groupInfo = fault.noGroupInfo === true ? new Uint8Array(200).fill(7) : staged.groupInfo;
    const { next } = staged;
    const root = await exportSecret(next, rootLabel, epochContext(next.groupId, next.epoch), hashLength(1));
    const keys = await deriveEpochKeys(1, next.groupId, next.epoch, root);
    const { members } = this.group;
    const record = await sealRecord(
      keys,
      {
        treeHash: next.context.treeHash,
        members: members.map((member) => ({ ...member, when: 3, disclosures: [] })),
      },
      next.ownLeaf,
      this.#signer,
    );
    const link = await writeLink(keys, this.group.keys, next.ownLeaf, this.#signer);
    return { commit: staged.commit, groupInfo, link, record };
  }

  /** Makes one and puts it into the log. Its place. */
  async commit(fault: Fault): Promise<number> {
    const { room } = this.#scene;
    room.commit(this.device, await this.make(fault));
    return room.entries.length;
  }
}
