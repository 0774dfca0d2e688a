/** One file, fetched as one (layouts.ts). */
export { Folding } from './folding.ts';
export { layoutStyles } from './styles/layouts.ts';
