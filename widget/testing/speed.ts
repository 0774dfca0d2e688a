/**
 * What ten thousand lines cost on a slow phone: `node widget/testing/speed.ts [lines]`. Chromium at a quarter of this
 * machine's speed; the main thread's own accounts (CDP), and the browser's event timing for typing.
 */
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { launchChromium } from '../../scripts/chromium.ts';

const count = Number(process.argv[2] ?? 10_000);
const slower = 4;
const rounds = 40;

const bundle = await build({
  entryPoints: [fileURLToPath(new URL('stage.ts', import.meta.url))],
  bundle: true,
  format: 'esm',
  target: 'es2022',
  conditions: ['production'],
  minify: true,
  write: false,
});
const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Stage</title><script type="module" src="stage.js"></script>
<style>html, body { margin: 0; block-size: 100% }</style>
<bedside-chat relay="https://relay.example" tenant="riverside" conversation="${'c'.repeat(43)}" passport-url="/passport"></bedside-chat></html>`;
const server = createServer((request, response) => {
  const script = request.url?.startsWith('/stage.js');
  response.writeHead(200, { 'content-type': script ? 'text/javascript' : 'text/html' });
  response.end(script ? bundle.outputFiles[0]!.text : page);
});
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
const { port } = server.address() as { port: number };

interface Stage {
  readonly talk: { receive(text: string): unknown; snapshot: { lines: readonly unknown[] } };
  readonly spent: number[];
}

const browser = await launchChromium();
const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-US' });
const tab = await context.newPage();
const cdp = await context.newCDPSession(tab);
await cdp.send('Performance.enable');
await cdp.send('Emulation.setCPUThrottlingRate', { rate: slower });
const accounts = async (): Promise<Record<string, number>> => {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
};
const between = (before: Record<string, number>, after: Record<string, number>, times: number) =>
  ['TaskDuration', 'ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration']
    .map(
      (name) =>
        `${name.replace('Duration', '')} ${(((after[name]! - before[name]!) * 1000) / times).toFixed(2)}`,
    )
    .join(' · ');
const p = (values: readonly number[], share: number) =>
  [...values]
    .sort((a, b) => a - b)
    [Math.min(values.length - 1, Math.floor(values.length * share))]?.toFixed(1);

const start = Date.now();
await tab.goto(`http://127.0.0.1:${port}/?scene=conversation&lines=${count}`);
const articles = () =>
  tab.evaluate(() => {
    const list = document.querySelector('bedside-chat')?.shadowRoot?.querySelector('bedside-message-list');
    return list?.shadowRoot?.querySelectorAll('bedside-message-line').length ?? 0;
  });
const log = await tab.waitForFunction(
  () =>
    document
      .querySelector('bedside-chat')
      ?.shadowRoot?.querySelector('bedside-message-list')
      ?.shadowRoot?.querySelector('[role=log]'),
  null,
  { timeout: 120_000 },
);
console.log(`${count} lines, CPU ${slower} times slower`);
console.log(`opened after ${Date.now() - start} ms, ${await articles()} articles in the document`);
await tab.waitForTimeout(2000);

const receive = (times: number) =>
  tab.evaluate(async (times) => {
    const { talk } = globalThis as unknown as Stage;
    const frames: number[] = [];
    for (let i = 0; i < times; i++) {
      const before = performance.now();
      talk.receive(
        `Number ${i}: the dressing is dry, and the knee bends a little further than it did yesterday.`,
      );
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      frames.push(performance.now() - before);
      await new Promise((done) => setTimeout(done, 60));
    }
    return frames;
  }, times);
await receive(5);
let before = await accounts();
let took = await receive(rounds);
console.log(
  `at the end, per message received: ms of main thread ${between(before, await accounts(), rounds)}; to the frame p50 ${p(took, 0.5)} p95 ${p(took, 0.95)}`,
);
await log.evaluate((log) => log!.scrollTo(0, log!.scrollHeight / 2));
await tab.waitForTimeout(1000);
before = await accounts();
took = await receive(rounds);
console.log(
  `scrolled up, per message received: ms of main thread ${between(before, await accounts(), rounds)}; to the frame p50 ${p(took, 0.5)} p95 ${p(took, 0.95)}`,
);
console.log(`${await articles()} articles`);

await tab.evaluate(() => {
  const spent: number[] = [];
  Object.assign(globalThis, { spent, delays: [] });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as PerformanceEventTiming[])
      if (entry.name === 'keydown') {
        spent.push(entry.duration);
        (globalThis as unknown as { delays: number[] }).delays.push(entry.processingEnd - entry.startTime);
      }
  }).observe({ type: 'event', durationThreshold: 16, buffered: false } as PerformanceObserverInit);
});
await tab.evaluate(() => document.querySelector<HTMLElement>('bedside-chat')?.focus());
const typing = tab.keyboard.type('The pharmacy only has 200 mg tablets. May I take two of them?', {
  delay: 60,
});
const pouring = receive(30);
await typing;
await pouring;
await tab.waitForTimeout(500);
const { spent, delays } = await tab.evaluate(() => {
  const all = globalThis as unknown as { spent: number[]; delays: number[] };
  return { spent: all.spent, delays: all.delays };
});
console.log(
  `typing while messages come in: ${spent.length} keys over 16 ms; key to handled p95 ${p(delays, 0.95)}; key to paint p50 ${p(spent, 0.5)} p95 ${p(spent, 0.95)} ms`,
);

const scrolled = await log.evaluate(async (log) => {
  const times: number[] = [];
  let last = performance.now();
  for (let i = 0; i < 180; i++) {
    log!.scrollBy(0, -120);
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    times.push(now - last);
    last = now;
  }
  return times;
});
console.log(
  `scrolling 120 px a frame for 180 frames: frame p50 ${p(scrolled, 0.5)} p95 ${p(scrolled, 0.95)} max ${p(scrolled, 1)} ms`,
);
await browser.close();
server.close();
