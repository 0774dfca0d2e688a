import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
];

/** The browser that tests drive: `CHROMIUM` where it is set, else where one usually is. */
export const findChromium = (): string | null => {
  const chosen = process.env['CHROMIUM'];
  return [...(chosen ? [chosen] : []), ...places].find((path) => existsSync(path)) ?? null;
};

/** Finds Chromium, or installs Debian's where that is possible. Throws with what to do where it is not. */
export function needChromium(): string {
  const found = findChromium();
  if (found !== null) return found;
  const debian = existsSync('/etc/debian_version') && process.getuid?.() === 0;
  if (debian) {
    console.log('Installing Chromium from Debian (once) …');
    const quiet = { stdio: ['ignore', 'ignore', 'inherit'] as ('ignore' | 'inherit')[] };
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { ...quiet, env });
    spawnSync('apt-get', ['install', '-y', '-qq', 'chromium', 'fonts-noto-core'], { ...quiet, env });
    const installed = findChromium();
    if (installed !== null) return installed;
  }
  throw new Error(
    'The tests need Chromium or Chrome. Install one, or set CHROMIUM to its path, and run npm test again.',
  );
}

/**
 * Of the browser around the page. The pop-ups of its address bar are pages of their own, made at every start: most of what
 * a start costs. The others are those of Playwright's own list, which this one stands in for, that matter here.
 */
const leftOut = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
];

/** Chromium as tests and benchmarks run it: no sandbox, which containers lack, and nothing of its own on the network. */
export const chromiumFlags: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  `--disable-features=${leftOut.join(',')}`,
];

/** Starts Chromium, installed where it has to be. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: needChromium(), args: [...chromiumFlags] });
