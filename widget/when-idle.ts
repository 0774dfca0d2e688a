/** Later than this it is done even where the page never rests. */
const idleMsMax = 3_000;

/** Does `work` soon, but after what the page has to do itself. */
export function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work, { timeout: idleMsMax });
  else setTimeout(work, 200);
}
