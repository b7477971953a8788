// Renders chart specs with Vega-Lite to PNG files (held out of training): node vegalite.mjs SPECS.json OUTDIR
import { readFileSync, writeFileSync } from 'node:fs';
import * as vega from 'vega';
import * as lite from 'vega-lite';
import { Resvg } from '@resvg/resvg-js';
import { FONTS } from './fonts.mjs';

const [file, out] = process.argv.slice(2);
const all = JSON.parse(readFileSync(file, 'utf8'));

function spec(d) {
  const [a, b, c, e] = d.r;
  const axis = { labelColor: d.fg, titleColor: d.fg, gridColor: d.line, domainColor: d.muted, tickColor: d.muted, labelFont: d.font };
  const base = { $schema: 'https://vega.github.io/schema/vega-lite/v6.json', width: d.w - 140, height: d.h - 90, background: d.bg, title: d.title ? { text: d.title, color: d.fg, font: d.font, anchor: a < 0.5 ? 'middle' : 'start' } : undefined,
    config: { axis, legend: { labelColor: d.fg, titleColor: d.fg, labelFont: d.font }, view: { stroke: b < 0.5 ? d.line : null } } };
  const orient = { orient: d.legendpos };
  if (d.kind === 'pie') {
    const r = Math.min(base.width, base.height) / 2;
    return { ...base, data: { values: d.series[0].map((v, i) => ({ v, c: d.cats[i], i })) }, mark: { type: 'arc', outerRadius: r, innerRadius: r * d.hole, stroke: e < 0.4 ? d.bg : undefined },
      encoding: { theta: { field: 'v', type: 'quantitative', stack: true }, order: { field: 'i' }, color: { field: 'c', type: 'nominal', scale: { domain: d.cats, range: d.colours }, legend: d.legend ? { ...orient, title: null } : null } } };
  }
  const num = { field: 'v', type: 'quantitative', scale: { domain: [0, d.top], nice: false }, axis: { grid: d.grid, title: c < 0.4 ? 'value' : null } };
  const color = { field: 's', type: 'nominal', scale: { domain: d.names, range: d.colours }, legend: d.legend ? { ...orient, title: null } : null };
  if (d.kind === 'scatter') {
    return { ...base, data: { values: d.series.flatMap((s, j) => s.map(([x, y]) => ({ x, v: y, s: d.names[j] }))) }, mark: { type: a < 0.7 ? 'circle' : 'point', size: 25 + 70 * b, opacity: 1 },
      encoding: { x: { ...num, field: 'x' }, y: num, color } };
  }
  const values = d.series.flatMap((s, j) => s.map((v, i) => ({ v, c: d.kind === 'line' ? i : d.cats[i], s: d.names[j], k: d.cats[i] })));
  if (d.kind === 'line') {
    return { ...base, data: { values }, mark: { type: 'line', point: b < 0.4, strokeWidth: 1.5 + 2.5 * c, interpolate: a < 0.25 ? 'monotone' : 'linear' },
      encoding: { x: { field: 'c', type: 'quantitative', axis: { grid: d.grid && e < 0.3, title: null }, scale: { domain: [0, d.series[0].length - 1], nice: false } }, y: num, color } };
  }
  const h = d.kind === 'hbar';
  const cat = { field: 'c', type: 'nominal', sort: d.cats, axis: { title: null, labelAngle: h ? 0 : a < 0.5 ? 0 : -90, grid: false } };
  return { ...base, data: { values }, mark: { type: 'bar', cornerRadiusEnd: e < 0.2 ? 4 : 0 },
    encoding: { [h ? 'y' : 'x']: cat, [h ? 'x' : 'y']: { ...num, stack: d.style === 'stacked' ? 'zero' : null },
      ...(d.style === 'grouped' ? { [h ? 'yOffset' : 'xOffset']: { field: 's', sort: d.names } } : {}),
      ...(d.style === 'stacked' ? { order: { field: 's' } } : {}),
      color: d.many ? { field: 'c', type: 'nominal', scale: { domain: d.cats, range: d.colours }, legend: null } : color } };
}

for (const [i, d] of all.entries()) {
  const view = new vega.View(vega.parse(lite.compile(spec(d)).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  writeFileSync(`${out}/${i}.png`, new Resvg(svg, { font: { loadSystemFonts: false, fontFiles: FONTS, defaultFontFamily: 'DejaVu Sans' } }).render().asPng());
}
