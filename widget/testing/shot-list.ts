import type { BrowserContextOptions, Page } from 'playwright-core';

/** One picture: a scene of scenes.ts, on a screen, in a theme. */
export interface Shot {
  readonly scene: string;
  readonly size: keyof typeof sizes;
  readonly scheme?: 'light' | 'dark';
  /** For stage.ts. */
  readonly query?: string;
  readonly name?: string;
  readonly forced?: boolean;
  readonly act?: (page: Page) => Promise<unknown>;
}

/** The screens. */
export const sizes = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.5, hasTouch: true, isMobile: true },
  panel: { viewport: { width: 480, height: 720 }, deviceScaleFactor: 1.5 },
  desktop: { viewport: { width: 1100, height: 720 }, deviceScaleFactor: 1 },
  wide: { viewport: { width: 900, height: 700 }, deviceScaleFactor: 1 },
  narrow: { viewport: { width: 320, height: 640 }, deviceScaleFactor: 1.5, hasTouch: true, isMobile: true },
} as const satisfies Record<string, BrowserContextOptions>;

const openSheet = (page: Page) => page.getByRole('button', { name: 'End-to-end encrypted' }).click();
const askRemoval = async (page: Page) => {
  await openSheet(page);
  await page.getByRole('button', { name: 'Remove device' }).first().click();
};
const compare = async (page: Page) => {
  await page.locator('bedside-encryption-note button').click();
  await page.locator('[data-compare]').first().click();
  await page.locator('bedside-compare-view ol').waitFor();
};
const askLeave = async (page: Page) => {
  await page.locator('bedside-encryption-note button').click();
  await page.locator('bedside-confirm.leave button').click();
  await page.locator('bedside-confirm.leave').evaluate((ask) => ask.scrollIntoView({ block: 'end' }));
};
/** The sheet, as far down as its part on messages that come back. */
const toBackup = async (page: Page) => {
  await page.locator('bedside-encryption-note button').click();
  await page.locator('bedside-vault-panel').evaluate((panel) => panel.scrollIntoView({ block: 'center' }));
};
/** The beginning of what is held of the conversation. */
const toStart = (page: Page) =>
  page.locator('.earlier').evaluate((start) => start.scrollIntoView({ block: 'start' }));
/** The sheet, as far down as its part on who has not come. */
const toAwaited = async (page: Page) => {
  await page.locator('bedside-encryption-note button').click();
  await page.locator('.awaited, .roster').evaluate((about) => about.scrollIntoView({ block: 'center' }));
};
/** The sheet, as far down as the choice to be rung, where the browser would. */
const toBell = async (page: Page) => {
  await page.context().grantPermissions(['notifications']);
  await page.locator('bedside-encryption-note button').click();
  const choice = page.locator('bedside-bell-choice');
  await choice.locator('input:enabled').waitFor();
  await choice.evaluate((part) => part.querySelector('.about')!.scrollIntoView({ block: 'end' }));
};
/** The same where it is forbidden. */
const toBellBlocked = async (page: Page) => {
  await page.evaluate(() => Object.defineProperty(Notification, 'permission', { get: () => 'denied' }));
  await page.locator('bedside-encryption-note button').click();
  const choice = page.locator('bedside-bell-choice');
  await choice.locator('.about:not(:empty)').waitFor();
  await choice.evaluate((part) => part.querySelector('.about')!.scrollIntoView({ block: 'end' }));
};
const showCode = async (page: Page) => {
  await toBackup(page);
  await page.getByRole('button', { name: 'Make a recovery code' }).click();
};
const write = (text: string) => (page: Page) => page.getByRole('textbox', { name: 'Message' }).fill(text);
const unfold = (page: Page) => page.getByRole('button', { name: 'Messages' }).click();
const ping = (page: Page) =>
  page.evaluate(() => {
    const { talk } = globalThis as unknown as { talk: { receive(text: string): void } };
    talk.receive('Are you there?');
    talk.receive('Please call the front desk.');
  });

