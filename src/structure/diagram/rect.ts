/** Boxes on the raster. */
export interface Rect {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** Area that both cover. */
export const common = (a: Rect, b: Rect): number =>
  Math.max(0, Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y));

/** Intersection over union. */
export function overlap(a: Rect, b: Rect): number {
  const both = common(a, b);
  return both / (a.w * a.h + b.w * b.h - both);
}

/** Whether at least `share` of `inner` lies in `outer`, and `outer` is larger. */
export const contains = (outer: Rect, inner: Rect, share: number): boolean =>
  outer.w * outer.h > inner.w * inner.h && common(outer, inner) > share * inner.w * inner.h;

export const union = (a: Rect, b: Rect): Rect => {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return { x, y, w: Math.max(a.x + a.w, b.x + b.w) - x, h: Math.max(a.y + a.h, b.y + b.h) - y };
};

/** Distance between a box and a point, 0 inside. */
export const apart = (r: Rect, x: number, y: number): number =>
  Math.hypot(Math.max(r.x - x, x - r.x - r.w, 0), Math.max(r.y - y, y - r.y - r.h, 0));
