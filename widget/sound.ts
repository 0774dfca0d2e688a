/** Where the choice of a person stands, on this device: a word, and nothing of any conversation. */
const key = 'bedside/sound';

/** The person of this device wants to hear when a message comes in. Nobody does before choosing it. */
export function soundWanted(): boolean {
  try {
    return localStorage.getItem(key) === 'on';
  } catch {
    return false;
  }
}

/** Remembers the choice, where the browser lets it. */
export function wantSound(on: boolean): void {
  try {
    if (on) localStorage.setItem(key, 'on');
    else localStorage.removeItem(key);
  } catch {
    // Refused storage: it holds for as long as nobody asks again.
  }
}
