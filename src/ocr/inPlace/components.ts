/** Connected pieces of a mask: eight neighbours, run by run, so that time grows with the runs and not with the pixels. */

export interface Component {
  /** Its number in `labels`, from 1. */
  label: number;
  /** Pixels, right and bottom exclusive. */
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  /** Pixels of the mask that belong to it. */
  area: number;
}

export interface Components {
  /** Row-major, `width × height`: 0 is ground, else the component's label. */
  labels: Int32Array;
  parts: Component[];
}

/** @param mask row-major, `width × height`, 0 is ground */
export function componentsOf(mask: Uint8Array, width: number, height: number): Components {
  const labels = new Int32Array(width * height);
  const parent: number[] = [0];
  const root = (label: number): number => {
    let at = label;
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!;
    return at;
  };
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) {
      if (!mask[row + x]) continue;
      const from = x;
      while (x < width && mask[row + x]) x++;
      // Labels of the row above that touch the run, corners included.
      let label = 0;
      if (y > 0) {
        const to = Math.min(width - 1, x);
        for (let above = Math.max(0, from - 1); above <= to; above++) {
          const other = labels[row - width + above]!;
          if (!other) continue;
          const found = root(other);
          if (!label) label = found;
          else if (found !== label) parent[Math.max(found, label)] = label = Math.min(found, label);
        }
      }
      if (!label) {
        label = parent.length;
        parent.push(label);
      }
      labels.fill(label, row + from, row + x);
    }
  }
  return { labels, parts: measured(labels, width, height, parent, root) };
}

function measured(
  labels: Int32Array,
  width: number,
  height: number,
  parent: number[],
  root: (label: number) => number,
): Component[] {
  const final = new Int32Array(parent.length);
  const parts: Component[] = [];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const label = labels[i]!;
      if (!label) continue;
      let number = final[label]!;
      if (!number) {
        const top = root(label);
        number = final[top]!;
        if (!number) {
          parts.push({ label: parts.length + 1, x0: x, y0: y, x1: x + 1, y1: y + 1, area: 0 });
          number = final[top] = parts.length;
        }
        final[label] = number;
      }
      labels[i] = number;
      const part = parts[number - 1]!;
      part.area++;
      if (x < part.x0) part.x0 = x;
      if (x >= part.x1) part.x1 = x + 1;
      part.y1 = y + 1;
    }
  }
  return parts;
}
