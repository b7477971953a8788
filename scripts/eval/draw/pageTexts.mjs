/**
 * Draws the pages of svgCharts.py in Chromium and writes where each text stands:
 * node --import tsx scripts/eval/draw/pageTexts.mjs FOLDER   →   FOLDER/PROGRAM/{*.png, truth.json}
 * Roles are those of the strings that the chart was given; other numbers are ticks beside an axis and values on marks inside of the plot.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from '../../lib/chromium.ts';

const folder = process.argv[2];
if (!folder) throw new Error('usage: pageTexts.mjs FOLDER');
const pages = JSON.parse(readFileSync(join(folder, 'pages.json'), 'utf8'));
const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });

/** In the page: every visible text of an SVG with its box on the screen. */
function textsOf() {
  const out = [];
  for (const svg of document.querySelectorAll('svg text')) {
    const spans = svg.querySelectorAll('tspan');
    for (const element of spans.length > 1 ? spans : [svg]) {
      const text = element.textContent.replace(/\s+/g, ' ').trim();
      const { x, y, width, height } = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      if (!text || width < 2 || height < 2 || style.visibility === 'hidden' || style.opacity === '0') continue;
      const matrix = svg.getScreenCTM();
      const place = [svg, ...(svg.closest('[class]') ? [svg.closest('[class]')] : [])]
        .map((one) => one.getAttribute('class') ?? '')
        .join(' ');
      const slant = Math.abs(matrix.b) > 0.1 && Math.abs(matrix.a) > 0.1;
      const hidden = ['0', ''].includes(style.fillOpacity) || element.closest('[opacity="0"], .tooltip, defs');
      if (!slant && !hidden) out.push({ text, box: [x, y, width, height], turned: Math.abs(matrix.b) > 0.5, place });
    }
  }
  return out;
}

const truths = {};
for (const [name, { renderer, roles, width, height, scale }] of Object.entries(pages)) {
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: scale });
  const file = resolve(folder, name);
  if (name.endsWith('.svg')) {
    const svg = readFileSync(file, 'utf8');
    await page.setContent(`<body style="margin:0;background:#fff">${svg.slice(svg.indexOf('<svg'))}`);
    await page.addStyleTag({ content: `svg{width:${width}px;height:${height}px}` });
  } else {
    await page.goto(`file://${file}`);
    await page.addStyleTag({ content: 'body{margin:0}' });
    await page.waitForSelector('svg text');
  }
  await page.waitForTimeout(300);
  const found = await page.evaluate(textsOf);
  const inside = found.filter(({ box: [x, y, w, h] }) => x >= 0 && y >= 0 && x + w <= width + 1 && y + h <= height + 1);
  const isNumber = (text) => /^[-−$]?\d[\d.,]*[kMB%]?$/.test(text);
  const plotted = (place) => /bars|value|point/.test(place);
  const texts = inside.flatMap(({ text, box, turned, place }) => {
    const role = roles[text] ?? (isNumber(text) ? (plotted(place) ? 'data-label' : 'tick') : undefined);
    return role ? [{ text, box: box.map((v) => v * scale), turned, role }] : [];
  });
  mkdirSync(join(folder, renderer), { recursive: true });
  const png = name.replace(/\.\w+$/, '.png');
  await page.screenshot({ path: join(folder, renderer, png) });
  (truths[renderer] ??= {})[png] = { renderer, scale, texts };
  await page.close();
}
await browser.close();
for (const [renderer, truth] of Object.entries(truths))
  writeFileSync(join(folder, renderer, 'truth.json'), JSON.stringify(truth, undefined, 1));
