/** That somebody of this browser wants to be rung stands here: a word, and nothing of any conversation. */
const key = 'bedside/bell';

/** Somebody of this browser wants to be rung: then it is worth fetching what sees to it. */
export function bellWished(): boolean {
  try {
    return localStorage.getItem(key) === 'on';
  } catch {
    return false;
  }
}

/** Remembers it. Throws where the browser refuses storage: then nobody can be rung either. */
export function wishBell(on: boolean): void {
  if (on) localStorage.setItem(key, 'on');
  else localStorage.removeItem(key);
}
