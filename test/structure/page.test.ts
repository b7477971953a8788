import assert from 'node:assert/strict';
import test from 'node:test';
import sharp from 'sharp';
import type { PlaceReader } from '../../src/ocr/inPlace/types.ts';
import type { Rgb } from '../../src/ocr/page/normalise.ts';
import type { TextReading } from '../../src/shared/engine.ts';
import type { PageNode } from '../../src/shared/structure.ts';
import { readPage } from '../../src/structure/layout/index.ts';
import { makeSheet } from '../../src/structure/layout/sheet.ts';

interface Word {
  text: string;
  x: number;
  /** Its baseline. */
  y: number;
  size?: number;
  bold?: boolean;
}

/** Draws shapes and words; a real renderer's letters, and the words as if they had been read. */
async function drawn(
  width: number,
  height: number,
  shapes: string,
  words: readonly Word[],
  quality?: number,
): Promise<{ picture: Rgb; text: TextReading; place: PlaceReader }> {
  const letters = words.map(
    ({ text, x, y, size = 14, bold }) =>
      `<text x="${x}" y="${y}" font-size="${size}" font-weight="${bold ? 700 : 400}">${text}</text>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="Arial, Liberation Sans, DejaVu Sans"><rect width="100%" height="100%" fill="#fff"/>${shapes}${letters.join('')}</svg>`;
  let image = sharp(Buffer.from(svg));
  if (quality) image = sharp(await image.jpeg({ quality }).toBuffer());
  const { data, info } = await image.removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const lines = words.map(({ text, x, y, size = 14 }) => {
    const box = { x, y: y - 0.75 * size, width: 0.5 * size * text.length, height: size };
    return { text, box, words: [{ text, box, confidence: 99 }] };
  });
  const place: PlaceReader = {
    read: (regions) =>
      Promise.resolve(
        regions.map(({ box }) => {
          const own = lines.filter(
            (line) =>
              line.box.x + 4 > box.x &&
              line.box.x + 4 < box.x + box.width &&
              line.box.y + 8 > box.y &&
              line.box.y + 4 < box.y + box.height,
          );
          const text = own.map((line) => line.text).join(' ');
          return { text, confidence: text ? 0.99 : 0, box, lines: [], alternatives: [] };
        }),
      ),
  };
  return {
    picture: { width: info.width, height: info.height, data: new Uint8Array(data) },
    text: { lines, text: lines.map(({ text }) => text).join('\n'), ms: 0 },
    place,
  };
}

const all = (node: PageNode): PageNode[] => [node, ...node.children.flatMap(all)];
const read = async (...of: Parameters<typeof drawn>): Promise<PageNode[]> => {
  const { page, notes } = await readPage(await drawn(...of));
  assert.ok(page, JSON.stringify(notes));
  return all(page.root);
};

const frame = (x: number, y: number, w: number, h: number, line: string, fill: string) =>
  `<rect x="${x + 0.5}" y="${y + 0.5}" width="${w - 1}" height="${h - 1}" rx="3" fill="${fill}" stroke="${line}"/>`;

test('buttons that touch are a row of buttons, each with its border', async () => {
  const names = ['Billing', 'Security', 'Alerts', 'Members'];
  const shapes = names.map((_, i) => frame(40 + 80 * i, 100, 80, 30, '#767676', '#efefef')).join('');
  const nodes = await read(800, 500, `<rect width="800" height="56" fill="#dde3ee"/>${shapes}`, [
    { text: 'Workspace', x: 40, y: 34, size: 18 },
    { text: 'Settings', x: 40, y: 86, size: 22, bold: true },
    ...names.map((text, i) => ({ text, x: 80 + 80 * i - [20, 26, 18, 30][i]!, y: 120 })),
  ]);
  const row = nodes.find(({ flow, children }) => flow === 'row' && children.length === 4);
  assert.deepEqual(
    row?.children.map(({ role, text, style }) => [role, text?.text, style.borderWidth]),
    names.map((name) => ['button', name, 1]),
  );
});

test('a page with little on it tells that it went through JPEG', async () => {
  const words = [
    { text: 'Account settings', x: 40, y: 100, size: 24, bold: true },
    { text: 'Email address', x: 40, y: 140 },
    { text: 'ida@example.org', x: 52, y: 173 },
  ];
  const of = [1440, 900, frame(40, 150, 500, 36, '#8a8a8a', '#ffffff'), words] as const;
  assert.equal(makeSheet((await drawn(...of, 85)).picture, 1).noisy, true);
  assert.equal(makeSheet((await drawn(...of)).picture, 1).noisy, false);
});

test('a line down from the top with words beside it makes a page', async () => {
  const links = ['Files', 'Team', 'Customers', 'Calendar'];
  const shapes = '<rect x="200" width="1" height="460" fill="#dbdbdb"/>';
  const nodes = await read(800, 500, shapes, [
    ...links.map((text, i) => ({ text, x: 28, y: 60 + 36 * i })),
    { text: 'Dashboard', x: 230, y: 50, size: 28, bold: true },
    { text: 'Orders', x: 230, y: 100 },
    { text: 'Revenue', x: 420, y: 100 },
  ]);
  const side = nodes.find(({ role }) => role === 'sidebar');
  assert.ok(side);
  assert.deepEqual(
    all(side).flatMap(({ role, text }) => (role === 'link' ? [text?.text] : [])),
    links,
  );
});

test('a small coloured button stays a button through JPEG', async () => {
  const shapes = `<rect width="1280" height="56" fill="#dde3ee"/><rect x="300" y="160" width="92" height="34" rx="4" fill="#00d1b2"/>`;
  const nodes = await read(
    1280,
    800,
    shapes,
    [
      { text: 'Workspace', x: 40, y: 34, size: 18 },
      { text: 'Plans and pricing', x: 40, y: 110, size: 26, bold: true },
      { text: 'Start trial', x: 316, y: 182 },
    ],
    85,
  );
  const button = nodes.find(({ role }) => role === 'button');
  assert.equal(button?.text?.text, 'Start trial');
  assert.ok(button.style.background);
});

test('what stands at the other end of a bar is no link of its row', async () => {
  const links = ['Team', 'Pricing', 'Orders', 'Files'];
  const nodes = await read(1280, 500, '<rect width="1280" height="56" fill="#dde3ee"/>', [
    { text: 'Lantern', x: 24, y: 34, size: 18 },
    ...links.map((text, i) => ({ text, x: 130 + 70 * i, y: 34 })),
    { text: 'Sign up', x: 1200, y: 34 },
    { text: 'Dashboard', x: 40, y: 110, size: 26, bold: true },
    { text: 'Nothing is stored on our servers longer than thirty days.', x: 40, y: 150 },
  ]);
  const list = nodes.find(({ role, flow }) => role === 'list' && flow === 'row');
  assert.deepEqual(
    list?.children.map(({ text }) => text?.text),
    links,
  );
});
