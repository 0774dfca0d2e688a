import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a text was found, and how it was written there. */
export interface Find {
  readonly text: string;
  readonly as: string;
  readonly at: number;
}

const needleBytesMin = 6;

/**
 * The ways in which a text may lie in bytes. In base64 a text looks different at each of three places, and its first
 * and last characters mix with its neighbours': those are left out.
 */
export function writings(text: string): ReadonlyMap<string, Buffer> {
  const utf8 = Buffer.from(text, 'utf8');
  if (utf8.length < needleBytesMin)
    throw new Error('too short to be looked for: it would be found by chance');
  const utf16le = Buffer.from(text, 'utf16le');
  const ways = new Map<string, Buffer>([
    ['utf-8', utf8],
    ['utf-16le', utf16le],
    ['utf-16be', Buffer.from(utf16le).swap16()],
    ['hex', Buffer.from(utf8.toString('hex'))],
    ['HEX', Buffer.from(utf8.toString('hex').toUpperCase())],
  ]);
  for (let shift = 0; shift < 3; shift++) {
    const shifted = Buffer.concat([Buffer.alloc(shift), utf8]);
    const [from, to] = [Math.ceil((shift * 8) / 6), Math.floor((shifted.length * 8) / 6)];
    for (const alphabet of ['base64', 'base64url'] as const)
      ways.set(`${alphabet}+${shift}`, Buffer.from(shifted.toString(alphabet).slice(from, to)));
  }
  return ways;
}

/** Every way in which one of the texts stands in the bytes. */
export function findIn(bytes: Buffer, texts: readonly string[]): Find[] {
  return texts.flatMap((text) =>
    [...writings(text)].flatMap(([as, needle]) => {
      const at = bytes.indexOf(needle);
      return at < 0 ? [] : [{ text, as, at }];
    }),
  );
}

/** Every file below a folder, with its bytes. Files that go away meanwhile are left out. */
export async function filesIn(folder: string): Promise<{ path: string; bytes: Buffer }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = await Promise.all(
    files.map((path) =>
      readFile(path).then(
        (bytes) => [{ path, bytes }],
        () => [],
      ),
    ),
  );
  return read.flat();
}
