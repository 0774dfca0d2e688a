/** The bytes of a body, or null where there are more than `bytesMax`: what comes after is never read. */
export async function readAtMost(
  body: ReadableStream<Uint8Array> | null,
  bytesMax: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (body === null) return new Uint8Array();
  const whole = new Uint8Array(bytesMax);
  const reader = body.getReader();
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return whole.slice(0, length);
    if (length + value.length > bytesMax) {
      await reader.cancel();
      return null;
    }
    whole.set(value, length);
    length += value.length;
  }
}
