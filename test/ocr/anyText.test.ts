import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import sharp from 'sharp';
import { createReader } from '../../src/reading/index.ts';

const reader = createReader();
after(() => reader.dispose());

/** Lines of monospaced text; each at a multiple of the size's grid, as a terminal draws them. */
async function terminal(
  lines: string[],
  { size = 14, color = '#222', ground = '#fff', family = 'DejaVu Sans Mono' } = {},
) {
  const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/ /g, '\u00a0');
  const text = lines.map((line, i) => `<text x="14" y="${26 + 1.4 * size * i}">${escaped(line)}</text>`).join('');
  const width = Math.round(Math.max(...lines.map((line) => line.length)) * size * 0.61 + 40);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${Math.round(30 + 1.4 * size * lines.length)}"><rect width="100%" height="100%" fill="${ground}"/><g font-family="${family}" font-size="${size}" fill="${color}">${text}</g></svg>`;
  const { data, info } = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

const read = async (lines: string[], options?: Parameters<typeof terminal>[1]) =>
  (await reader.read(await terminal(lines, options))).text;
const squeezed = (text: string) => text.replace(/\s+/g, ' ').trim();

test('numbers alone, one path, an address, a line of JSON are read', async () => {
  assert.equal(squeezed(await read(['08:05 08:35 09:10', '12:45 13:20 17:55'])), '08:05 08:35 09:10 12:45 13:20 17:55');
  assert.equal(squeezed(await read(['/var/lib/app/cache/index.db'])), '/var/lib/app/cache/index.db');
  assert.equal(squeezed(await read(['mail.admin@build.example.org'])), 'mail.admin@build.example.org');
  const json = '{"level":"warn","code":504,"path":"/v3/cart","ms":817}';
  assert.equal(squeezed(await read([json])), json);
});

test('short code is upright, its underscores, brackets and spaces are there', async () => {
  const text = await read(['def __call__(self):', '    return self.items[i]'], { size: 16 });
  assert.match(text, /def __call__\(self\):/);
  assert.match(text, /return self\.items\[i\]/);
  const loop = await read(['for (j = 0; j < n; j++) {', '  sum += a[j] * b[j];', '}']);
  assert.match(loop, /for \(j = 0; j < n; j\+\+\) \{/);
  assert.match(loop, /sum \+= a\[j\] \* b\[j\];/);
});

test('noise is left out, counted, and where it was', async () => {
  const { data, info } = await sharp('test/fixtures/images/coffee.jpg')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { lines, left = [] } = await reader.read({ width: info.width, height: info.height, data });
  assert.ok(lines.flatMap(({ words }) => words).length <= 1, JSON.stringify(lines.map(({ text }) => text)));
  assert.ok(left.length >= 10);
  for (const { box } of left) assert.ok(box.x > -9 && box.x + box.width < info.width + 9, JSON.stringify(box));
});

test('a picture wider than Leptonica takes is read', async () => {
  const one = await terminal(['first stop'], { size: 18 });
  const { data, info } = await sharp({ create: { width: 17000, height: 60, channels: 3, background: '#fff' } })
    .composite(
      [100, 9000, 16500].map((left) => ({
        input: Buffer.from(one.data),
        raw: { width: one.width, height: one.height, channels: 3 as const },
        left,
        top: 4,
      })),
    )
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { text } = await reader.read({ width: info.width, height: info.height, data });
  assert.equal(text.match(/first stop/g)?.length, 3, text);
});
