export interface Slice {
  readonly start: number;
  readonly end: number;
}

/** The rows that must exist for what is on screen, with some to spare for fast scrolling. */
export function slice(count: number, rowHeight: number, scrollTop: number, viewport: number, spare = 8): Slice {
  const start = Math.max(0, Math.floor(scrollTop / rowHeight) - spare);
  const end = Math.min(count, Math.ceil((scrollTop + viewport) / rowHeight) + spare);
  return { start: Math.min(start, count), end: Math.max(end, Math.min(start, count)) };
}

/** Where to scroll so that a row is wholly seen; unchanged when it is. */
export function reveal(index: number, rowHeight: number, scrollTop: number, viewport: number): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + viewport ? top + rowHeight - viewport : scrollTop;
}
