import { base64url } from '../shared/bytes.ts';
import type { Claims } from '../shared/passport.ts';
import type { Movement } from './epoch-book.ts';
import type { Verified } from './verified.ts';

/** What a reader should be told about two epochs' members, before and after. */
export function movements(before: readonly Verified[], after: readonly Verified[]): Movement[] {
  const keyOf = (member: Verified) => base64url(member.device);
  const keysBefore = new Set(before.map(keyOf));
  const keysAfter = new Set(after.map(keyOf));
  const personIn = (list: readonly Verified[], sub: string) => list.some(({ claims }) => claims.sub === sub);
  const came = after.filter((member) => !keysBefore.has(keyOf(member)));
  const went = before.filter((member) => !keysAfter.has(keyOf(member)));
  // The same device, by the portal's word, on a new leaf: it lost its storage and came back.
  const again = came.filter(({ claims }) => went.some((other) => sameDevice(other.claims, claims)));
  const gone = went.filter(({ claims }) => !again.some((other) => sameDevice(other.claims, claims)));
  return [
    ...again.map(({ claims }): Movement => ({ notice: 'rejoined', claims })),
    ...gone.map(({ claims }): Movement => {
      return { notice: personIn(after, claims.sub) ? 'device-removed' : 'left', claims };
    }),
    ...came
      .filter((member) => !again.includes(member))
      .map(({ claims }): Movement => {
        return { notice: personIn(before, claims.sub) ? 'device-added' : 'joined', claims };
      }),
  ];
}

const sameDevice = (a: Claims, b: Claims) => a.sub === b.sub && a.did === b.did;
