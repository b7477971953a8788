/**
 * Local contrast: RGB pixels become grey with dark text on white, whatever the colours were.
 * Each pixel's distance from the local background (the median of its neighbourhood, a channel at a time) is divided by the
 * largest such distance nearby. Dark side bars, coloured buttons and dim text all come out alike.
 */

/** Eight-bit picture, row-major, `width × height × 3` bytes, no alpha. */
export interface Rgb {
  width: number;
  height: number;
  data: Uint8Array;
}

/** Eight-bit grey picture, row-major, one byte a pixel. */
export interface Grey {
  width: number;
  height: number;
  data: Uint8Array;
}

/** Half the side of the neighbourhood, in pixels at half resolution: 2·6+1 of them span 26 pixels, two lines of text. */
const RADIUS = 6;
/** Distances below this never become black: noise and gradients stay light. */
const FLOOR = 80;

/**
 * Distance of each pixel from its local background, 0..255, the largest of the three channels.
 * The background is the median at half resolution; of the four nearest medians the closest counts, so that a pixel at the
 * edge of a panel belongs to one side or the other and edges leave no line.
 */
export function contrast({ width, height, data }: Rgb): Grey {
  const out = new Uint8Array(width * height);
  const w2 = (width + 1) >> 1;
  const h2 = (height + 1) >> 1;
  const plane = new Uint8Array(w2 * h2);
  for (let c = 0; c < 3; c++) {
    for (let y = 0, i = 0; y < h2; y++) {
      for (let x = 0, j = 2 * y * width * 3 + c; x < w2; x++, j += 6) plane[i++] = data[j]!;
    }
    const background = medianFilter(plane, w2, h2, RADIUS);
    for (let y = 0, i = 0, j = c; y < height; y++) {
      const row = (y >> 1) * w2;
      const below = Math.min((y >> 1) + 1, h2 - 1) * w2;
      for (let x = 0; x < width; x++, i++, j += 3) {
        const left = x >> 1;
        const right = left + 1 < w2 ? left + 1 : left;
        const value = data[j]!;
        let least = Math.abs(value - background[row + left]!);
        if (least <= out[i]!) continue;
        least = Math.min(
          least,
          Math.abs(value - background[row + right]!),
          Math.abs(value - background[below + left]!),
          Math.abs(value - background[below + right]!),
        );
        if (least > out[i]!) out[i] = least;
      }
    }
  }
  return { width, height, data: out };
}

/** Contrast divided by its local maximum and inverted: 0 is text, 255 background. */
export function darkOnWhite({ width, height, data }: Grey): Grey {
  const w2 = (width + 1) >> 1;
  const h2 = (height + 1) >> 1;
  const pooled = new Uint8Array(w2 * h2);
  for (let y = 0, i = 0; y < height; y++) {
    const row = (y >> 1) * w2;
    for (let x = 0; x < width; x++, i++) {
      const p = row + (x >> 1);
      if (data[i]! > pooled[p]!) pooled[p] = data[i]!;
    }
  }
  const largest = maxFilter(pooled, w2, h2, RADIUS);
  const out = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    const row = (y >> 1) * w2;
    for (let x = 0; x < width; x++, i++) {
      const top = largest[row + (x >> 1)]!;
      out[i] = 255 - Math.min(255, Math.round((255 * data[i]!) / (top > FLOOR ? top : FLOOR)));
    }
  }
  return { width, height, data: out };
}

/** Median over a square of 2·radius+1, clipped at the borders: a histogram slides along each row (Huang 1979). */
export function medianFilter(plane: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  const out = new Uint8Array(width * height);
  const histogram = new Int32Array(256);
  for (let y = 0; y < height; y++) {
    const first = Math.max(0, y - radius) * width;
    const last = Math.min(height - 1, y + radius) * width;
    histogram.fill(0);
    let count = 0;
    let median = 0;
    let below = 0; // values smaller than the median
    const rows = (last - first) / width + 1;
    for (let x = -radius; x < width; x++) {
      const enter = x + radius;
      if (enter < width) {
        for (let i = first + enter; i <= last + enter; i += width) {
          const value = plane[i]!;
          histogram[value]!++;
          if (value < median) below++;
        }
        count += rows;
      }
      const leave = x - radius - 1;
      if (leave >= 0) {
        for (let i = first + leave; i <= last + leave; i += width) {
          const value = plane[i]!;
          histogram[value]!--;
          if (value < median) below--;
        }
        count -= rows;
      }
      if (x < 0) continue;
      const half = count >> 1;
      while (below > half) below -= histogram[--median]!;
      while (below + histogram[median]! <= half) below += histogram[median++]!;
      out[y * width + x] = median;
    }
  }
  return out;
}

/** Maximum over a square of 2·radius+1, clipped at the borders: rows, then columns. */
export function maxFilter(plane: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  const across = new Uint8Array(plane.length);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) {
      const to = row + Math.min(width - 1, x + radius);
      let top = 0;
      for (let i = row + Math.max(0, x - radius); i <= to; i++) if (plane[i]! > top) top = plane[i]!;
      across[row + x] = top;
    }
  }
  const out = new Uint8Array(plane.length);
  for (let y = 0; y < height; y++) {
    const to = Math.min(height - 1, y + radius);
    const row = y * width;
    for (let near = Math.max(0, y - radius); near <= to; near++) {
      const other = near * width;
      for (let x = 0; x < width; x++) if (across[other + x]! > out[row + x]!) out[row + x] = across[other + x]!;
    }
  }
  return out;
}
