/** One file, fetched as one (later.ts). */
export { AwaitedPeople } from './awaited-people.ts';
export { verifyRevocation } from './revocation-token.ts';
export { readSealed } from './sealed-vault.ts';
export { Signals } from './signals.ts';
export { takeCommit } from './taking.ts';
export { keepVault, openVault, waysOf } from './vault-ways.ts';
