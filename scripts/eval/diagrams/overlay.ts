/** What geometry found, drawn over a paled picture: for looking at failures. */
import sharp from 'sharp';
import type { Rgb } from '../../../src/ocr/page/normalise.ts';
import type { Geometry } from '../../../src/structure/diagram/geometry.ts';

const COLORS = ['#d00000', '#0060d0', '#008020', '#b000b0', '#c06000', '#008080', '#606000', '#4040ff'];

export async function overlay(
  picture: Rgb,
  { raster, nodes, groups, edges, snippets }: Geometry,
  file: string,
): Promise<void> {
  const s = raster.scale;
  const zoom = Math.max(1, Math.min(2, 900 / picture.width));
  const parts: string[] = [];
  const rect = (r: { x: number; y: number; w: number; h: number }, style: string) =>
    parts.push(`<rect x="${r.x / s}" y="${r.y / s}" width="${r.w / s}" height="${r.h / s}" fill="none" ${style}/>`);
  for (const group of groups) rect(group, 'stroke="#00a0a0" stroke-width="3" stroke-dasharray="8 4"');
  for (const snippet of snippets) rect(snippet, 'stroke="#ff9000" stroke-width="1"');
  for (const [k, node] of nodes.entries()) {
    rect(node, 'stroke="#ff0000" stroke-width="1.5"');
    parts.push(`<text x="${node.x / s}" y="${node.y / s}" font-size="9" fill="#c00">${k} ${node.shape}</text>`);
  }
  for (const [k, edge] of edges.entries()) {
    const color = COLORS[k % COLORS.length]!;
    const points = edge.points.filter((_, i) => i % 3 === 0 || i === edge.points.length - 1);
    const path = points.map(([x, y], i) => `${i ? 'L' : 'M'}${x / s} ${y / s}`).join('');
    parts.push(
      `<path d="${path}" fill="none" stroke="${color}" stroke-width="2" ${edge.line === 'dashed' ? 'stroke-dasharray="4 3"' : ''}/>`,
    );
    const [x, y] = edge.points.at(-1)!;
    const [x0, y0] = edge.points[0]!;
    if (edge.arrow !== 'none') parts.push(`<circle cx="${x / s}" cy="${y / s}" r="4" fill="${color}"/>`);
    if (edge.arrow === 'both') parts.push(`<circle cx="${x0 / s}" cy="${y0 / s}" r="4" fill="${color}"/>`);
    if (edge.confidence < 0.6) parts.push(`<text x="${x / s}" y="${y / s}" font-size="14" fill="${color}">?</text>`);
  }
  const { width, height } = picture;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width * zoom}" height="${height * zoom}" viewBox="0 0 ${width} ${height}">${parts.join('')}</svg>`;
  const base = await sharp(picture.data, { raw: { width, height, channels: 3 } })
    .resize(Math.round(width * zoom))
    .linear(0.5, 110)
    .png()
    .toBuffer();
  await sharp(base)
    .composite([{ input: await sharp(Buffer.from(svg)).png().toBuffer() }])
    .png()
    .toFile(file);
}
