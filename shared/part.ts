/** Has the files of a part in hand, each compared with its hash. Rejects where one does not come or is another. */
export type Ready = (part: string) => Promise<unknown>;

let ready: Ready = async () => {};

/** From now on parts are imported when `by` says so. */
export function readyParts(by: Ready): void {
  ready = by;
}

/** What the build makes of every import() but the first (scripts/build.ts): nothing of a part runs before its files were compared. */
export async function fetchPart<Part>(part: string, load: () => Promise<Part>): Promise<Part> {
  await ready(part);
  return load();
}
