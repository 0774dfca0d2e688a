/** Of a list that a page gave so many that are what they may be, as `take` puts them together; what it has null for is left out. */
export function fitting<T>(given: unknown, most: number, take: (one: unknown) => T | null): readonly T[] {
  const all: readonly unknown[] = Array.isArray(given) ? given : [];
  return all
    .map(take)
    .filter((one) => one !== null)
    .slice(0, most);
}

/** True where a page gave something that is not in what was taken of it. */
export const leavesOut = (given: unknown, taken: readonly unknown[]): boolean =>
  given != null && !(Array.isArray(given) && given.length === taken.length);
