/**
 * Nothing of the page but `element` can be reached, by finger, key or screen reader, until what this returns is called: for
 * a chat that covers all of a phone's screen. What the page itself made inert stays so. Nor does the page scroll behind it, or is
 * loaded anew by a finger that pulls.
 */
export function alone(element: Element): () => void {
  const { style } = document.documentElement;
  const before = [style.overflow, style.overscrollBehavior] as const;
  style.overflow = 'hidden';
  style.overscrollBehavior = 'none';
  const silenced: HTMLElement[] = [];
  for (let node: Element | null = element; node && node !== document.body; node = above(node))
    for (const other of node.parentNode?.children ?? []) {
      if (other === node || !(other instanceof HTMLElement) || other.inert) continue;
      other.inert = true;
      silenced.push(other);
    }
  return () => {
    [style.overflow, style.overscrollBehavior] = before;
    for (const other of silenced) other.inert = false;
  };
}

/** What an element stands in, through slots and shadow roots. */
function above(element: Element): Element | null {
  if (element.assignedSlot) return element.assignedSlot;
  const parent = element.parentNode;
  return parent instanceof ShadowRoot ? parent.host : element.parentElement;
}
