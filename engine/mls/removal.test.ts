import { describe, expect, it } from 'vitest';
import * as mls from './index.ts';
import { Ghost } from './testing/attack.ts';
import { Club } from './testing/club.ts';

/** A zero commit secret, an old key, an old init secret: none of them may lead one who was removed any further. */
describe.each(mls.suiteIds)('one who was removed derives nothing (suite %i)', (suite) => {
  it('the attack itself works: one who stays is heard by it', async () => {
    const club = await Club.of(suite, 3);
    const [first, second] = club.people as [never, (typeof club.people)[0]];
    const listener = new Ghost(second.state!);
    await club.commit(first);
    expect(await listener.hears(club.log.at(-1)!)).toBe(true);
  });

  it('in a group of three', async () => {
    const club = await Club.of(suite, 3);
    for (const gone of [club.people[2]!, club.people[0]!]) {
      const ghost = new Ghost(gone.state!);
      const before = gone.state!;
      const by = club.people.find((person) => person !== gone)!;
      await club.commit(by, { remove: [gone] });
      expect(await ghost.hears(club.log.at(-1)!)).toBe(false);
      const outcome = await mls.processCommit(before, club.log.at(-1)!.commit);
      expect(Object.keys(outcome).sort()).toEqual(['committer', 'kind']);
      await club.commit(by);
      expect(await ghost.hears(club.log.at(-1)!)).toBe(false);
    }
    expect(club.people).toHaveLength(1);
  });

  it('in a group of two, also after a replacement was added', async () => {
    for (const gone of [0, 1]) {
      const club = await Club.of(suite, 2);
      const ghost = new Ghost(club.people[gone]!.state!);
      const survivor = club.people[1 - gone]!;
      await club.commit(survivor, { remove: [club.people[gone]!] });
      await club.commit(survivor);
      await club.commit(survivor, { add: 1 });
      await club.join();
      await club.commit(club.people[1]!);
      expect(club.people).toHaveLength(3);
      for (const seen of club.log.slice(1)) expect(await ghost.hears(seen)).toBe(false);
    }
  });

  it('when a joiner from outside replaces its own former self, alone or not', async () => {
    for (const size of [1, 3]) {
      const club = await Club.of(suite, size);
      const former = club.people.at(-1)!;
      const ghost = new Ghost(former.state!);
      const start = club.log.length;
      await club.join(former);
      await club.commit(club.people[0]!);
      await club.join();
      expect(club.people).toHaveLength(size + 1);
      for (const seen of club.log.slice(start)) expect(await ghost.hears(seen)).toBe(false);
    }
  });

  it('its keys are not held by those who stay either: those of blanked nodes are dropped', async () => {
    const club = await Club.of(suite, 4);
    await club.commit(club.people[0]!, { remove: [club.people[1]!] });
    for (const { state } of club.people) {
      const { tree, keys } = state!;
      for (const node of keys.keys()) expect(tree.key(node)).not.toBeNull();
    }
  });
});
