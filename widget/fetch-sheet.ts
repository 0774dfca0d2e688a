import { fetchEnglish } from './language.ts';

const tag = 'bedside-encryption-sheet';

/**
 * Gets the sheet "Who can read this" and what is on it: asked for when somebody wants to see it, and ahead of that when
 * the page has nothing better to do. Rejects where it does not come.
 */
export async function fetchSheet(): Promise<void> {
  if (customElements.get(tag)) return;
  const [{ defineSheet }] = await Promise.all([import('./elements/encryption-sheet.ts'), fetchEnglish()]);
  defineSheet();
}
