import { expect, it } from 'vitest';
import { codeOf } from './errors.ts';

const thrown = (name: string, code: unknown) => Object.assign(new Error(), { name, code });

it('an error is known by what it says, whichever script’s class it is of; and by nothing less', () => {
  expect(codeOf(thrown('BedsideError', 'portal-refused'))).toBe('portal-refused');
  for (const other of [
    thrown('BedsideError', 'constructor'),
    thrown('BedsideError', 20),
    thrown('FirebaseError', 'revoked'),
    'portal-refused',
    null,
    undefined,
  ])
    expect(codeOf(other)).toBe('internal');
});
