/** A URL, whole, where it is one of this page's own origin; else null. */
export function ownUrl(url: string, base?: string): string | null {
  try {
    const { origin, href } = new URL(url, base);
    return origin === location.origin ? href : null;
  } catch {
    return null;
  }
}
