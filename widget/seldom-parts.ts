/** One file, fetched as one (seldom.ts). */
export { BedsideConnectionNote } from './elements/connection-note.ts';
export { BedsideLineBelow, BedsideLineQuote, BedsideLineRefusal } from './elements/line-extras.ts';
export { LineWindow } from './elements/line-window.ts';
export { copyLines } from './elements/selected.ts';
export { Sought } from './elements/sought.ts';
export { BedsideStatusScreen } from './elements/status-screen.ts';
export { doDeed } from './line-deed.ts';
export { Stay } from './stay.ts';
