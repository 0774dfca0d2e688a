/** The bytes as WebCrypto's types want them. Nothing here ever lies on a SharedArrayBuffer. */
export const buffer = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => bytes as Uint8Array<ArrayBuffer>;

/** `length` fresh random bytes. */
export const random = (length: number): Uint8Array<ArrayBuffer> =>
  crypto.getRandomValues(new Uint8Array(length));

/** What `probe` finds, asked once: true where it resolves, false where it throws. */
export function once(probe: () => Promise<unknown>): () => Promise<boolean> {
  let answer: Promise<boolean> | undefined;
  return () => {
    answer ??= (async () => {
      try {
        await probe();
        return true;
      } catch {
        return false;
      }
    })();
    return answer;
  };
}

const sliceMs = 8;
let slicedAt = 0;

/**
 * Stands between two heavy steps: what waits for the thread, a key that was pressed or a frame, has its turn. WebCrypto's
 * promises do not see to that in every browser. Where the platform has no `scheduler.yield` it goes on at once.
 */
export async function turn(): Promise<void> {
  if (globalThis.scheduler?.yield === undefined || Date.now() - slicedAt < sliceMs) return;
  await globalThis.scheduler.yield();
  slicedAt = Date.now();
}