const point = async (page: Page) => {
  await page.getByText('Please keep the leg up').hover();
  await page.getByRole('toolbar').waitFor();
};
/** As one who holds a finger on a message of one's own. */
const hold = async (page: Page) => {
  await page.getByText('No, not any more.').evaluate((text) => text.closest('article')?.focus());
  await page.getByRole('toolbar').waitFor();
};
const answer = async (page: Page) => {
  await page.getByText('Please keep the leg up').hover();
  await page.getByRole('toolbar').last().getByRole('button', { name: 'Reply' }).click();
};

/** Who has read one's own last message. */
const askReach = (page: Page) => page.locator('article button.who').last().click();

/** Looked for, with what was found. */
const lookFor = (words: string) => async (page: Page) => {
  await page.locator('button.search').click();
  await page.getByRole('searchbox').fill(words);
  await page.waitForTimeout(350);
};

const openTemplates = (page: Page) => page.locator('.menu-button').click();

/** What a layout needs comes with it: on a busy machine a moment later. */
const theLog = (page: Page) => page.getByRole('log').waitFor();

const lang = { en: '', ar: '&locale=ar' } as const;
/** Layouts as they stand open, and the launcher closed. */
const layouts: Readonly<Record<string, { readonly query: string; readonly act?: Shot['act'] }>> = {
  panel: { query: 'layout=panel', act: theLog },
  launcher: { query: 'layout=launcher', act: ping },
  'launcher-open': {
    query: 'layout=launcher',
    act: async (page) => {
      await page.locator('bedside-chat').evaluate((chat) => (chat as HTMLElement & { open(): void }).open());
      await theLog(page);
    },
  },
  visit: { query: 'layout=visit', act: theLog },
  inbox: { query: 'layout=panel&inbox' },
};
/** The four shipped themes. */
export const themes = ['light', 'dark', 'high-contrast', 'compact'] as const;

/** Every layout in every theme, on a phone and on a desktop, in English and in Arabic. */
export const matrix: readonly Shot[] = themes.flatMap((theme) =>
  Object.entries(layouts).flatMap(([layout, { query, act }]) =>
    (['phone', 'desktop'] as const).flatMap((size) =>
      (['en', 'ar'] as const).map(
        (language): Shot => ({
          scene: 'conversation',
          size,
          scheme: theme === 'dark' ? 'dark' : 'light',
          query: `${query}&theme=${theme}${lang[language]}`,
          name: `${theme}-${layout}-${language}`,
          ...(act ? { act } : {}),
        }),
      ),
    ),
  ),
);

/** Each layout with text of twice the size, in forced colours, and dark with high contrast. */
export const settings: readonly Shot[] = Object.entries(layouts).flatMap(([layout, { query, act }]) =>
  (['phone', 'desktop'] as const).flatMap((size): Shot[] => {
    const shot = { scene: 'conversation', size, ...(act ? { act } : {}) };
    return [
      { ...shot, query: `${query}&large`, name: `large-${layout}` },
      { ...shot, query: `${query}&large&locale=ar`, name: `large-${layout}-ar` },
      { ...shot, query, name: `forced-${layout}`, forced: true },
      { ...shot, query, name: `forced-${layout}`, forced: true, scheme: 'dark' },
      {
        ...shot,
        query: `${query}&theme=dark high-contrast`,
        name: `dark-high-contrast-${layout}`,
        scheme: 'dark',
      },
    ];
  }),
);

