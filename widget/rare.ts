import { fetchEnglish } from './language.ts';
import { seldom } from './seldom.ts';

/** What few readers need: fetched when somebody is about to. A name stands in the document until it is there. */
const rare = {
  'bedside-connection-note': async () => (await seldom.get()).BedsideConnectionNote,
  'bedside-line-below': async () => (await seldom.get()).BedsideLineBelow,
  'bedside-line-quote': async () => (await seldom.get()).BedsideLineQuote,
  'bedside-line-refusal': async () => (await seldom.get()).BedsideLineRefusal,
  'bedside-status-screen': async () => (await seldom.get()).BedsideStatusScreen,
  'bedside-line-actions': async () => (await import('./elements/line-actions.ts')).BedsideLineActions,
  'bedside-line-reach': async () => (await import('./elements/line-reach.ts')).BedsideLineReach,
  'bedside-hours-note': async () => (await import('./hours/hours-note.ts')).BedsideHoursNote,
  'bedside-composer-tools': async () => (await import('./tools/composer-tools.ts')).BedsideComposerTools,
  'bedside-life-mark': async () => (await import('./tools/life-mark.ts')).BedsideLifeMark,
  'bedside-storage-note': async () => (await import('./elements/storage-note.ts')).BedsideStorageNote,
  'bedside-writing-note': async () => (await import('./elements/writing-note.ts')).BedsideWritingNote,
  'bedside-search': async () => (await import('./search/search-panel.ts')).BedsideSearch,
} as const satisfies Record<string, () => Promise<CustomElementConstructor>>;

/** What may be wanted when it could not be fetched any more. */
const soon = [
  'bedside-connection-note',
  'bedside-line-below',
  'bedside-line-quote',
  'bedside-line-refusal',
  'bedside-status-screen',
] as const;

/** Fetches what {@link soon} names: one file. */
export async function fetchSoon(): Promise<void> {
  await Promise.all(soon.map(fetchRare));
}

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
