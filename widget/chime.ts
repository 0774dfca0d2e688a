/** Two short notes: frequency in Hz, and when it begins in seconds. */
const notes = [
  [784, 0],
  [1047, 0.11],
] as const;
const noteS = 0.16;
const loudness = 0.08;
/** Messages that come one upon the other are one sound; and of several tabs, one makes it. */
const quietMs = 2_000;
let context: AudioContext | null = null;

/** A soft sound, made here: nothing is fetched. Silent where the browser wants somebody to have touched the page first. */
export async function chime(): Promise<void> {
  if (!navigator.locks) return ring();
  await navigator.locks.request('bedside/chime', { ifAvailable: true }, async (lock) => {
    if (lock === null) return;
    await ring();
    await new Promise((done) => setTimeout(done, quietMs));
  });
}

async function ring(): Promise<void> {
  context ??= new AudioContext();
  if (context.state === 'suspended')
    await Promise.race([context.resume(), new Promise((late) => setTimeout(late, 200))]);
  if (context.state !== 'running') return;
  for (const [hertz, at] of notes) {
    const start = context.currentTime + at;
    const note = context.createOscillator();
    const volume = context.createGain();
    note.frequency.value = hertz;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(loudness, start + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + noteS);
    note.connect(volume).connect(context.destination);
    note.start(start);
    note.stop(start + noteS);
  }
}
