/** One file, fetched as one (rest.ts). */
export { AwaitedPeople } from './awaited-people.ts';
export { Changes } from './changes.ts';
export { beginAnew } from './farewell.ts';
export { Holding } from './holding.ts';
export { loadKept } from './kept-vault.ts';
export { Latecomers } from './latecomers.ts';
export { openLink, writeLink } from './link.ts';
export { moveGroup } from './moving.ts';
export { OwnVault } from './own-vault.ts';
export { verifyRevocation } from './revocation-token.ts';
export { Signals } from './signals.ts';
export { takeCommit } from './taking.ts';
export { askWhose } from './whose.ts';
