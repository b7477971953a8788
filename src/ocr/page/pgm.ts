import type { Grey } from './normalise.ts';

/** Binary PGM (P5), which Leptonica reads at once; BMP would take four times as long. */
export function toPgm({ width, height, data }: Grey): Uint8Array {
  const header = new TextEncoder().encode(`P5\n${width} ${height}\n255\n`);
  const out = new Uint8Array(header.length + data.length);
  out.set(header);
  out.set(data, header.length);
  return out;
}
