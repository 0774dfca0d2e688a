import type { LineView } from '../../engine/snapshot.ts';

/** Up to so many lines all of them stand in the document, where the browser's own search finds them. */
export const wholeMax = 300;

/** All of the lines stand in the document: they are few, or what chooses among many (line-window.ts) is on its way. */
export class WholeWindow {
  readonly whole = true;
  readonly from = 0;
  to = 0;
  lines: readonly LineView[] = [];
  readonly before = 0;
  readonly after = 0;

  follow(lines: readonly LineView[]): void {
    this.lines = lines;
    this.to = lines.length;
  }
  show(): boolean {
    return false;
  }
  bring(): boolean {
    return false;
  }
  measured(): void {}
  heightOf(): number {
    return 0;
  }
}
