/**
 * Draws the charts of OUT_DIR/specs.json (specs.py) that libraries of browsers draw, in Chromium:
 *     node --import tsx scripts/eval/charts/drawBrowser.mjs OUT_DIR LIBRARIES [LIBRARY ...]
 * LIBRARIES is a node_modules folder with chart.js, echarts, d3, apexcharts, plotly.js-dist-min and billboard.js (`npm i` in any folder).
 * Pages of Bokeh come from bokehPages.py (OUT_DIR/html). Adds to truth.json; nothing is downloaded while drawing.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from '../../lib/chromium.ts';
import { canvas } from './drawn/canvas.mjs';
import { d3Charts } from './drawn/d3.mjs';
import { svg } from './drawn/svg.mjs';

/** What the truth says as the specification has it. */
const TOLD = [
  ...['id', 'title', 'x_title', 'y_title', 'x_type', 'x_scale', 'y_scale', 'format', 'theme', 'scale'],
  ...['labels', 'markers', 'legend', 'series'],
];

const [out, libraries, ...wanted] = process.argv.slice(2);
if (!out || !libraries) throw new Error('usage: drawBrowser.mjs OUT_DIR LIBRARIES [LIBRARY ...]');
const script = (path) =>
  `<script>${readFileSync(join(libraries, path), 'utf8').replaceAll('</script', '<\\/script')}</script>`;
const HEADS = {
  chartjs: () => script('chart.js/dist/chart.umd.js'),
  echarts: () => script('echarts/dist/echarts.min.js'),
  d3: () => script('d3/dist/d3.min.js'),
  apexcharts: () => script('apexcharts/dist/apexcharts.min.js'),
  plotly: () => script('plotly.js-dist-min/plotly.min.js'),
  billboard: () =>
    `<style>${readFileSync(join(libraries, 'billboard.js/dist/billboard.min.css'), 'utf8')}</style>` +
    script('billboard.js/dist/billboard.pkgd.min.js'),
};

/** Inside the page. */
const HELP = `
const FONT = ['Arial, sans-serif', 'system-ui, sans-serif', 'Georgia, serif'];
function formatted(value, form) {
  const sign = value < 0 ? '-' : '';
  const v = Math.abs(value);
  const plain = (x) => String(Number(x.toPrecision(6)));
  if (form === 'dollar') return sign + '$' + (v < 1000 ? plain(v) : Math.round(v).toLocaleString('en-US'));
  if (form === 'percent') return sign + plain(v) + '%';
  if (form === 'si') for (const [size, letter] of [[1e9, 'B'], [1e6, 'M'], [1e3, 'k']]) if (v >= size) return sign + plain(v / size) + letter;
  if (form === 'thousands') return sign + v.toLocaleString('en-US');
  return sign + plain(v);
}
const defined = (o) => { if (Array.isArray(o)) return o.map(defined); if (!o || typeof o !== 'object') return o; return Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined).map(([k, v]) => [k, defined(v)])); };
const dark = (o) => o.theme === 'dark';
const ink = (o) => (dark(o) ? '#c9d1d9' : '#444');
const ground = (o) => (dark(o) ? '#161b22' : '#ffffff');
const gridInk = (o) => (dark(o) ? '#30363d' : '#e3e6ea');
const flat = (o) => o.kind === 'horizontal-bar';
const DEFAULT = ['#36a2eb', '#ff6384', '#4bc0c0', '#ff9f40', '#9966ff', '#ffcd56', '#8dd17e', '#c9cbcf', '#2f4b7c', '#a05195', '#665191', '#d45087'];
const colours = (o) => [...(o.palette ?? DEFAULT), ...DEFAULT];
const labelsOf = (o) => o.series[0].points.map((p) => p.label);
const ms = (x) => Date.parse(String(x).length > 10 ? x + 'Z' : x + 'T00:00:00Z');
const dated = (x, hours) => { const d = new Date(x); const p = (n) => String(n).padStart(2, '0'); return hours ? p(d.getUTCHours()) + ':00' : ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][d.getUTCMonth()] + ' ' + d.getUTCFullYear(); };
`;

const DRAW = { ...canvas, ...d3Charts, ...svg };

const truthFile = join(out, 'truth.json');
const truths = existsSync(truthFile) ? JSON.parse(readFileSync(truthFile, 'utf8')) : {};
const specs = JSON.parse(readFileSync(join(out, 'specs.json'), 'utf8')).filter(
  (one) => (one.library in DRAW || one.library === 'bokeh') && (wanted.length === 0 || wanted.includes(one.library)),
);
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ['--no-sandbox', '--force-color-profile=srgb'],
});
for (const one of specs) {
  const context = await browser.newContext({
    viewport: { width: one.width, height: one.height },
    deviceScaleFactor: one.scale,
    timezoneId: 'UTC',
    offline: true,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  try {
    if (one.library === 'bokeh') {
      const file = join(out, 'html', `${one.id}.html`);
      if (!existsSync(file)) continue;
      await page.setContent(readFileSync(file, 'utf8'));
      await page.waitForTimeout(700);
    } else {
      await page.setContent(
        `<!doctype html><meta charset=utf-8><style>body{margin:0;background:${one.theme === 'dark' ? '#161b22' : '#fff'}}</style>${HEADS[one.library]()}<body></body>`,
      );
      const drawn = await page.evaluate(
        `${HELP};(function(o){const draw={${DRAW[one.library].toString()}}[${JSON.stringify(one.library)}];return Promise.resolve(draw(o)).then((ok)=>ok&&{legend:o.legend,labels:o.labels})})(${JSON.stringify(one)})`,
      );
      if (!drawn) continue;
      Object.assign(one, drawn);
      await page.waitForTimeout(250);
    }
    let shot = await page.screenshot({ type: 'png', clip: { x: 0, y: 0, width: one.width, height: one.height } });
    if (one.jpeg) {
      const jpeg = await page.screenshot({
        type: 'jpeg',
        quality: 70,
        clip: { x: 0, y: 0, width: one.width, height: one.height },
      });
      shot = jpeg;
    }
    writeFileSync(join(out, 'png', `${one.id}.png`), shot);
    const kind = { floating: 'bar', mixed: 'bar' }[one.kind] ?? one.kind;
    const truth = Object.fromEntries(TOLD.map((name) => [name, one[name]]));
    truths[`${one.id}.png`] = {
      ...truth,
      renderer: one.library,
      kind,
      drawn: one.kind,
      texts: [],
      ...(one.boxes ? { boxes: one.boxes } : {}),
    };
  } catch (error) {
    console.log(one.id, one.kind, String(error).slice(0, 160));
  } finally {
    await context.close();
  }
}
await browser.close();
writeFileSync(truthFile, JSON.stringify(truths));
console.log(Object.keys(truths).length);
