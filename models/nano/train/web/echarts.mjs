// Renders chart specs (JSON array in a file) with Apache ECharts to PNG files: node echarts.mjs SPECS.json OUTDIR
import { readFileSync, writeFileSync } from 'node:fs';
import * as echarts from 'echarts';
import { Resvg } from '@resvg/resvg-js';
import { FONTS } from './fonts.mjs';

const [file, out] = process.argv.slice(2);
const all = JSON.parse(readFileSync(file, 'utf8'));
const font = (d) => ({ fontFamily: d.font, color: d.fg });

function option(d) {
  const [a, b, c, e] = d.r;
  const base = {
    animation: false, backgroundColor: d.bg, color: d.colours, textStyle: { fontFamily: d.font, color: d.fg },
    title: d.title ? { text: d.title, left: a < 0.5 ? 'center' : 'left', textStyle: font(d) } : undefined,
    legend: d.legend ? { show: true, textStyle: font(d), ...(d.legendpos === 'right' ? { orient: 'vertical', right: 4, top: 'middle' } : { [d.legendpos]: d.legendpos === 'top' ? (d.title ? 28 : 4) : 2 }) } : { show: false },
    grid: { left: 50, right: d.legend && d.legendpos === 'right' ? 110 : 24, top: d.title || d.legend ? 60 : 24, bottom: d.legend && d.legendpos === 'bottom' ? 56 : 36 },
  };
  if (d.kind === 'pie') {
    const outer = 50 + 22 * b;
    return { ...base, series: [{ type: 'pie', startAngle: 90, clockwise: true, radius: [d.hole ? `${outer * d.hole}%` : 0, `${outer}%`], center: ['50%', '54%'], label: { show: c < 0.5, color: d.fg, position: e < 0.5 ? 'outside' : 'inside' },
      itemStyle: e < 0.4 ? { borderColor: d.bg, borderWidth: 2 } : {}, data: d.series[0].map((v, i) => ({ value: v, name: d.cats[i] })) }] };
  }
  const num = { type: 'value', min: 0, max: d.top, axisLabel: { color: d.muted }, splitLine: { show: d.grid, lineStyle: { color: d.line, type: c < 0.3 ? 'dashed' : 'solid' } }, axisLine: { show: b < 0.6, lineStyle: { color: d.muted } } };
  const cat = { type: 'category', data: d.cats, axisLabel: { color: d.muted }, axisLine: { lineStyle: { color: d.muted } }, boundaryGap: d.kind !== 'line' || e < 0.4 };
  if (d.kind === 'scatter') {
    return { ...base, xAxis: { ...num, splitLine: { ...num.splitLine, show: d.grid && a < 0.7 } }, yAxis: num, series: d.series.map((s, i) => ({ type: 'scatter', name: d.names[i], symbolSize: 4 + 8 * b, data: s })) };
  }
  const h = d.kind === 'hbar';
  const line = d.kind === 'line';
  return { ...base, [h ? 'yAxis' : 'xAxis']: h ? { ...cat, inverse: true } : cat, [h ? 'xAxis' : 'yAxis']: num,
    series: d.series.map((s, i) => ({
      type: line ? 'line' : 'bar', name: d.names[i], smooth: a < 0.25, showSymbol: b < 0.5, lineStyle: { width: 1.5 + 2.5 * c }, areaStyle: line && d.series.length === 1 && e < 0.2 ? {} : undefined,
      stack: d.style === 'stacked' ? 'x' : undefined, barCategoryGap: `${12 + 40 * c}%`, barGap: '4%', itemStyle: { borderRadius: e < 0.2 && d.style !== 'stacked' ? 4 : 0 }, label: { show: !line && b < 0.15 && d.style === 'single' , position: h ? 'right' : 'top', color: d.fg, formatter: (p) => Number(p.value.value ?? p.value).toFixed(0) },
      data: d.many ? s.map((v, j) => ({ value: v, itemStyle: { color: d.colours[j] } })) : s,
    })) };
}

/** Where the marks of a series lie, in pixels: bars as [x, y, width, height], slices as [x, y] of their middle, lines as [x, y] of their last point. */
function placesOf(series, kind) {
  const data = series.getData();
  if (kind === 'line') return [[...data.getLayout('points').slice(-2)]];
  return Array.from({ length: data.count() }, (_, i) => {
    const m = data.getItemLayout(i);
    if (kind !== 'pie') return [m.x, m.y, m.width, m.height];
    const [angle, r] = [(m.startAngle + m.endAngle) / 2, m.r0 ? (m.r + m.r0) / 2 : m.r * 0.62];
    return [m.cx + r * Math.cos(angle), m.cy + r * Math.sin(angle)];
  });
}

const marks = all.map((d, i) => {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: d.w, height: d.h });
  chart.setOption(option(d));
  const svg = chart.renderToSVGString();
  const places = d.kind === 'scatter' ? [] : chart.getModel().getSeries().map((series) => placesOf(series, d.kind));
  chart.dispose();
  writeFileSync(`${out}/${i}.png`, new Resvg(svg, { font: { loadSystemFonts: false, fontFiles: FONTS, defaultFontFamily: 'DejaVu Sans' } }).render().asPng());
  return places;
});
writeFileSync(`${out}/marks.json`, JSON.stringify(marks));
