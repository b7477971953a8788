/** Colours as one number, 0xrrggbb, and how far they are apart. */

/** 0xrrggbb */
export type Colour = number;

export const red = (c: Colour): number => c >> 16;
export const green = (c: Colour): number => (c >> 8) & 255;
export const blue = (c: Colour): number => c & 255;
export const fromRgb = (r: number, g: number, b: number): Colour => (r << 16) | (g << 8) | b;

/** Sum of the channels' differences, 0..765. */
export const apart = (a: Colour, b: Colour): number =>
  Math.abs((a >> 16) - (b >> 16)) + Math.abs(((a >> 8) & 255) - ((b >> 8) & 255)) + Math.abs((a & 255) - (b & 255));

/** The largest of the channels' differences, 0..255. */
export const farthest = (a: Colour, b: Colour): number =>
  Math.max(
    Math.abs((a >> 16) - (b >> 16)),
    Math.abs(((a >> 8) & 255) - ((b >> 8) & 255)),
    Math.abs((a & 255) - (b & 255)),
  );

/** 0..255 */
export const brightness = (c: Colour): number => 0.3 * red(c) + 0.59 * green(c) + 0.11 * blue(c);

/** 0 grey .. 255 */
export const saturation = (c: Colour): number =>
  Math.max(red(c), green(c), blue(c)) - Math.min(red(c), green(c), blue(c));

export const toHex = (c: Colour): string => `#${c.toString(16).padStart(6, '0')}`;
