/** Connected pieces of a mask, by runs of rows and union-find: one pass over the pixels, one over the runs. */
export interface Components {
  count: number;
  /** Label of each pixel, 0 where the mask is empty, else 1..count. */
  labels: Int32Array;
  /** By label, [0] unused. Right and bottom are exclusive. */
  x0: Int32Array;
  y0: Int32Array;
  x1: Int32Array;
  y1: Int32Array;
  area: Int32Array;
}

/**
 * @param mask row-major, not 0 where it counts
 * @param corners whether pixels that touch at a corner belong together (8-connected)
 */
export function components(mask: Uint8Array, width: number, height: number, corners: boolean): Components {
  const labels = new Int32Array(mask.length);
  let capacity = 1 << 14;
  let runs = new Int32Array(3 * capacity); // y, x0, x1
  let parent = new Int32Array(capacity);
  let n = 0;
  const find = (i: number): number => {
    while (parent[i] !== i) {
      parent[i] = parent[parent[i]!]!;
      i = parent[i]!;
    }
    return i;
  };
  const reach = corners ? 1 : 0;
  let previous = 0;
  for (let y = 0; y < height; y++) {
    const start = n;
    const row = y * width;
    let above = previous;
    for (let x = 0; x < width; x++) {
      if (!mask[row + x]) continue;
      const x0 = x;
      while (x < width && mask[row + x]) x++;
      if (n === capacity) {
        capacity *= 2;
        const more = new Int32Array(3 * capacity);
        more.set(runs);
        runs = more;
        const parents = new Int32Array(capacity);
        parents.set(parent);
        parent = parents;
      }
      runs[3 * n] = y;
      runs[3 * n + 1] = x0;
      runs[3 * n + 2] = x;
      parent[n] = n;
      while (above < start && runs[3 * above + 2]! + reach <= x0) above++;
      for (let k = above; k < start && runs[3 * k + 1]! < x + reach; k++) {
        const a = find(k);
        const b = find(n);
        if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
      }
      n++;
    }
    previous = start;
  }
  const label = new Int32Array(n);
  let count = 0;
  for (let i = 0; i < n; i++) if (find(i) === i) label[i] = ++count;
  const box = () => new Int32Array(count + 1);
  const found: Components = {
    count,
    labels,
    x0: box().fill(width),
    y0: box().fill(height),
    x1: box(),
    y1: box(),
    area: box(),
  };
  for (let i = 0; i < n; i++) {
    const id = label[find(i)]!;
    const y = runs[3 * i]!;
    const a = runs[3 * i + 1]!;
    const b = runs[3 * i + 2]!;
    labels.fill(id, y * width + a, y * width + b);
    if (a < found.x0[id]!) found.x0[id] = a;
    if (b > found.x1[id]!) found.x1[id] = b;
    if (y < found.y0[id]!) found.y0[id] = y;
    if (y + 1 > found.y1[id]!) found.y1[id] = y + 1;
    found.area[id]! += b - a;
  }
  return found;
}
