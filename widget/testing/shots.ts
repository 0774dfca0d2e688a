/**
 * Photographs every layout in every theme, and every scene: `node widget/testing/shots.ts [folder] [name part]`. The page
 * stands under a CSP without exceptions, Trusted Types required; a violation or an error on the console fails the run.
 * Contact sheets beside the pictures: one a theme, one for the settings of a system, one for the states.
 */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchChromium } from '../../scripts/chromium.ts';
import { contactSheet } from './contact-sheet.ts';
import { matrix, type Shot, settings, sizes, states, themes } from './shot-list.ts';
import { serveStage } from './stage-server.ts';

const folder = process.argv[2] ?? join(tmpdir(), 'bedside-shots');
const only = process.argv[3] ?? '';
/** Pages at once. */
const pagesMax = 3;

const nameOf = (shot: Shot): string =>
  (shot.query?.includes('theme=')
    ? [shot.name, shot.size]
    : [shot.scene, shot.size, shot.name, shot.scheme ?? 'light']
  )
    .filter(Boolean)
    .join('-');

const stage = await serveStage();
await mkdir(folder, { recursive: true });
const browser = await launchChromium();
const faults: string[] = [];

/** Pages by what they are like, free to be used again: a new one costs more than a picture. */
const free = new Map<string, Page[]>();

async function pageFor(shot: Shot, key: string): Promise<Page> {
  const kept = free.get(key)?.pop();
  if (kept) return kept;
  const context = await browser.newContext({
    ...sizes[shot.size],
    colorScheme: shot.scheme ?? 'light',
    forcedColors: shot.forced ? 'active' : 'none',
    reducedMotion: 'reduce',
    locale: 'en-US',
  });
  const page = await context.newPage();
  const complain = (words: string) => faults.push(`${new URL(page.url()).search}: ${words}`);
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complain(message.text());
  });
  page.on('pageerror', (error) => complain(error.message));
  return page;
}

async function take(shot: Shot): Promise<void> {
  const key = [shot.size, shot.scheme, shot.forced].join();
  const page = await pageFor(shot, key);
  await page.goto(`${stage.origin}/?scene=${shot.scene}&${shot.query ?? ''}`);
  await page.waitForTimeout(150);
  await shot.act?.(page);
  await page.waitForTimeout(200);
  await page.screenshot({ path: join(folder, `${nameOf(shot)}.png`) });
  free.set(key, [...(free.get(key) ?? []), page]);
}

const wanted = (shots: readonly Shot[]) => shots.filter((shot) => nameOf(shot).includes(only));
const waiting = wanted([...matrix, ...settings, ...states]);
const count = waiting.length;
await Promise.all(
  Array.from({ length: pagesMax }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await take(next);
  }),
);
const sheets: readonly (readonly [string, readonly Shot[], number])[] = [
  ...themes.map(
    (theme) => [`sheet-${theme}`, matrix.filter(({ name }) => name!.startsWith(theme)), 4] as const,
  ),
  ['sheet-settings', settings, 5],
  ['sheet-states', states, 6],
];
for (const [name, shots, columns] of sheets) {
  const taken = wanted(shots).map(nameOf);
  if (taken.length > 0) await contactSheet(browser, { folder, name, shots: taken, columns });
}
await browser.close();
stage.close();
for (const fault of faults) console.error(fault);
console.log(`${folder}: ${count} pictures, ${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;
