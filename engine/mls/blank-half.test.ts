import { describe, expect, it } from 'vitest';
import * as mls from './index.ts';
import { contentOf } from './testing/attack.ts';
import { Club } from './testing/club.ts';

/** The nodes of the path of the last commit: the filtered direct path, to which a blank root does not belong. */
const lastPath = (club: Club) => contentOf(club.log.at(-1)!.commit).body.path!.nodes;

describe.each(mls.suiteIds)('a tree with a blank left half (suite %i)', (suite) => {
  it('goes on from the right, and fills again', async () => {
    const club = await Club.of(suite, 8);
    const [left, right] = [club.people.slice(0, 4), club.people.slice(4)];
    await club.commit(right[0]!, { remove: left });
    for (const person of right) {
      await club.commit(person);
      expect(lastPath(club)).toHaveLength(2);
    }
    expect(mls.members(right[0]!.state!).map(({ leaf }) => leaf)).toEqual([4, 5, 6, 7]);
    await mls.readGroupInfo(club.groupInfo);

    const joiner = await club.join();
    expect(joiner.state!.ownLeaf).toBe(0);
    await club.commit(joiner, { add: 2 });
    await club.commit(right[3]!, { remove: [right[0]!, right[1]!] });
    for (const person of [...club.people]) await club.commit(person);
    expect(mls.members(joiner.state!).map(({ leaf }) => leaf)).toEqual([0, 1, 2, 6, 7]);
  });

  it('a last one on the far right commits alone, and the tree is cut back when it fills', async () => {
    const club = await Club.of(suite, 5);
    const last = club.people[4]!;
    await club.commit(last, { remove: club.people.slice(0, 4) });
    await club.commit(last);
    expect(lastPath(club)).toEqual([]);
    await club.commit(last, { add: 1 });
    expect(lastPath(club)).toHaveLength(1);
    await club.join();
    const first = club.at(0);
    await club.commit(first, { remove: [last] });
    expect(first.state!.tree.width).toBe(2);
    await club.commit(first);
  });
});