/** Every state that a person may meet, and what shows only when something is pressed. */
export const states: readonly Shot[] = [
  ...(['light', 'dark'] as const).flatMap((scheme): Shot[] => [
    { scene: 'margins', size: 'phone', scheme },
    { scene: 'margins', size: 'panel', scheme, name: 'margins-point', act: point },
    { scene: 'margins', size: 'panel', scheme, name: 'margins-answer', act: answer },
  ]),
  { scene: 'margins', size: 'phone', query: 'locale=ar', name: 'margins-ar' },
  { scene: 'margins', size: 'phone', query: 'large', name: 'margins-large' },
  { scene: 'group', size: 'phone', query: 'locale=ar', name: 'reach-ar', act: askReach },
  { scene: 'conversation', size: 'phone', query: 'locale=ar', name: 'search-ar', act: lookFor('الضماد') },
  { scene: 'conversation', size: 'phone', query: 'large', name: 'search-large', act: lookFor('the') },
  { scene: 'staff', size: 'phone', query: 'templates&locale=ar', name: 'tools-ar' },
  { scene: 'staff', size: 'phone', query: 'templates&large', name: 'tools-large' },
  { scene: 'staff', size: 'narrow', query: 'templates', name: 'tools' },
  {
    scene: 'staff',
    size: 'panel',
    query: 'templates',
    name: 'tools-forced',
    forced: true,
    act: openTemplates,
  },
  ...(['light', 'dark'] as const).flatMap((scheme): Shot[] => [
    { scene: 'staff', size: 'phone', scheme, query: 'templates', name: 'tools' },
    { scene: 'staff', size: 'wide', scheme, query: 'templates&hours', name: 'templates', act: openTemplates },
    { scene: 'staff', size: 'phone', scheme, query: 'templates', name: 'templates', act: openTemplates },
  ]),
  { scene: 'margins', size: 'panel', query: 'actions', name: 'actions', act: point },
  { scene: 'margins', size: 'narrow', query: 'actions', name: 'actions', act: hold },
  { scene: 'margins', size: 'phone', query: 'actions&dir=rtl', name: 'actions-rtl', act: hold },
  { scene: 'conversation', size: 'phone', query: 'locale=ar&hours', name: 'hours-ar' },
  { scene: 'conversation', size: 'phone', query: 'large&hours', name: 'hours-large' },
  { scene: 'conversation', size: 'wide', query: 'hours', name: 'hours' },
  { scene: 'conversation', size: 'phone', query: 'hours', name: 'hours', scheme: 'dark' },
  { scene: 'conversation', size: 'panel', query: 'hours&layout=visit', name: 'hours-visit' },
  { scene: 'conversation', size: 'narrow', name: 'search', act: lookFor('dressing') },
  { scene: 'conversation', size: 'panel', name: 'search-none', act: lookFor('elbow') },
  { scene: 'conversation', size: 'panel', name: 'search-blank', act: lookFor('') },
  { scene: 'conversation', size: 'panel', forced: true, name: 'search-forced', act: lookFor('the') },
  { scene: 'group', size: 'phone', query: 'large', name: 'reach-large', act: askReach },
  ...(['light', 'dark'] as const).flatMap((scheme): Shot[] => [
    { scene: 'group', size: 'phone', scheme, name: 'reach', act: askReach },
    { scene: 'conversation', size: 'phone', scheme, name: 'search', act: lookFor('the') },
    { scene: 'group', size: 'wide', scheme, name: 'search', act: lookFor('spot') },
    { scene: 'group', size: 'wide', scheme, name: 'reach', act: askReach },
    { scene: 'conversation', size: 'phone', scheme },
    { scene: 'group', size: 'panel', scheme },
    { scene: 'group', size: 'wide', scheme },
    { scene: 'refused', size: 'phone', scheme },
    { scene: 'offline', size: 'panel', scheme },
    { scene: 'conversation', size: 'phone', scheme, name: 'sheet', act: openSheet },
    { scene: 'group', size: 'wide', scheme, name: 'sheet', act: openSheet },
    { scene: 'conversation', size: 'phone', scheme, name: 'removal', act: askRemoval },
    { scene: 'compared', size: 'phone', scheme, name: 'sheet', act: openSheet },
    { scene: 'compared', size: 'phone', scheme, name: 'compare', act: compare },
    { scene: 'conversation', size: 'phone', scheme, name: 'leave', act: askLeave },
    { scene: 'left', size: 'phone', scheme, name: 'leave-done' },
    { scene: 'problems', size: 'panel', scheme },
    { scene: 'empty', size: 'panel', scheme },
    { scene: 'failed', size: 'panel', scheme },
    { scene: 'loading', size: 'panel', scheme },
  ]),
  ...(['light', 'dark'] as const).flatMap((scheme): Shot[] => [
    { scene: 'conversation', size: 'phone', scheme, query: 'layout=launcher', name: 'launcher', act: ping },
    {
      scene: 'conversation',
      size: 'phone',
      scheme,
      query: 'layout=launcher',
      name: 'launcher-open',
      act: unfold,
    },
    { scene: 'group', size: 'wide', scheme, query: 'layout=launcher', name: 'launcher-open', act: unfold },
    { scene: 'group', size: 'panel', scheme, query: 'layout=visit', name: 'visit' },
  ]),
  {
    scene: 'group',
    size: 'wide',
    query: 'layout=launcher&dir=rtl',
    name: 'launcher-open-rtl',
    act: unfold,
  },
  { scene: 'group', size: 'panel', query: 'layout=visit&large', name: 'visit-large' },
  {
    scene: 'conversation',
    size: 'desktop',
    query: 'layout=visit',
    name: 'visit-search',
    act: lookFor('the'),
  },
  {
    scene: 'conversation',
    size: 'phone',
    scheme: 'dark',
    query: 'layout=visit',
    name: 'visit-search',
    act: lookFor('the'),
  },
  {
    scene: 'conversation',
    size: 'phone',
    query: 'layout=visit&dir=rtl&locale=ar',
    name: 'visit-search-ar',
    act: lookFor('ا'),
  },
  {
    scene: 'conversation',
    size: 'narrow',
    query: 'layout=visit&large',
    name: 'visit-search-large',
    act: lookFor('the'),
  },
  {
    scene: 'conversation',
    size: 'panel',
    forced: true,
    query: 'layout=visit',
    name: 'forced-visit-search',
    act: lookFor('the'),
  },
  { scene: 'conversation', size: 'panel', query: 'lines=120&unread=6', name: 'unread' },
  { scene: 'ended', size: 'panel' },
  {
    scene: 'problems',
    size: 'panel',
    name: 'top',
    act: (page) => page.getByRole('log').evaluate((log) => log.scrollTo(0, 0)),
  },
  {
    scene: 'refused',
    size: 'panel',
    name: 'focus',
    act: (page) => page.getByRole('button', { name: 'Delete' }).focus(),
  },
  {
    scene: 'conversation',
    size: 'panel',
    name: 'locked',
    act: (page) =>
      page.locator('bedside-chat').evaluate((chat) => (chat as HTMLElement & { lock(): void }).lock()),
  },
  ...(['light', 'dark'] as const).flatMap((scheme): Shot[] => [
    { scene: 'backupNone', size: 'phone', scheme, name: 'code', act: showCode },
    { scene: 'backupLocked', size: 'phone', scheme, name: 'sheet', act: toBackup },
    { scene: 'bells', size: 'phone', scheme, name: 'sheet', act: toBell },
    { scene: 'bells', size: 'desktop', scheme, name: 'sheet', act: toBell },
    { scene: 'backupOpen', size: 'wide', scheme, name: 'sheet', act: toBackup },
  ]),
  {
    scene: 'backupLocked',
    size: 'panel',
    name: 'top',
    act: (page) => page.getByRole('log').evaluate((log) => log.scrollTo(0, 0)),
  },
  { scene: 'compared', size: 'wide', name: 'compare', act: compare },
  { scene: 'compared', size: 'narrow', query: 'large', name: 'compare-large', act: compare },
  { scene: 'compared', size: 'phone', query: 'dir=rtl&locale=ar', name: 'compare-ar', act: compare },
  { scene: 'compared', size: 'panel', forced: true, name: 'forced-compare', act: compare },
  { scene: 'conversation', size: 'narrow', query: 'large', name: 'leave-large', act: askLeave },
  { scene: 'conversation', size: 'phone', query: 'dir=rtl&locale=ar', name: 'leave-ar', act: askLeave },
  { scene: 'left', size: 'phone', query: 'dir=rtl&locale=ar', name: 'leave-done-ar' },
  { scene: 'backupOld', size: 'phone', name: 'sheet', act: toBackup },
  { scene: 'bells', size: 'phone', name: 'blocked', act: toBellBlocked },
  { scene: 'bells', size: 'phone', query: 'large', name: 'large-sheet', act: toBell },
  { scene: 'bells', size: 'phone', query: 'locale=ar', name: 'rtl-sheet', act: toBell },
  { scene: 'awaited', size: 'phone', name: 'sheet', act: toAwaited },
  { scene: 'awaited', size: 'wide', scheme: 'dark', name: 'sheet', act: toAwaited },
  { scene: 'awaited', size: 'phone', query: 'dir=rtl&locale=ar', name: 'rtl-sheet', act: toAwaited },
  { scene: 'awaited', size: 'phone', query: 'large', name: 'large-sheet', act: toAwaited },
  { scene: 'rosterOld', size: 'phone', name: 'sheet', act: toAwaited },
  { scene: 'cut', size: 'phone', act: toStart },
  { scene: 'cut', size: 'wide', scheme: 'dark', name: 'dark', act: toStart },
  { scene: 'cut', size: 'phone', query: 'dir=rtl&locale=ar', name: 'rtl', act: toStart },
  { scene: 'cut', size: 'narrow', query: 'large', name: 'large', act: toStart },
  { scene: 'backupLocked', size: 'phone', query: 'dir=rtl&locale=ar', name: 'rtl-sheet', act: toBackup },
  { scene: 'backupNone', size: 'phone', query: 'large', name: 'large-code', act: showCode },
  { scene: 'unreachable', size: 'phone' },
  { scene: 'memory', size: 'phone' },
  { scene: 'readOnly', size: 'panel' },
  { scene: 'conversation', size: 'panel', query: 'conversation=x', name: 'setting' },
  { scene: 'group', size: 'narrow' },
  { scene: 'group', size: 'panel', query: 'dir=rtl', name: 'rtl' },
  { scene: 'refused', size: 'phone', query: 'dir=rtl', name: 'rtl', scheme: 'dark' },
  { scene: 'conversation', size: 'phone', query: 'dir=rtl', name: 'rtl-sheet', act: openSheet },
  { scene: 'conversation', size: 'phone', query: 'large', name: 'large' },
  { scene: 'refused', size: 'panel', query: 'large', name: 'large' },
  { scene: 'conversation', size: 'phone', query: 'large', name: 'large-sheet', act: openSheet },
  { scene: 'conversation', size: 'phone', query: 'large', name: 'large-removal', act: askRemoval },
  { scene: 'conversation', size: 'phone', query: 'dir=rtl', name: 'rtl-removal', act: askRemoval },
  { scene: 'group', size: 'panel', forced: true, name: 'forced' },
  { scene: 'refused', size: 'panel', forced: true, scheme: 'dark', name: 'forced' },
  { scene: 'conversation', size: 'panel', forced: true, name: 'forced-sheet', act: openSheet },
  {
    scene: 'conversation',
    size: 'panel',
    name: 'scrolled-up',
    act: async (page) => {
      await page.getByRole('log').evaluate((log) => log.scrollTo(0, 80));
      await page.evaluate(() => {
        const { talk } = globalThis as unknown as { talk: { receive(text: string): void } };
        talk.receive('How does it look today?');
        talk.receive('A photo would help.');
      });
    },
  },
  {
    scene: 'conversation',
    size: 'panel',
    name: 'writing',
    act: write(
      'Thank you, that helps.\n\nOne more thing: the pharmacy only has 200 mg tablets. Is it all right to take two of them at a time?',
    ),
  },
  { scene: 'conversation', size: 'phone', name: 'too-long', act: write('I woke up at four. '.repeat(870)) },
];
