/** One file, fetched as one (later.ts). */
export { AwaitedPeople } from './awaited-people.ts';
export { Changes } from './changes.ts';
export { Holding } from './holding.ts';
export { OwnVault } from './own-vault.ts';
export { verifyRevocation } from './revocation-token.ts';
export { Signals } from './signals.ts';
export { takeCommit } from './taking.ts';
