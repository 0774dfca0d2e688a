import { fetchEnglish } from './language.ts';

/** What few readers need: fetched when somebody is about to. A name stands in the document until it is there. */
const rare = {
  'bedside-connection-note': async () => (await import('./trouble-parts.ts')).BedsideConnectionNote,
  'bedside-status-screen': async () => (await import('./trouble-parts.ts')).BedsideStatusScreen,
  'bedside-line-actions': async () => (await import('./elements/line-actions.ts')).BedsideLineActions,
  'bedside-line-reach': async () => (await import('./elements/line-reach.ts')).BedsideLineReach,
  'bedside-hours-note': async () => (await import('./hours/hours-note.ts')).BedsideHoursNote,
  'bedside-composer-tools': async () => (await import('./tools/composer-tools.ts')).BedsideComposerTools,
  'bedside-life-mark': async () => (await import('./tools/life-mark.ts')).BedsideLifeMark,
  'bedside-storage-note': async () => (await import('./elements/storage-note.ts')).BedsideStorageNote,
  'bedside-writing-note': async () => (await import('./elements/writing-note.ts')).BedsideWritingNote,
  'bedside-search': async () => (await import('./search/search-panel.ts')).BedsideSearch,
} as const satisfies Record<string, () => Promise<CustomElementConstructor>>;

/** Fetches an element and registers it. Never throws: without it the chat goes on, and the next wish asks again. */
export async function fetchRare(name: keyof typeof rare): Promise<void> {
  if (customElements.get(name)) return;
  try {
    const [element] = await Promise.all([rare[name](), fetchEnglish()]);
    if (!customElements.get(name)) customElements.define(name, element);
  } catch {
    // offline, or a release ago
  }
}
