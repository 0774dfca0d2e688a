import { BedsideChat } from './chat.ts';
import { define } from './define.ts';
import { type BuiltFile, fetchFiles } from './fetch-files.ts';

/** What each import needs, said by the build (scripts/build.ts). Unbuilt, a browser finds out by itself. */
declare const builtFiles:
  | { readonly view: readonly BuiltFile[]; readonly talk: readonly BuiltFile[] }
  | undefined;
const files = typeof builtFiles === 'undefined' ? { view: [], talk: [] } : builtFiles;

const engine = async () => {
  await fetchFiles(files.talk, import.meta.url);
  return import('./ports/open-talk.ts');
};

// The element draws its shell by itself; what stands inside, and the engine, come after it and side by side.
BedsideChat.fetchView = async () => {
  engine().catch(() => {}); // whoever needs it hears of it
  await fetchFiles(files.view, import.meta.url);
  return (await import('./view.ts')).defineView();
};
BedsideChat.openTalk = async (settings) => (await engine()).openTalk(settings);
define();

export { BedsideChat };
