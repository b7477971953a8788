/**
 * What the repair by measure brings, pages drawn by Chromium:
 *   node --import tsx scripts/eval/mockups/repair.ts TRUTH.json PAGES.json      (PAGES: evaluate.ts --pages)
 * Prints how many pages began below 0.9, how many of them were raised, and how many of all were lowered.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { likenessOf } from '../../../src/mockup/likeness.ts';
import { correctedCode, Repair, UNCORRECTED } from '../../../src/mockup/repair.ts';
import type { Corrections, SeenPage, SeenPixels, SeenText } from '../../../src/shared/mockup.ts';
import type { PageData } from '../../../src/shared/structure.ts';

/** Likeness that a page must begin below to count. */
const LOW = 0.9;
const WIDTH = 320;

const [truthFile, pagesFile] = process.argv.slice(2);
const truths = JSON.parse(readFileSync(truthFile!, 'utf8')) as Record<string, { width: number; height: number }>;
const pages = JSON.parse(readFileSync(pagesFile!, 'utf8')) as Record<string, PageData>;
const folder = join(dirname(resolve(truthFile!)), 'png');
/** The panel's own look at the texts, for the page's world. */
const LOOK = buildSync({
  entryPoints: [resolve(import.meta.dirname, '../../../webview/mockup/texts.ts')],
  bundle: true,
  write: false,
  format: 'iife',
  globalName: 'look',
}).outputFiles[0]!.text;

async function grey(
  picture: string | Buffer,
  { width, height }: { width: number; height: number },
): Promise<SeenPixels> {
  const size = { width: WIDTH, height: Math.round((height * WIDTH) / width) };
  const data = await sharp(picture)
    .flatten({ background: '#fff' })
    .resize(size.width, size.height, { fit: 'fill' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  return { ...size, data: new Uint8Array(data) };
}

async function see(tab: Page, page: PageData, corrections: Corrections, mockup: SeenPixels): Promise<SeenPage> {
  await tab.setContent(correctedCode(page, { corrections }, { framework: 'html', tailwind: false }).code);
  const texts = (await tab.evaluate(`${LOOK}; look.seenTexts(document)`)) as SeenText[];
  return { texts, pixels: { page: await grey(await tab.screenshot(), tab.viewportSize()!), mockup } };
}

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const count = { pages: 0, below: 0, raised: 0, lowered: 0 };
const means = { before: 0, after: 0 };
for (const [name, page] of Object.entries(pages)) {
  const { width, height } = truths[name]!;
  const tab = await browser.newPage({ viewport: { width, height } });
  const mockup = await grey(join(folder, name), { width, height });
  const repair = new Repair(page);
  let tried: Corrections | null = UNCORRECTED;
  let before: number | undefined;
  while (tried) {
    const seen: SeenPage = await see(tab, page, tried, mockup);
    before ??= likenessOf(page, seen).all;
    tried = repair.next(seen);
  }
  await tab.close();
  const after = repair.best!.likeness.all;
  count.pages++;
  if (before! < LOW) {
    count.below++;
    if (after > before!) count.raised++;
  }
  if (after < before!) count.lowered++;
  means.before += before!;
  means.after += after;
  console.log(name, (100 * before!).toFixed(1), (100 * after).toFixed(1));
}
await browser.close();
console.log(JSON.stringify(count), (means.before / count.pages).toFixed(3), (means.after / count.pages).toFixed(3));
