import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Browser } from 'playwright-core';

/** One picture of many: name above each, so many in a row. Written to `folder/name.png`. */
export async function contactSheet(
  browser: Browser,
  sheet: {
    readonly folder: string;
    readonly name: string;
    readonly shots: readonly string[];
    readonly columns: number;
  },
): Promise<void> {
  const cells = await Promise.all(
    sheet.shots.map(async (shot) => {
      const picture = (await readFile(join(sheet.folder, `${shot}.png`))).toString('base64');
      return `<figure><figcaption>${basename(shot)}</figcaption><img src="data:image/png;base64,${picture}"></figure>`;
    }),
  );
  const page = await browser.newPage({ viewport: { width: 1600, height: 900 } });
  await page.setContent(
    `<style>body { margin: 0; padding: 16px; background: #777; font: 12px system-ui; color: #fff }
      main { display: grid; grid-template-columns: repeat(${sheet.columns}, minmax(0, 1fr)); gap: 16px; align-items: start }
      figure { margin: 0 } img { display: block; max-inline-size: 100%; max-block-size: 620px; box-shadow: 0 1px 6px #0008 }
      figcaption { padding-block-end: 4px; overflow-wrap: anywhere }</style>
      <h1>${sheet.name}</h1><main>${cells.join('')}</main>`,
  );
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  await page.screenshot({ path: join(sheet.folder, `${sheet.name}.png`), fullPage: true });
  await page.close();
}
