/**
 * Makes the relay's secret BELL, with which it rings devices while no page is open: `node scripts/bell.ts
 * mailto:operator@clinic.example bell.json` writes a file that only you can read; without a file it goes to the standard output.
 */
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The text of a new secret. `subject`: whom a push service may write to; `services`: others than those of the browsers that there are. */
export function makeBell(subject: string, services?: readonly string[]): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return JSON.stringify({ subject, key: privateKey.export({ format: 'jwk' }), services });
}

function main([subject = '', file]: readonly string[]): void {
  if (!/^(mailto:[^@\s]+@[^@\s]+|https:\/\/\S+)$/.test(subject)) {
    console.error('Usage: node scripts/bell.ts mailto:operator@clinic.example [bell.json]');
    process.exitCode = 1;
  } else if (file === undefined) console.log(makeBell(subject));
  else {
    // wx: with another key every browser has to subscribe again.
    writeFileSync(file, makeBell(subject), { mode: 0o600, flag: 'wx' });
    console.error(`Wrote ${file}, readable by you alone. Keep it out of git.`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
