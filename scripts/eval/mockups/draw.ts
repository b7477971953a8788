/**
 * Draws mockups of known content, and writes what they hold as Chromium sees it:
 *   node --import tsx scripts/eval/mockups/draw.ts OUT_FOLDER --looks NODE_MODULES --extract EXTRACT.mjs [--seed 1] [--plain]
 * NODE_MODULES has the frameworks and faces of the looks (npm i --ignore-scripts bootstrap bulma uikit fomantic-ui-css
 * @fontsource/…); EXTRACT.mjs exports EXTRACT, what takes the truth from a page. OUT_FOLDER gets tuned/ and held/, each with
 * truth.json and png/. Every third picture went through JPEG of quality 85 once, every fifth is drawn with two pixels a CSS
 * pixel; --plain: none.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { LOOKS } from './looks.ts';
import { facesOf, RICH_LOOKS } from './richLooks.ts';
import { PAGES, type Picture } from './pages.ts';
import { chance } from './words.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    looks: { type: 'string' },
    extract: { type: 'string' },
    seed: { type: 'string', default: '1' },
    plain: { type: 'boolean' },
  },
});
const out = positionals[0]!;
const { EXTRACT } = (await import(String(pathToFileURL(resolve(values.extract!))))) as { EXTRACT: () => unknown };

/** Clouds of colour with grain: nothing flat in it. */
async function photo(seed: number): Promise<string> {
  const c = chance(seed);
  const [w, h] = [24, 14];
  const raw = Buffer.from(
    Array.from({ length: w * h * 3 }, (_, i) => Math.round(60 + 140 * c.next() + 40 * Math.sin(i / 9))),
  );
  const smooth = await sharp(raw, { raw: { width: w, height: h, channels: 3 } })
    .resize(480, 280, { kernel: 'cubic' })
    .raw()
    .toBuffer();
  for (let i = 0; i < smooth.length; i++)
    smooth[i] = Math.max(0, Math.min(255, smooth[i]! + Math.round((c.next() - 0.5) * 26)));
  const jpeg = await sharp(smooth, { raw: { width: 480, height: 280, channels: 3 } })
    .jpeg({ quality: 80 })
    .toBuffer();
  return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
}

/** Every word with its box in CSS pixels, for readings that are given; as a string, for the page's own world. */
const WORDS = `(() => {
  const out = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = walk.nextNode(); n; n = walk.nextNode()) {
    if (/^(style|script|option|textarea)$/i.test(n.parentElement.tagName)) continue;
    const upper = getComputedStyle(n.parentElement).textTransform === 'uppercase';
    for (const { 0: word, index } of n.data.matchAll(/\\S+/g)) {
      const range = document.createRange();
      range.setStart(n, index);
      range.setEnd(n, index + word.length);
      const { x, y, width, height } = range.getBoundingClientRect();
      if (width > 0 && y < innerHeight) out.push([upper ? word.toUpperCase() : word, x, y, width, height]);
    }
  }
  const pen = document.createElement('canvas').getContext('2d');
  for (const e of document.querySelectorAll('input, textarea, select')) {
    const text = e.tagName === 'SELECT' ? e.selectedOptions[0].text : e.type === 'password' ? '•'.repeat(e.value.length) : /checkbox|radio/.test(e.type) ? '' : e.value || e.placeholder;
    const box = e.getBoundingClientRect();
    if (!text || !box.width) continue;
    const css = getComputedStyle(e);
    pen.font = css.font;
    const size = parseFloat(css.fontSize), left = box.x + parseFloat(css.borderLeftWidth) + parseFloat(css.paddingLeft) + (e.tagName === 'SELECT' ? 4 : 0);
    let line = box.y + parseFloat(css.borderTopWidth) + parseFloat(css.paddingTop), x = left;
    const pitch = parseFloat(css.lineHeight) || 1.2 * size;
    if (e.tagName !== 'TEXTAREA') line = box.y + (box.height - pitch) / 2;
    for (const word of text.split(' ')) {
      const width = pen.measureText(word).width;
      if (e.tagName === 'TEXTAREA' && x > left && x + width > box.right - 12) { x = left; line += pitch; }
      out.push([word, x, line, width, pitch]);
      x += width + pen.measureText(' ').width;
    }
  }
  return out;
})()`;

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const truths: Record<'tuned' | 'held', Record<string, unknown>> = { tuned: {}, held: {} };
let number = Number(values.seed) * 1000;
const photos = await Promise.all([1, 2, 3, 4].map((n) => photo(n + Number(values.seed))));
for (const look of [...LOOKS, ...RICH_LOOKS]) {
  const set = look.held ? 'held' : 'tuned';
  mkdirSync(join(out, set, 'png'), { recursive: true });
  for (const [kind, page] of Object.entries(PAGES)) {
    const c = chance(++number);
    const jpeg = !values.plain && number % 3 === 0;
    const scale = !values.plain && number % 5 === 0 ? 2 : 1;
    const picture: Picture = (width, height, type = 'flat') =>
      type === 'photo'
        ? `<img alt="" src="${c.pick(photos)}" style="display:block;width:${width};height:${height}px;object-fit:cover">`
        : `<svg class="ph" style="display:block;width:${width};height:${height}px;background:${c.pick(['#c7d2fe', '#d1d5db', '#fecaca', '#bbf7d0'])}"></svg>`;
    const sheets = (look.sheets ?? [])
      .map((file) => readFileSync(join(values.looks!, file), 'utf8').replace(/@charset[^;]*;/g, ''))
      .join('\n');
    const html = `<!doctype html><html lang="en"${look.dark ? ' data-theme="dark"' : ''}><head><meta charset="utf-8"><style>${facesOf(look.font, values.looks!)}${sheets}\nbody,button,input,select,textarea{font-family:"${look.font}",sans-serif}\n${look.css}</style></head><body>${page(look, c, picture, () => c.pick(photos))}</body></html>`;
    const [width, height] = look.phone
      ? [390, 844]
      : c.pick([
          [1280, 800],
          [1280, 800],
          [1440, 900],
          [1024, 768],
        ] as const);
    const context = await browser.newContext({
      viewport: { width, height },
      offline: true,
      deviceScaleFactor: scale,
    });
    const tab = await context.newPage();
    await tab.setContent(html);
    await tab.waitForTimeout(60);
    const name = `${look.name}-${kind}.png`;
    const shot = await tab.screenshot();
    const written = jpeg
      ? await sharp(await sharp(shot).jpeg({ quality: 85 }).toBuffer())
          .png()
          .toBuffer()
      : shot;
    writeFileSync(join(out, set, 'png', name), written);
    truths[set][name] = {
      look: look.name,
      width,
      height,
      ...(scale > 1 && { scale }),
      ...(jpeg && { jpeg }),
      words: await tab.evaluate(WORDS),
      theme: look.dark ? 'dark' : 'light',
      ...((await tab.evaluate(EXTRACT)) as object),
    };
    await context.close();
  }
}
for (const set of ['tuned', 'held'] as const) writeFileSync(join(out, set, 'truth.json'), JSON.stringify(truths[set]));
await browser.close();
console.log(`${Object.keys(truths.tuned).length} tuned, ${Object.keys(truths.held).length} held apart`);
