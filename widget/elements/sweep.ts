/** So many are left before it is worth a look. */
const leftMax = 64;

/**
 * Takes out the comments that lit's `repeat` leaves behind, one for each item that went: a log that runs for days would
 * fill with them. For a box in which every item is one element between two comments of its own.
 */
export function sweep(box: Element): void {
  if (box.childNodes.length < box.childElementCount * 3 + leftMax) return;
  const isComment = (node: Node | null) => node?.nodeType === Node.COMMENT_NODE;
  for (const node of [...box.childNodes])
    if (isComment(node) && isComment(node.previousSibling) && isComment(node.nextSibling)) node.remove();
}
