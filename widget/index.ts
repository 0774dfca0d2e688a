import { BedsideChat } from './chat.ts';
import { define } from './define.ts';
import { type BuiltFile, fetchFiles } from './fetch-files.ts';
import { type Part, plug } from './plug.ts';

/** What each import needs, said by the build (scripts/build.ts). Unbuilt, a browser finds out by itself. */
declare const builtFiles: Readonly<Record<Part, readonly BuiltFile[]>> | undefined;
const files = typeof builtFiles === 'undefined' ? { view: [], talk: [], frame: [] } : builtFiles;

plug((part) => fetchFiles(files[part], import.meta.url));
define();

export { BedsideChat };
