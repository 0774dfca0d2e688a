import { describe, expect, it } from 'vitest';
import { recoveryCode, recoveryKey } from './recovery-code.ts';

const key = () => crypto.getRandomValues(new Uint8Array(16));
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

describe('a recovery code', () => {
  it('gives its key again, however it was written down', () => {
    for (let i = 0; i < 200; i++) {
      const one = key();
      const code = recoveryCode(one);
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/);
      const sloppy = ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')}`;
      for (const text of [code, code.replaceAll('-', ''), sloppy]) expect(recoveryKey(text)).toEqual(one);
    }
  });

  it('every wrong letter is found, and every two that changed places', () => {
    const code = recoveryCode(key()).replaceAll('-', '');
    for (let at = 0; at < code.length; at++) {
      for (const letter of letters) {
        if (letter === code[at]) continue;
        expect(recoveryKey(code.slice(0, at) + letter + code.slice(at + 1))).toBeNull();
      }
      const [a, b] = [code[at]!, code[at + 1] ?? code[at]!];
      if (a !== b && at < 25) expect(recoveryKey(code.slice(0, at) + b + a + code.slice(at + 2))).toBeNull();
    }
  });

  it('nothing else is one', () => {
    for (const text of ['', '0', 'U'.repeat(28), 'hello there', `${recoveryCode(key())}0`, 'é'.repeat(28)])
      expect(recoveryKey(text)).toBeNull();
  });
});
