import { describe, expect, it } from 'vitest';
import { leafFor } from '../engine/leaf.ts';
import {
  commit,
  createGroup,
  generateSigner,
  joinExternally,
  processCommit,
  readGroupInfo,
} from '../engine/mls/index.ts';
import { leavesIn, personIn, removalsIn } from './removals.ts';

const leaf = (sub: string) => leafFor('~', { iss: 'https://portal.test', sub, did: `${sub}-1` } as never);

describe('what a commit shows of whom it removes', () => {
  it('is the leaf, its key and its person, in every suite, also beside blank leaves and parents', async () => {
    for (const suite of [1, 7, 0x4d] as const) {
      const signers = [];
      for (let i = 0; i < 4; i++) signers.push(await generateSigner(suite));
      const groupId = crypto.getRandomValues(new Uint8Array(32));
      const founder = signers[0]!;
      let { next: state, groupInfo } = await commit(
        await createGroup({ suite, groupId, contextExtensions: [], leaf: leaf('p0'), signer: founder }),
        { signer: founder, authenticatedData: Uint8Array.of(7) },
      );
      for (const [i, signer] of signers.slice(1).entries()) {
        const joined = await joinExternally({
          groupInfo: await readGroupInfo(groupInfo),
          signer,
          leaf: leaf(`p${i + 1}`),
          authenticatedData: new Uint8Array(41),
        });
        expect(removalsIn(joined.commit)).toEqual([]);
        const taken = await processCommit(state, joined.commit);
        if (taken.kind !== 'processed') throw new Error(taken.kind);
        state = taken.next;
        groupInfo = joined.groupInfo;
      }
      const people = (info: Uint8Array) =>
        leavesIn(info).map((one) => [one.leaf, personIn(one.identity), one.suite]);
      expect(people(groupInfo)).toEqual([0, 1, 2, 3].map((i) => [i, `p${i}`, suite]));
      expect(leavesIn(groupInfo).map(({ signatureKey }) => signatureKey)).toEqual(
        signers.map(({ publicKey }) => publicKey),
      );
      const removal = await commit(state, {
        signer: founder,
        authenticatedData: Uint8Array.of(7),
        remove: [1, 3],
      });
      expect(removalsIn(removal.commit)).toEqual([1, 3]);
      expect(people(removal.groupInfo)).toEqual([0, 2].map((i) => [i, `p${i}`, suite]));
    }
  });
});
