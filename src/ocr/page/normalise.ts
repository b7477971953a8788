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

/**
 * How coarse the neighbourhoods are sampled, as a shift: 1 is every second pixel (for letters of ordinary size), 2 every
 * fourth (for large ones, whose strokes would fill a smaller neighbourhood).
 */
export type Coarseness = 1 | 2;

/** Half the side of the background's neighbourhood, in samples: 2·6+1 of them span 26 or 52 pixels, two lines of text. */
const BACKGROUND_RADIUS = 6;
/** The same for the largest contrast nearby; low, so that a bright line does not wash out a dim one below it. */
const CONTRAST_RADIUS = { x: 6, y: 3 };
/** Distances below this never become black: noise and gradients stay light. */
const FLOOR = 80;

/**
 * Distance of each pixel from its local background, 0..255, the largest of the three channels.
 * Of the four nearest medians the closest counts, so that a pixel at the edge of a panel belongs to one side or the other
 * and edges leave no line.
 */
export function contrast({ width, height, data }: Rgb, coarseness: Coarseness): Grey {
  const out = new Uint8Array(width * height);
  const step = 1 << coarseness;
  const across = Math.ceil(width / step);
  const down = Math.ceil(height / step);
  const plane = new Uint8Array(across * down);
  for (let c = 0; c < 3; c++) {
    for (let y = 0, i = 0; y < down; y++) {
      for (let x = 0, j = step * y * width * 3 + c; x < across; x++, j += 3 * step) plane[i++] = data[j]!;
    }
    const background = medianFilter(plane, across, down, BACKGROUND_RADIUS);
    for (let y = 0, i = 0, j = c; y < height; y++) {
      const row = (y >> coarseness) * across;
      const below = Math.min((y >> coarseness) + 1, down - 1) * across;
      for (let x = 0; x < width; x++, i++, j += 3) {
        const left = x >> coarseness;
        const value = data[j]!;
        let least = Math.abs(value - background[row + left]!);
        const known = out[i]!;
        if (least <= known) continue;
        const right = left + 1 < across ? left + 1 : left;
        least = Math.min(
          least,
          Math.abs(value - background[row + right]!),
          Math.abs(value - background[below + left]!),
          Math.abs(value - background[below + right]!),
        );
        if (least > known) out[i] = least;
      }
    }
  }
  return { width, height, data: out };
}

/** Contrast divided by its local maximum and inverted: 0 is text, 255 background. */
export function darkOnWhite({ width, height, data }: Grey, coarseness: Coarseness): Grey {
  const across = Math.ceil(width / (1 << coarseness));
  const down = Math.ceil(height / (1 << coarseness));
  const pooled = new Uint8Array(across * down);
  for (let y = 0, i = 0; y < height; y++) {
    const row = (y >> coarseness) * across;
    for (let x = 0; x < width; x++, i++) {
      const p = row + (x >> coarseness);
      if (data[i]! > pooled[p]!) pooled[p] = data[i]!;
    }
  }
  const largest = maxFilter(pooled, across, down, CONTRAST_RADIUS);
  const out = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    const row = (y >> coarseness) * across;
    for (let x = 0; x < width; x++, i++) {
      const top = largest[row + (x >> coarseness)]!;
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
      const leave = x - radius - 1;
      if (leave >= 0 && enter < width) {
        // Most pixels are background: where the same value comes and goes nothing changes.
        for (let i = first + enter, j = first + leave; i <= last + enter; i += width, j += width) {
          const come = plane[i]!;
          const go = plane[j]!;
          if (come === go) continue;
          histogram[come]!++;
          histogram[go]!--;
          if (come < median) below++;
          if (go < median) below--;
        }
      } else if (enter < width) {
        for (let i = first + enter; i <= last + enter; i += width) {
          const value = plane[i]!;
          histogram[value]!++;
          if (value < median) below++;
        }
        count += rows;
      } else if (leave >= 0) {
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

/** Maximum over a rectangle of 2·radius+1 samples each way, clipped at the borders: rows, then columns. */
export function maxFilter(
  plane: Uint8Array,
  width: number,
  height: number,
  radius: { x: number; y: number },
): Uint8Array {
  const across = new Uint8Array(plane.length);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) {
      const to = row + Math.min(width - 1, x + radius.x);
      let top = 0;
      for (let i = row + Math.max(0, x - radius.x); i <= to; i++) if (plane[i]! > top) top = plane[i]!;
      across[row + x] = top;
    }
  }
  const out = new Uint8Array(plane.length);
  for (let y = 0; y < height; y++) {
    const to = Math.min(height - 1, y + radius.y);
    const row = y * width;
    for (let near = Math.max(0, y - radius.y); near <= to; near++) {
      const other = near * width;
      for (let x = 0; x < width; x++) if (across[other + x]! > out[row + x]!) out[row + x] = across[other + x]!;
    }
  }
  return out;
}
