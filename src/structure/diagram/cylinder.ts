/** Cylinders are drawn as two regions: a lid, which is an ellipse, and a body whose top bends in and whose bottom bends out. */
import type { Candidate } from './regions.ts';
import type { Patch } from './shape.ts';

/** The candidates with each lid and its body joined. */
export function withCylinders(candidates: Candidate[], letter: number): Candidate[] {
  const lids = candidates.filter(
    (c) =>
      c.h < 0.75 * c.w &&
      (c.shape === 'ellipse' || c.shape === 'stadium' || c.shape === 'hexagon') &&
      c.mirror.across > 0.86 &&
      c.mirror.down > 0.78 &&
      fillShare(c) > 0.55 &&
      fillShare(c) < 0.9,
  );
  const joined: Candidate[] = [];
  const bodies = candidates.filter((c) => c.h > 0.8 * letter && c.w > letter && c.mirror.across > 0.88 && bends(c));
  for (const body of bodies) {
    const lid = lids.find(
      (c) =>
        c !== body &&
        c.h < 0.95 * body.h &&
        !covers(body, c.x + c.w / 2, c.y + c.h / 2) &&
        Math.abs(c.x - body.x) < 0.1 * body.w + 3 &&
        Math.abs(c.x + c.w - body.x - body.w) < 0.1 * body.w + 3 &&
        c.y < body.y + 0.15 * body.h &&
        c.y + c.h > body.y - 0.4 * letter &&
        c.y + c.h < body.y + 0.55 * body.h,
    );
    if (!lid) continue;
    joined.push(join(lid, body));
  }
  // A join replaces what it was made of, wherever it was found.
  const inJoin = (c: Candidate) =>
    joined.some(
      (j) =>
        Math.abs(c.x - j.x) < 0.08 * j.w + 3 &&
        Math.abs(c.x + c.w - j.x - j.w) < 0.08 * j.w + 3 &&
        c.y > j.y - 4 &&
        c.y + c.h < j.y + j.h + 4,
    );
  return [...candidates.filter((c) => !inJoin(c)), ...joined];
}

const fillShare = ({ area, w, h }: Patch) => area / (w * h);

const covers = ({ x, y, w, h, mask }: Patch, px: number, py: number): boolean => {
  const i = Math.round(px) - x;
  const j = Math.round(py) - y;
  return i >= 0 && j >= 0 && i < w && j < h && mask[j * w + i] === 1;
};

/** Top bends in (the middle begins lower than the sides) and bottom bends out. */
function bends({ w, h, mask }: Patch): boolean {
  const first = (i: number) => {
    for (let j = 0; j < h; j++) if (mask[j * w + i]) return j;
    return h;
  };
  const last = (i: number) => {
    for (let j = h - 1; j >= 0; j--) if (mask[j * w + i]) return j;
    return 0;
  };
  const middle = w >> 1;
  const side = Math.max(1, Math.round(0.06 * w));
  const topBend = first(middle) - Math.max(first(side), first(w - 1 - side));
  const bottomBend = last(middle) - Math.max(last(side), last(w - 1 - side));
  return topBend >= 2 && bottomBend >= 2 && topBend < 0.5 * h;
}

function join(lid: Candidate, body: Candidate): Candidate {
  const x = Math.min(lid.x, body.x);
  const y = Math.min(lid.y, body.y);
  const w = Math.max(lid.x + lid.w, body.x + body.w) - x;
  const h = Math.max(lid.y + lid.h, body.y + body.h) - y;
  const mask = new Uint8Array(w * h);
  for (const part of [lid, body])
    for (let j = 0; j < part.h; j++)
      for (let i = 0; i < part.w; i++) if (part.mask[j * part.w + i]) mask[(part.y - y + j) * w + part.x - x + i] = 1;
  let area = 0;
  for (let i = 0; i < w; i++) {
    let a = 0;
    while (a < h && !mask[a * w + i]) a++;
    let b = h - 1;
    while (b > a && !mask[b * w + i]) b--;
    for (let j = a; j <= b; j++) {
      mask[j * w + i] = 1;
      area++;
    }
  }
  return { ...body, x, y, w, h, mask, area, shape: 'cylinder', fit: 1, lid: lid.y + lid.h };
}
