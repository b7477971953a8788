/**
 * Draws charts, diagrams and pages in Chromium and writes where each text stands:
 * node --import tsx scripts/eval/draw/browserPictures.mjs OUT_FOLDER LIBRARIES [COUNT] [SEED]
 *
 * LIBRARIES is a node_modules folder with echarts, vega, vega-lite and chart.js (npm i in any folder); Graphviz' `dot` draws diagrams
 * where it is installed. Truth: {"picture.png": {texts: [{text, box, role, turned}]}}, with the roles number, word, node, edge and page.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from '../../lib/chromium.ts';
const [out, libraries, count = '12', seed = '7'] = process.argv.slice(2);
if (!out || !libraries) throw new Error('usage: browserPictures.mjs OUT_FOLDER LIBRARIES [COUNT] [SEED]');
let state = Number(seed);
const random = () => {
  state = (state * 1664525 + 1013904223) % 2 ** 32;
  return state / 2 ** 32;
};
const pick = (list) => list[Math.floor(random() * list.length)];
const some = (list, n) => [...list].sort(() => random() - 0.5).slice(0, n);
const between = (a, b) => a + random() * (b - a);
const NAMES = [
  'Berlin',
  'Quito',
  'Lyon',
  'Osaka',
  'v3.1',
  'Q4 2023',
  'Desktop',
  'Mobile',
  'node-18',
  'EU',
  'US',
  '95th',
  'Organic',
  'Paid',
  'Referral',
  'Wk 12',
  'Mo',
  'Tu',
  'We',
  'Xeon',
  'M2 Pro',
  'Zoom',
  'Slack',
  'cache',
  'disk',
  'GPU 0',
  '\xDCnal',
  'K\xF6ln',
  'C',
  'W',
  '2021',
  '2022',
];
const TITLES = [
  'Orders per channel',
  'Build time (s)',
  'Queue depth',
  'Sessions by device, 2024',
  'Free disk space',
  'Conversion rate (%)',
  'Verk\xE4ufe nach Stadt',
  'p99 latency, ms',
];
const FONTS = ['Liberation Sans', 'Inter', 'Lato', 'DejaVu Sans', 'Roboto, Liberation Sans', 'Open Sans, DejaVu Sans'];
const COLOURS = ['#3b82f6', '#ef4444', '#10b981', '#f59e0b', '#8b5cf6', '#0f766e', '#be185d', '#64748b'];
const numbers = (n, top) => Array.from({ length: n }, () => Math.round(between(0.1, 1) * top * 10) / 10);
const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox', '--disable-lcd-text'] });
const truth = {};
mkdirSync(out, { recursive: true });
const textsOf = (page, role) =>
  page.evaluate((role2) => {
    const number = /^[-−+$€]?[\d][\d.,]*\s?[%kKMB]?$/;
    const found = [];
    for (const element of document.querySelectorAll('svg text')) {
      const text = (element.textContent ?? '').trim();
      const style = getComputedStyle(element);
      if (!text || style.opacity === '0' || style.visibility === 'hidden') continue;
      const { x, y, width, height } = element.getBoundingClientRect();
      const matrix = element.getScreenCTM();
      const kind = element.closest('g.node')
        ? 'node'
        : element.closest('g.edge')
          ? 'edge'
          : number.test(text)
            ? 'number'
            : 'word';
      found.push({ text, box: [x, y, width, height], role: role2 ?? kind, turned: Math.abs(matrix.b) > 0.5 });
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.textContent.trim() || node.parentElement.closest('svg, script, style, canvas')) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const rects = [...range.getClientRects()].filter(({ width: width2 }) => width2 > 0);
      if (rects.length !== 1) continue;
      const [{ x, y, width, height }] = rects;
      const upper = getComputedStyle(node.parentElement).textTransform === 'uppercase';
      const text = node.textContent.trim().replace(/\s+/g, ' ');
      found.push({
        text: upper ? text.toUpperCase() : text,
        box: [x, y, width, height],
        role: role2 ?? 'page',
        turned: false,
      });
    }
    return [...found, ...(window.drawn ?? [])];
  }, role);
async function shoot(name, renderer, html, size, role, ready) {
  const scale = pick([1, 1, 2]);
  const context = await browser.newContext({ viewport: { width: size[0], height: size[1] }, deviceScaleFactor: scale });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(name, error.message));
  await page.setContent(html);
  if (ready) await page.waitForFunction(ready, void 0, { timeout: 15e3 });
  await page.waitForTimeout(50);
  const texts = await textsOf(page, role);
  await page.screenshot({ path: join(out, name) });
  await context.close();
  const boxed = texts
    .map((one) => ({ ...one, box: one.box.map((v) => Math.round(v * scale)) }))
    .filter(({ box: [x, y, w, h] }) => x >= 0 && y >= 0 && x + w <= size[0] * scale && y + h <= size[1] * scale);
  const clear = boxed.filter(
    ({ box: [x, y, w, h] }, i) =>
      !boxed.some(({ box: [u, v, a, b] }, j) => j !== i && x < u + a && u < x + w && y + 2 < v + b && v + 2 < y + h),
  );
  truth[name] = { renderer, scale, texts: clear };
}
const script = (path) =>
  `<script>${readFileSync(join(libraries, path), 'utf8').replaceAll('<\/script', '<\\/script')}<\/script>`;
const libs = {
  echarts: script('echarts/dist/echarts.min.js'),
  vega: script('vega/build/vega.min.js') + script('vega-lite/build/vega-lite.min.js'),
  chartjs: script('chart.js/dist/chart.umd.js'),
};
function echartsPage() {
  const names = some(NAMES, 6);
  const kind = pick(['bar', 'line', 'barh', 'pie']);
  const top = pick([10, 100, 5e3, 2e6]);
  const series = some(NAMES, kind === 'pie' ? 1 : pick([1, 2, 3])).map((name) => ({
    name,
    type: kind === 'barh' ? 'bar' : kind,
    data: numbers(6, top).map((value, i) => (kind === 'pie' ? { name: names[i], value } : value)),
    label: {
      show: random() < 0.7,
      position: kind === 'pie' ? 'outside' : pick(['top', 'inside', 'right']),
      ...(kind === 'pie' && { formatter: '{b}: {d}%' }),
    },
  }));
  const axes = [
    { type: 'category', data: names, ...(random() < 0.3 && { axisLabel: { rotate: 90 } }) },
    { type: 'value', name: pick(TITLES) },
  ];
  const option = {
    animation: false,
    title: { text: pick(TITLES) },
    legend: { bottom: 0 },
    color: some(COLOURS, 4),
    series,
    textStyle: { fontFamily: pick(FONTS) },
    ...(kind !== 'pie' && { xAxis: axes[kind === 'barh' ? 1 : 0], yAxis: axes[kind === 'barh' ? 0 : 1] }),
  };
  return `<body style="margin:0">${libs.echarts}<div id="c" style="width:680px;height:420px;${random() < 0.3 ? 'background:#100c2a' : ''}"></div><script>
    echarts.init(document.getElementById('c'), ${random() < 0.3 ? "'dark'" : 'null'}, { renderer: 'svg' }).setOption(${JSON.stringify(option)}); window.ready = true;<\/script>`;
}
function vegaPage() {
  const names = some(NAMES, 7);
  const top = pick([1, 60, 900, 45e3]);
  const values = names.map((name) => ({ name, value: between(0.1, 1) * top }));
  const encoding = {
    x: { field: 'name', type: 'nominal', title: pick(TITLES) },
    y: {
      field: 'value',
      type: 'quantitative',
      title: pick(TITLES),
      axis: { format: pick([',.0f', '~s', '.1f', '$,.0f']) },
    },
  };
  const layer = [
    { mark: { type: pick(['bar', 'line']), point: true } },
    ...(random() < 0.6
      ? [{ mark: { type: 'text', dy: -6 }, encoding: { text: { field: 'value', format: ',.1f' } } }]
      : []),
  ];
  const spec = {
    width: 460,
    height: 280,
    title: pick(TITLES),
    data: { values },
    encoding,
    layer,
    config: {
      font: pick(FONTS),
      ...(random() < 0.3 && {
        background: '#222',
        axis: { labelColor: '#ccc', titleColor: '#ddd' },
        title: { color: '#eee' },
        text: { color: '#ddd' },
      }),
    },
  };
  return `<body style="margin:8px">${libs.vega}<div id="c"></div><script>new vega.View(vega.parse(vegaLite.compile(${JSON.stringify(spec)}).spec), { renderer: 'svg', container: '#c' }).runAsync().then(() => { window.ready = true; });<\/script>`;
}
function chartjsPage() {
  const labels = some(NAMES, 6);
  const datasets = some(NAMES, pick([1, 2, 3])).map((label, i) => ({
    label,
    data: numbers(6, pick([20, 800, 3e4])),
    backgroundColor: COLOURS[i + 2],
    borderColor: COLOURS[i + 2],
  }));
  const config = {
    type: pick(['bar', 'line']),
    data: { labels, datasets },
    options: {
      animation: false,
      responsive: false,
      indexAxis: pick(['x', 'x', 'y']),
      font: { family: pick(FONTS) },
      plugins: { title: { display: true, text: pick(TITLES) } },
      scales: {
        x: { title: { display: true, text: pick(TITLES) } },
        y: { title: { display: true, text: pick(TITLES) } },
      },
    },
  };
  return `<body style="margin:0;background:${pick(['#fff', '#fff', '#f5f5f4'])}">${libs.chartjs}<canvas id="c" width="640" height="400"></canvas><script>
    window.drawn = []; const paint = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...rest) {
      paint.call(this, text, x, y, ...rest); const m = this.measureText(text), t = this.getTransform(), r = devicePixelRatio;
      const corners = [[x - m.actualBoundingBoxLeft, y - m.actualBoundingBoxAscent], [x + m.actualBoundingBoxRight, y + m.actualBoundingBoxDescent]].map(([u, v]) => t.transformPoint(new DOMPoint(u, v)));
      const [a, b] = corners; const box = [Math.min(a.x, b.x) / r, Math.min(a.y, b.y) / r, Math.abs(b.x - a.x) / r, Math.abs(b.y - a.y) / r];
      const role = /^[-\u2212]?[\\d.,]+$/.test(text) ? 'number' : 'word'; if (text.trim()) window.drawn.push({ text: String(text), box, role, turned: Math.abs(t.b) > 0.3 });
    };
    new Chart(document.getElementById('c'), ${JSON.stringify(config)}); const seen = new Set(); window.drawn = window.drawn.filter((d) => { const k = JSON.stringify(d); return !seen.has(k) && seen.add(k); }); window.ready = true;<\/script>`;
}
const STEPS = [
  'Receive order',
  'Check stock',
  'In stock?',
  'Ship parcel',
  'Notify customer',
  'Refund',
  'Archive',
  'DB',
  'S3',
  'Auth service',
  'Parse JSON',
  'Retry \u2264 3',
  'x > 0',
  'End',
  'Cache\\nlookup',
  'API\\ngateway',
];
function graphvizPage() {
  const steps = some(STEPS, pick([5, 7, 9]));
  const nodes = steps.map(
    (step, i) =>
      `n${i} [label="${step}", shape=${pick(['box', 'ellipse', 'diamond', 'box', 'cylinder', 'hexagon'])}, style=filled, fillcolor="${pick(['#ffffff', '#dbeafe', '#fde68a', '#1e3a8a', '#065f46'])}"]`,
  );
  const dark = (line) => (/#1e3a8a|#065f46/.test(line) ? line.replace(']', ', fontcolor=white]') : line);
  const edges = steps
    .slice(1)
    .map(
      (_, i) =>
        `n${Math.floor(random() * (i + 1))} -> n${i + 1} ${random() < 0.6 ? `[label="${pick(['yes', 'no', 'HTTP 200', 'on error', '1..*', 'async', 'GET /items', 'if n > 3', 'retry'])}"]` : ''}`,
    );
  const source = `digraph { rankdir=${pick(['TB', 'LR'])}; node [fontname="${pick(['Liberation Sans', 'DejaVu Sans', 'Liberation Serif'])}", fontsize=${pick([10, 12, 14])}]; edge [fontname="Liberation Sans", fontsize=${pick([9, 10, 12])}]; ${nodes.map(dark).join(';')}; ${edges.join(';')} }`;
  const { stdout, status } = spawnSync('dot', ['-Tsvg'], { input: source, encoding: 'utf8' });
  return status === 0 ? `<body style="margin:8px">${stdout.slice(stdout.indexOf('<svg'))}` : void 0;
}
const ROWS = [
  'Dashboard',
  'Settings',
  'Billing',
  'Log out',
  'Team members',
  'Notifications',
  'Search\u2026',
  'Export CSV',
  'New project',
  'Save changes',
  'Cancel',
  '\u20AC 1.299,00',
  '17\xB0',
  '+4.2%',
  '3',
  '#10482',
  'jane@example.org',
  'Invoice 2024-11',
  'Due in 5 days',
  'Draft',
  'v2.4.1',
  'Last sync: 09:41',
  'Z\xFCrich',
  'Ctrl+K',
];
function htmlPage() {
  const dark = random() < 0.4;
  const item = () => {
    const look = pick(['plain', 'button', 'badge', 'field', 'muted', 'heading']);
    const style = {
      plain: '',
      button: `background:${pick(COLOURS)};color:#fff;border-radius:6px;padding:6px 12px;`,
      badge: `background:${dark ? '#374151' : '#e5e7eb'};border-radius:9px;padding:1px 8px;font-size:11px;`,
      field: 'border:1px solid #9ca3af;border-radius:4px;padding:6px 10px;',
      muted: 'color:#8b93a1;font-size:12px;',
      heading: 'font-size:20px;font-weight:600;',
    }[look];
    return `<div style="margin:7px 12px"><span style="display:inline-block;${style}${random() < 0.1 ? 'text-transform:uppercase;letter-spacing:.04em;' : ''}">${pick(ROWS)}</span></div>`;
  };
  const column = () => `<div style="flex:1">${Array.from({ length: 9 }, item).join('')}</div>`;
  return `<body style="margin:0;display:flex;font:${pick([13, 14, 15])}px ${pick(FONTS)};background:${dark ? '#111827' : '#fff'};color:${dark ? '#e5e7eb' : '#111'}">${column()}${column()}${column()}`;
}
for (let i = 0; i < Number(count); i++) {
  const two = String(i).padStart(2, '0');
  await shoot(`echarts-${two}.png`, 'echarts', echartsPage(), [680, 420], null, 'window.ready');
  await shoot(`vega-${two}.png`, 'vega', vegaPage(), [660, 420], null, 'window.ready');
  await shoot(`chartjs-${two}.png`, 'chartjs', chartjsPage(), [640, 400], null, 'window.ready');
  const graph = graphvizPage();
  if (graph) await shoot(`graphviz-${two}.png`, 'graphviz', graph, [900, 700], null);
  await shoot(`page-${two}.png`, 'html', htmlPage(), [760, 420], 'page');
}
await browser.close();
writeFileSync(join(out, 'truth.json'), JSON.stringify(truth, void 0, 1));
console.log(Object.keys(truth).length, 'pictures');
