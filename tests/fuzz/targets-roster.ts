import { readRoster, splitRoster } from '../../shared/roster.ts';
import { vectors } from '../spec/vector-files.ts';
import type { Dice } from './dice.ts';
import { mutateJson, mutateText } from './mutate.ts';
import { fault, type Target } from './target.ts';

const payloadOf = (token: string) => Buffer.from(token.split('.')[1]!, 'base64url').toString('utf8');

/** What the portal signs of who may come: its form, and what is inside whatever the signature says. */
const rosters: Target = {
  name: 'rosters',
  weight: 4,
  codes: ['roster-invalid'],
  open: async () => {
    const tokens = vectors<{ roster: string }>('roster').map(({ it }) => it.roster);
    const sample = payloadOf(
      vectors<{ roster: string }>('roster').find(({ name }) => name === 'holds')!.it.roster,
    );
    readRoster(JSON.parse(sample));
    return (dice: Dice) => {
      if (dice.once(3)) {
        const input = mutateText(dice.pick(tokens), dice, tokens);
        return {
          input,
          run: () => {
            if (splitRoster(input).join('.') !== input) fault('a roster is not the sum of its parts');
          },
        };
      }
      const input = mutateJson(sample, dice);
      return {
        input,
        run: () => {
          let value: unknown;
          try {
            value = JSON.parse(input);
          } catch {
            return;
          }
          const { entries, conversation } = readRoster(value);
          if (conversation.length !== 43) fault('a roster of no conversation was taken');
          if (new Set(entries.map(({ sub }) => sub)).size !== entries.length)
            fault('a person was taken twice');
        },
      };
    };
  },
};

export const rosterTargets: readonly Target[] = [rosters];
