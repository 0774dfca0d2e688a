/**
 * Makes a portal's keys: `node portal/generate-keys.ts keys.json` writes a file that only you can read;
 * without a file they go to the standard output, for a secret manager. `--alg ES256|ES384|EdDSA`.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { codeOf } from '../shared/errors.ts';
import { generatePortalKeys, type PassportAlgorithm } from './keys.ts';

const say = (text: string) => process.stderr.write(`${text}\n`);

try {
  const { values, positionals } = parseArgs({
    options: { alg: { type: 'string', default: 'ES256' } },
    allowPositionals: true,
  });
  const text = `${JSON.stringify(generatePortalKeys({ alg: values.alg as PassportAlgorithm }), null, 2)}\n`;
  const [file] = positionals;
  if (file === undefined) {
    process.stdout.write(text);
    say('These keys are secret. In a file: chmod 600, not in git, backed up. Better: a secret manager.');
  } else {
    // wx: keys in use are never written over. Every room's name hangs on them.
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
    say(`Wrote ${file}, readable by you alone. Keep it out of git and back it up.`);
  }
} catch (thrown) {
  const { code = '', syscall } = thrown as NodeJS.ErrnoException;
  if (code === 'EEXIST') say('That file is there already: keys in use are not written over.');
  else if (codeOf(thrown) === 'request-malformed') say('--alg is one of ES256, ES384, EdDSA.');
  else if (syscall !== undefined) say(`Could not write the file (${code}).`);
  else say('Usage: node portal/generate-keys.ts [--alg ES256|ES384|EdDSA] [keys.json]');
  process.exitCode = 1;
}
