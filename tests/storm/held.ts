import { type Outcome, storm } from './storm.ts';

/** Where a seed broke something: what, and what happened last. Null where it held. */
export const told = ({ seed, broken, story }: Outcome): string | null =>
  broken === null ? null : `seed ${seed}: ${broken}\n${story.slice(-30).join('\n')}`;

/** What broke in so many storms. */
export async function brokenIn(from: number, count: number): Promise<string[]> {
  const broken: string[] = [];
  for (let seed = from; seed < from + count; seed++) {
    const words = told(await storm({ seed }));
    if (words !== null) broken.push(words);
  }
  return broken;
}
