import assert from 'node:assert/strict';
import test from 'node:test';
import sharp from 'sharp';
import { decodeImage } from '../../src/image/decode.ts';
import { groundOf } from '../../src/image/ground.ts';
import { withLabels } from '../../src/image/svg/labels.ts';

const NS = 'xmlns="http://www.w3.org/2000/svg"';
const bytes = (text: string) => new TextEncoder().encode(text);
/** Pixels much darker than white in a region. */
async function ink(file: Uint8Array, [x, y, w, h]: [number, number, number, number]): Promise<number> {
  const { width, data } = await decodeImage(file);
  let count = 0;
  for (let v = y; v < y + h; v++) for (let u = x; u < x + w; u++) if (data[3 * (v * width + u)]! < 100) count++;
  return count;
}

test('labels of HTML are drawn in their place; markup in them is text, not elements', async () => {
  const svg = (html: string) =>
    `<svg ${NS} width="300" height="100"><foreignObject x="150" y="20" width="140" height="60">${html}</foreignObject></svg>`;
  const file = bytes(
    svg('<div style="color: #111; font-size: 14px"><p>Order <b>paid</b>&nbsp;&amp; sent</p><p>next</p></div>'),
  );
  assert.ok((await ink(file, [150, 20, 140, 60])) > 150);
  assert.equal(await ink(file, [0, 0, 140, 100]), 0);
  const text = withLabels(new TextDecoder().decode(file));
  assert.match(text, />Order paid &amp; sent<\/text>/);
  assert.match(text, />next<\/text>/);
  assert.doesNotMatch(text, /foreignObject|<p>|<div/);
  assert.match(withLabels(svg('a & b &copy; &lt;script&gt;')), />a &amp; b &amp;copy; &lt;script&gt;<\/text>/);
});

test('broken labels neither throw nor take long', () => {
  for (const text of ['', '<svg', '<svg><foreignObject', '<svg><foreignObject>', '<svg><foreignObject/></svg>'])
    assert.doesNotThrow(() => withLabels(text));
  const start = performance.now();
  withLabels(`<svg ${NS}>${'<foreignObject>'.repeat(50_000)}${'<style>'.repeat(50_000)}</svg>`);
  assert.ok(performance.now() - start < 5000);
});

test('light drawings on transparency are laid on dark, dark ones and windows with clear corners on white', async () => {
  const picture = async (color: string, clear: boolean) => {
    const file = await sharp({
      create: { width: 60, height: 40, channels: 4, background: clear ? '#ffffff00' : '#ffffffff' },
    })
      .composite([{ input: { create: { width: 20, height: 6, channels: 4, background: color } }, left: 10, top: 10 }])
      .png()
      .toBuffer();
    const { data } = await decodeImage(file);
    return data[0];
  };
  assert.equal(await picture('#f0f0f0', true), 0x1e);
  assert.equal(await picture('#202020', true), 255);
  assert.equal(await picture('#3070c0', true), 255);
  assert.equal(await picture('#f0f0f0', false), 255);
  const corners = new Uint8Array(4 * 400).fill(255);
  corners[3] = 0;
  assert.equal(groundOf(corners, 20, 20, 4), 'light');
});
