import { describe, expect, it } from 'vitest';
import * as mls from './index.ts';
import { Club, seeded } from './testing/club.ts';

/** Seeds that once failed stay in this list by name. */
const walks: readonly [mls.SuiteId, number, number, number][] = [
  [0x0001, 1, 60, 9],
  [0x0001, 2, 60, 17],
  [0x004d, 3, 60, 9],
  [0x0007, 4, 40, 6],
];

describe('random walks: after every step all members agree, and the tree passes a newcomer’s checks', () => {
  it.each(walks)(
    'suite %i, seed %i, %i steps, at most %i members',
    async (suite, seed, steps, most) => {
      const random = seeded(seed);
      const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
      const club = await Club.found(suite);
      for (let step = 0; step < steps; step++) {
        const size = club.people.length;
        const by = pick(club.people);
        const others = club.people.filter((person) => person !== by);
        const turn = random();
        if (turn < 0.25 && size < most) await club.join();
        else if (turn < 0.35 && size > 1) await club.join(pick(others));
        else if (turn < 0.55 && size < most - 1) await club.commit(by, { add: 1 + Math.floor(random() * 2) });
        else if (turn < 0.75 && size > 1) {
          const remove = others.filter(() => random() < 0.4);
          const add = random() < 0.3 ? 1 : 0;
          await club.commit(by, { remove: remove.length > 0 ? remove : [pick(others)], add });
        } else await club.commit(by, { version: step });
        for (const person of club.people) {
          if (random() < 0.2) person.state = mls.decodeGroupState(mls.encodeGroupState(person.state!));
        }
      }
      const view = await mls.readGroupInfo(club.groupInfo);
      expect(view.members.map(({ leaf }) => leaf)).toEqual(
        club.people.map(({ state }) => state!.ownLeaf).sort((a, b) => a - b),
      );
    },
    60_000,
  );
});
