/** Lines thinned to one pixel: Zhang and Suen (1984), then what still stands in corners is taken away. */

/** Neighbours clockwise from north as bits: N 1, NE 2, E 4, SE 8, S 16, SW 32, W 64, NW 128. */
const EVEN = new Uint8Array(256);
const ODD = new Uint8Array(256);
/** Deleting the pixel breaks nothing apart (its neighbours hang together) and it is no end. */
const SPARE = new Uint8Array(256);
for (let bits = 0; bits < 256; bits++) {
  const p = (k: number) => (bits >> k) & 1;
  let count = 0;
  let turns = 0;
  for (let k = 0; k < 8; k++) {
    count += p(k);
    if (!p(k) && p((k + 1) % 8)) turns++;
  }
  const fits = count >= 2 && count <= 6 && turns === 1;
  if (fits && !(p(0) && p(2) && p(4)) && !(p(2) && p(4) && p(6))) EVEN[bits] = 1;
  if (fits && !(p(0) && p(2) && p(6)) && !(p(0) && p(4) && p(6))) ODD[bits] = 1;
  const sides = p(0) + p(2) + p(4) + p(6);
  if (sides >= 2 && sides < 4 && connectedGroups(bits) === 1) SPARE[bits] = 1;
}

function connectedGroups(bits: number): number {
  const seen = new Set<number>();
  let groups = 0;
  for (let k = 0; k < 8; k++) {
    if (!((bits >> k) & 1) || seen.has(k)) continue;
    groups++;
    const stack = [k];
    seen.add(k);
    while (stack.length > 0) {
      const at = stack.pop()!;
      // Sides two steps apart touch at a corner (N and E do); corners touch their sides.
      for (const step of at % 2 === 0 ? [1, 7, 2, 6] : [1, 7]) {
        const to = (at + step) % 8;
        if ((bits >> to) & 1 && !seen.has(to)) {
          seen.add(to);
          stack.push(to);
        }
      }
    }
  }
  return groups;
}

/** The skeleton of `mask` as a new mask of 0 and 1; nothing on the outermost pixels. */
export function thin(mask: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(mask.length);
  let list: number[] = [];
  for (let y = 1; y + 1 < height; y++) {
    for (let i = y * width + 1, end = i + width - 2; i < end; i++) {
      if (mask[i]) {
        out[i] = 1;
        list.push(i);
      }
    }
  }
  const around = (i: number) =>
    out[i - width]! |
    (out[i - width + 1]! << 1) |
    (out[i + 1]! << 2) |
    (out[i + width + 1]! << 3) |
    (out[i + width]! << 4) |
    (out[i + width - 1]! << 5) |
    (out[i - 1]! << 6) |
    (out[i - width - 1]! << 7);
  const gone: number[] = [];
  for (let round = 0; round < 200; round++) {
    let changed = false;
    for (const table of [EVEN, ODD]) {
      gone.length = 0;
      for (const i of list) if (out[i] && table[around(i)]) gone.push(i);
      for (const i of gone) out[i] = 0;
      changed ||= gone.length > 0;
    }
    if (!changed) break;
    list = list.filter((i) => out[i]);
  }
  for (const i of list) if (SPARE[around(i)]) out[i] = 0;
  return out;
}
