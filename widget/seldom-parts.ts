/** One file, fetched as one (rare.ts): what is said while there is no conversation to go on with, or no connection. */
export { BedsideConnectionNote } from './elements/connection-note.ts';
export { BedsideStatusScreen } from './elements/status-screen.ts';
