import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeImage } from '../../../src/image/decode.ts';
import { hatsOf } from '../../../src/structure/pixels/hats.ts';
import { findSnippets, type Snippet } from '../../../src/structure/pixels/snippets.ts';

const snippetsIn = async (svg: string) => {
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="360" height="240" font-family="sans-serif"><rect width="360" height="240" fill="#fff"/>${svg}</svg>`;
  return findSnippets(await decodeImage(Buffer.from(picture), 'a.svg'), 1);
};
/** What holds this point. */
const at = (snippets: Snippet[], x: number, y: number) =>
  snippets.filter(({ box }) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height);

test('a title on its side is one piece, beside numbers close to it and in bold letters that touch', async () => {
  const numbers = [40, 80, 120, 160, 200].map((y) => `<text x="34" y="${y}" font-size="11">${y}</text>`).join('');
  const found = await snippetsIn(
    `${numbers}<text transform="translate(20 150) rotate(-90)" font-size="12" font-weight="bold">Employees</text>`,
  );
  const title = at(found, 16, 120);
  assert.equal(title.length, 1);
  assert.ok(title[0]!.turned && title[0]!.box.height > 50 && title[0]!.box.width < 16);
  assert.equal(found.filter(({ turned }) => !turned).length, 5);
});

test('names below each other are no text on its side', async () => {
  const names = ['404', 'POST', '65+', 'Mar', 'Dec'];
  const found = await snippetsIn(
    names.map((name, i) => `<text x="40" y="${40 + 14 * i}" font-size="11">${name}</text>`).join(''),
  );
  assert.deepEqual(
    found.map(({ turned }) => turned),
    names.map(() => false),
  );
});

test('a tick mark behind a number is left out, a minus before it is kept', async () => {
  const ticks = [60, 100, 140].map(
    (y) =>
      `<text x="50" y="${y + 4}" font-size="11" text-anchor="end">-${y}</text><path d="M52 ${y}h4" stroke="#333"/>`,
  );
  const found = await snippetsIn(`${ticks.join('')}<path d="M56.5 20v180" stroke="#333"/>`);
  assert.equal(found.length, 3);
  for (const { box } of found) assert.ok(box.x + box.width <= 51 && box.width > 15, JSON.stringify(box));
});

test('white values over a dashed grid on a mark are found whole, small letters that touch are no line', async () => {
  const grid = [60, 100, 140].map((y) => `<path d="M20 ${y}.5H340" stroke="#bbb" stroke-dasharray="4 2"/>`).join('');
  const found = await snippetsIn(
    `<rect x="60" y="30" width="200" height="160" fill="#a60628"/>${grid}<text x="140" y="104" font-size="12" fill="#fff">0.13</text>`,
  );
  const value = at(found, 152, 100);
  assert.equal(value.length, 1);
  assert.ok(value[0]!.light && Math.abs(value[0]!.box.width - 25) < 5, JSON.stringify(value));
});

test('light text with a shadow is the text, not its shadow; what lies between dark words is nothing', async () => {
  const found = await snippetsIn(
    `<rect x="60" y="30" width="200" height="60" fill="#775dd0"/>
     <text x="101" y="66" font-size="13" font-weight="bold" fill="#3a2d68">23.2%</text>
     <text x="100" y="65" font-size="13" font-weight="bold" fill="#fff">23.2%</text>
     <text x="100" y="150" font-size="12">12am</text><text x="100" y="166" font-size="12">4/2</text>`,
  );
  assert.deepEqual(
    at(found, 120, 60).map(({ light }) => light),
    [true],
  );
  assert.deepEqual(
    found.filter(({ box }) => box.y > 120).map(({ light }) => light),
    [false, false],
  );
});

test('hats are closing and opening, at the edges too', () => {
  const [width, height, size] = [23, 19, 5];
  let state = 7;
  const data = new Uint8Array(3 * width * height).map(() => (state = (state * 1103515245 + 12345) % 2147483648) >> 8);
  const plain = (plane: number[], most: boolean) =>
    plane.map((_, i) => {
      const [x, y] = [i % width, Math.floor(i / width)];
      const around = plane.filter(
        (__, j) => Math.abs((j % width) - x) <= size >> 1 && Math.abs(Math.floor(j / width) - y) <= size >> 1,
      );
      return most ? Math.max(...around) : Math.min(...around);
    });
  const planes = [0, 1, 2].map((c) => Array.from({ length: width * height }, (_, i) => data[3 * i + c]!));
  const expected = (first: boolean) =>
    planes.map((plane) => plain(plain(plane, first), !first).map((v, i) => Math.abs(v - plane[i]!)));
  const most = (of: number[][]) => of[0]!.map((_, i) => Math.max(...of.map((plane) => plane[i]!)));
  const { dark, light } = hatsOf({ width, height, data }, size);
  assert.deepEqual([...dark], most(expected(true)));
  assert.deepEqual([...light], most(expected(false)));
});
