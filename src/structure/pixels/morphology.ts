/** Largest and smallest values of square neighbourhoods of a plane, in passes over whole rows that double the window. */

/** Maximum (or minimum) over windows of `size` × `size` around each pixel; `size` odd, windows are cut at the borders. */
export function windowed(plane: Uint8Array, width: number, height: number, size: number, largest: boolean): Uint8Array {
  if (size <= 1) return plane.slice();
  const across = alongLines(plane, width * height, 1, width, size, largest);
  return alongLines(across, plane.length, width, width, size, largest);
}

/**
 * Windows of 2, 4, 8 … values ahead, doubled until two of them cover the wanted one. Across (step 1) a window must not
 * run into the next row: values are then taken row by row.
 */
function alongLines(from: Uint8Array, length: number, step: number, width: number, size: number, largest: boolean) {
  const half = size >> 1;
  const lines = step === 1 ? length / width : 1;
  const span = step === 1 ? width : length;
  const out = new Uint8Array(length);
  let now = new Uint8Array(span);
  let next = new Uint8Array(span);
  for (let line = 0; line < lines; line++) {
    const offset = line * span;
    now.set(from.subarray(offset, offset + span));
    let reach = 1; // values ahead, itself included
    while (reach * 2 <= half + 1) {
      shiftInto(now, next, reach * step, largest);
      [now, next] = [next, now];
      reach *= 2;
    }
    if (reach < half + 1) {
      shiftInto(now, next, (half + 1 - reach) * step, largest);
      [now, next] = [next, now];
    }
    // `now` looks half + 1 ahead; the same from half behind makes the whole window.
    const shift = half * step;
    const limit = Math.min(shift, span);
    // At the border the window behind begins at the border itself.
    for (let lane = 0; lane < step; lane++) {
      let best = now[lane]!;
      for (let i = lane; i < limit; i += step) {
        const value = now[i]!;
        if (largest ? value > best : value < best) best = value;
        out[offset + i] = best;
      }
    }
    if (largest) {
      for (let i = shift; i < span; i++) {
        const a = now[i]!;
        const b = now[i - shift]!;
        out[offset + i] = a > b ? a : b;
      }
    } else {
      for (let i = shift; i < span; i++) {
        const a = now[i]!;
        const b = now[i - shift]!;
        out[offset + i] = a < b ? a : b;
      }
    }
  }
  return out;
}

function shiftInto(from: Uint8Array, to: Uint8Array, by: number, largest: boolean): void {
  const end = Math.max(0, from.length - by);
  if (largest) {
    for (let i = 0; i < end; i++) {
      const a = from[i]!;
      const b = from[i + by]!;
      to[i] = a > b ? a : b;
    }
  } else {
    for (let i = 0; i < end; i++) {
      const a = from[i]!;
      const b = from[i + by]!;
      to[i] = a < b ? a : b;
    }
  }
  for (let i = end; i < from.length; i++) to[i] = from[i]!;
}

export const dilate = (plane: Uint8Array, width: number, height: number, size: number) =>
  windowed(plane, width, height, size, true);
export const erode = (plane: Uint8Array, width: number, height: number, size: number) =>
  windowed(plane, width, height, size, false);
/** Gaps up to `size` - 1 wide are filled. */
export const close = (plane: Uint8Array, width: number, height: number, size: number) =>
  erode(dilate(plane, width, height, size), width, height, size);
