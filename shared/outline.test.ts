import { describe, expect, it } from 'vitest';
import { commit, createGroup, generateSigner, joinExternally, readGroupInfo } from '../engine/mls/index.ts';
import { skimCommit, skimGroupInfo } from './outline.ts';

const leaf = { identity: Uint8Array.of(1, 2), extensions: [{ type: 0xf0b2, data: new Uint8Array(900) }] };
const other = { ...leaf, identity: Uint8Array.of(3) };

describe('the outline', () => {
  it('fits the commits and GroupInfos of every suite, a member’s and a newcomer’s', async () => {
    for (const suite of [1, 7, 0x4d] as const) {
      const signer = await generateSigner(suite);
      const groupId = crypto.getRandomValues(new Uint8Array(32));
      const created = await createGroup({ suite, groupId, contextExtensions: [], leaf, signer });
      const founded = await commit(created, { signer, authenticatedData: Uint8Array.of(7) });
      const joined = await joinExternally({
        groupInfo: await readGroupInfo(founded.groupInfo),
        signer: await generateSigner(suite),
        leaf: other,
        authenticatedData: Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 1, 4, ...new Uint8Array(32)),
      });
      for (const [epoch, staged] of [founded, joined].entries()) {
        expect(skimCommit(staged.commit)).toEqual({ groupId, epoch, headSeq: epoch === 0 ? null : 260 });
        expect(() => skimGroupInfo(staged.groupInfo, { groupId, epoch: epoch + 1 })).not.toThrow();
        expect(() => skimGroupInfo(staged.groupInfo, { groupId, epoch })).toThrow('commit-foreign');
        expect(() => skimCommit(staged.commit.subarray(0, -1))).toThrow('commit-foreign');
        const longer = new Uint8Array(staged.commit.length + 1);
        longer.set(staged.commit);
        expect(() => skimCommit(longer)).toThrow('commit-foreign');
      }
    }
  });

  it('does not fit noise behind a good header, or a commit without a path', () => {
    const header = new Uint8Array(4 + 33 + 8);
    header.set([0, 1, 0, 1, 32]);
    for (let i = 0; i < 500; i++) {
      const noise = new Uint8Array(45 + 300);
      noise.set(header);
      noise.set(crypto.getRandomValues(new Uint8Array(300)), 45);
      expect(() => skimCommit(noise)).toThrow('commit-foreign');
    }
    const pathless = new Uint8Array([...header, 4, 0, 3, 0, 0, 0, 0]);
    expect(() => skimCommit(pathless)).toThrow('commit-foreign');
  });
});
