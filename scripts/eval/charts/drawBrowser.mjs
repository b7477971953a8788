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

/* global document, Chart, echarts, d3, ApexCharts, Plotly, bb -- drawn inside the page */
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

const DRAW = {
  chartjs(o) {
    const r = o.look;
    const round = ['pie', 'donut'].includes(o.kind);
    const type = { donut: 'doughnut', area: 'line', scatter: 'scatter', line: 'line', pie: 'pie' }[o.kind] ?? 'bar';
    if (['box', 'heatmap', 'histogram'].includes(o.kind) || o.x_type === 'date') return false;
    document.body.innerHTML = `<div style="width:${o.width}px;height:${o.height}px"><canvas></canvas></div>`;
    Chart.defaults.color = ink(o);
    const c = colours(o);
    const numeric = o.x_type === 'number';
    const datasets = o.series.map((s, i) => ({
      label: s.name,
      data: s.points.map((p) => (numeric ? { x: p.x, y: p.y } : p.low !== undefined ? [p.low, p.y] : p.y)),
      backgroundColor: round ? c : o.kind === 'area' ? c[i] + '55' : r < 0.3 && type === 'bar' ? c[i] + '99' : c[i],
      borderColor: round ? ground(o) : c[i],
      borderWidth: type === 'bar' ? (r < 0.3 ? 1 : 0) : round ? 2 : r < 0.5 ? 2 : 3,
      fill: o.kind === 'area',
      pointRadius: type === 'scatter' ? 4 : o.markers ? 4 : 0,
      tension: o.smooth ? 0.4 : 0,
      stepped: o.stepped,
      borderDash: o.dashed && i ? [6, 4] : [],
      borderRadius: r > 0.7 && type === 'bar' && o.kind !== 'stacked-bar' ? 4 : 0,
      ...(o.kind === 'mixed' && i
        ? { type: 'line', backgroundColor: c[i], order: -1, yAxisID: s.second ? 'y2' : 'y' }
        : {}),
    }));
    const value = {
      type: o.y_scale === 'log' ? 'logarithmic' : 'linear',
      reverse: o.reversed,
      stacked: o.kind === 'stacked-bar',
      grid: { display: o.grid, color: gridInk(o) },
      title: { display: !!o.y_title, text: o.y_title },
      ticks: { callback: (v) => formatted(v, o.format) },
      ...(o.full ? { max: 100 } : {}),
    };
    const base = {
      type: numeric ? (o.x_scale === 'log' ? 'logarithmic' : 'linear') : 'category',
      stacked: o.kind === 'stacked-bar',
      grid: { display: o.grid && r < 0.5, color: gridInk(o) },
      title: { display: !!o.x_title, text: o.x_title },
    };
    new Chart(document.querySelector('canvas'), {
      type,
      data: { labels: numeric ? undefined : labelsOf(o), datasets },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        indexAxis: flat(o) ? 'y' : 'x',
        scales: round
          ? {}
          : {
              [flat(o) ? 'y' : 'x']: base,
              [flat(o) ? 'x' : 'y']: value,
              ...(o.kind === 'mixed' && o.series[1].second
                ? { y2: { position: 'right', grid: { display: false } } }
                : {}),
            },
        plugins: {
          title: { display: !!o.title, text: o.title },
          legend: {
            display: o.legend !== 'none' || round,
            position: o.legend === 'inside' || o.legend === 'none' ? 'top' : o.legend,
          },
        },
      },
      plugins:
        o.labels && !round
          ? [
              {
                id: 'v',
                afterDatasetsDraw(chart) {
                  chart.data.datasets.forEach((d, k) =>
                    chart.getDatasetMeta(k).data.forEach((e, i) => {
                      const { ctx } = chart;
                      ctx.fillStyle = ink(o);
                      ctx.font = '11px Arial';
                      ctx.textAlign = flat(o) ? 'left' : 'center';
                      ctx.fillText(
                        formatted(d.data[i], o.format),
                        e.x + (flat(o) ? 4 : 0),
                        e.y + (flat(o) ? 4 : d.data[i] < 0 ? 14 : -5),
                      );
                    }),
                  );
                },
              },
            ]
          : [],
    });
    if (round) {
      o.legend = 'top';
      o.labels = false;
    }
    return true;
  },

  echarts(o) {
    const c = colours(o);
    const round = ['pie', 'donut'].includes(o.kind);
    if (o.kind === 'histogram') return false;
    document.body.innerHTML = `<div id=c style="width:${o.width}px;height:${o.height}px"></div>`;
    const chart = echarts.init(document.querySelector('#c'), dark(o) ? 'dark' : null, {
      renderer: o.look < 0.5 ? 'canvas' : 'svg',
      useDirtyRect: false,
    });
    const legend = {
      none: { show: false },
      right: { right: 10, top: 'middle', orient: 'vertical' },
      top: { top: 28 },
      bottom: { bottom: 4 },
      inside: { top: 60, right: 40, orient: 'vertical' },
    }[o.legend];
    const value = {
      type: o.y_scale === 'log' ? 'log' : 'value',
      inverse: o.reversed,
      name: o.y_title,
      splitLine: { show: o.grid },
      axisLabel: { formatter: (v) => formatted(v, o.format) },
      ...(o.full ? { max: 100 } : {}),
    };
    const base =
      o.x_type === 'category'
        ? {
            type: 'category',
            data: labelsOf(o),
            name: o.look < 0.4 ? o.x_title : '',
            boundaryGap: !['line', 'area'].includes(o.kind) || o.look < 0.6,
          }
        : {
            type: o.x_type === 'date' ? 'time' : o.x_scale === 'log' ? 'log' : 'value',
            scale: true,
            ...(o.x_type === 'date' ? { axisLabel: { formatter: '{yyyy}-{MM}-{dd}', hideOverlap: true } } : {}),
            splitLine: { show: o.grid && o.look < 0.5 },
          };
    const option = {
      animation: false,
      color: o.palette ? c : undefined,
      backgroundColor: dark(o) ? undefined : '#fff',
      title: o.title ? { text: o.title, left: o.look < 0.5 ? 'center' : 'left' } : undefined,
      legend,
    };
    if (round)
      option.series = [
        {
          type: 'pie',
          radius: o.kind === 'donut' ? ['35%', '62%'] : '62%',
          label: {
            show: o.legend === 'none' || o.labels,
            formatter: o.labels ? (o.legend === 'none' ? '{b}: {c}%' : '{c}%') : '{b}',
          },
          data: o.series[0].points.map((p) => ({ name: p.label, value: p.y })),
        },
      ];
    else if (o.kind === 'heatmap') {
      const all = o.series.flatMap((s) => s.points.map((p) => p.y));
      Object.assign(option, {
        xAxis: { type: 'category', data: labelsOf(o) },
        yAxis: { type: 'category', data: o.series.map((s) => s.name), inverse: true },
        grid: { left: 90, bottom: 70 },
        visualMap: { min: Math.min(...all), max: Math.max(...all), orient: 'horizontal', left: 'center', bottom: 4 },
        series: [
          {
            type: 'heatmap',
            label: { show: o.labels },
            data: o.series.flatMap((s, r) => s.points.map((p, i) => [i, r, p.y])),
          },
        ],
      });
    } else {
      option.grid = {
        containLabel: true,
        left: 20,
        right: o.legend === 'right' ? 120 : 40,
        top: 70,
        bottom: o.legend === 'bottom' ? 40 : 16,
      };
      option[flat(o) ? 'yAxis' : 'xAxis'] = base;
      option[flat(o) ? 'xAxis' : 'yAxis'] =
        o.kind === 'mixed' && o.series[1].second ? [value, { type: 'value', splitLine: { show: false } }] : value;
      option.series = o.series.map((s, i) => ({
        name: s.name,
        type:
          { line: 'line', area: 'line', scatter: 'scatter', box: 'boxplot' }[o.kind] ??
          (o.kind === 'mixed' && i ? 'line' : 'bar'),
        data:
          o.kind === 'box'
            ? o.boxes
            : s.points.map((p) =>
                o.x_type === 'category'
                  ? p.low !== undefined
                    ? p.y - p.low
                    : p.y
                  : [o.x_type === 'date' ? p.x : p.x, p.y],
              ),
        stack: o.kind === 'stacked-bar' || o.kind === 'floating' ? 'a' : undefined,
        areaStyle: o.kind === 'area' ? {} : undefined,
        showSymbol: o.markers,
        smooth: o.smooth,
        step: o.stepped ? 'middle' : undefined,
        lineStyle: o.dashed && i ? { type: 'dashed' } : undefined,
        yAxisIndex: o.kind === 'mixed' && i && s.second ? 1 : 0,
        symbolSize: o.kind === 'scatter' ? 9 : 6,
        label: o.labels
          ? { show: true, position: flat(o) ? 'right' : 'top', formatter: (p) => formatted(p.value, o.format) }
          : undefined,
        itemStyle:
          o.look > 0.75 && ['bar', 'grouped-bar'].includes(o.kind) ? { borderRadius: [5, 5, 0, 0] } : undefined,
      }));
      if (o.kind === 'floating')
        option.series.unshift({
          type: 'bar',
          stack: 'a',
          itemStyle: { color: 'transparent' },
          data: o.series[0].points.map((p) => p.low),
        });
    }
    const done = new Promise((resolve) => chart.on('finished', () => resolve(true)));
    chart.setOption(option);
    return Promise.race([done, new Promise((resolve) => setTimeout(() => resolve(true), 5000))]);
  },

  d3(o) {
    if (['pie', 'donut', 'box', 'heatmap'].includes(o.kind)) return false;
    const c = o.palette ?? (o.look < 0.5 ? d3.schemeTableau10 : d3.schemeSet2);
    const f = flat(o);
    const [w, h] = [o.width, o.height];
    const m = {
      top: o.legend === 'top' ? 56 : 40,
      right: o.legend === 'right' ? 110 : 24,
      bottom: o.legend === 'bottom' ? 74 : 50,
      left: 78,
    };
    const svg = d3
      .select(document.body)
      .html('')
      .append('svg')
      .attr('width', w)
      .attr('height', h)
      .style('background', ground(o))
      .style('font-family', FONT[Math.floor(o.look * 3)]);
    const all = o.series.flatMap((s) => s.points.flatMap((p) => [p.y, p.low ?? p.y]));
    const stacked = o.kind === 'stacked-bar';
    const sums = o.series[0].points.map((_, i) => d3.sum(o.series, (s) => s.points[i]?.y ?? 0));
    const zero = !['line', 'scatter'].includes(o.kind) || o.look < 0.4;
    const domain = [
      zero ? Math.min(0, d3.min(all)) : d3.min(all),
      stacked ? d3.max(sums) : zero ? Math.max(0, d3.max(all)) : d3.max(all),
    ];
    const span = f ? [m.left, w - m.right] : [h - m.bottom, m.top];
    const y = (o.y_scale === 'log' ? d3.scaleLog() : d3.scaleLinear())
      .domain(o.y_scale === 'log' ? [d3.min(all), d3.max(all)] : o.reversed ? [domain[1], domain[0]] : domain)
      .nice()
      .range(span);
    const room = f ? [m.top, h - m.bottom] : [m.left, w - m.right];
    const bars = ['bar', 'grouped-bar', 'stacked-bar', 'horizontal-bar', 'floating', 'mixed', 'histogram'].includes(
      o.kind,
    );
    const category = o.x_type === 'category';
    const at = (p) => (o.x_type === 'date' ? new Date(ms(p.x)) : p.x);
    const x = category
      ? bars
        ? d3.scaleBand(labelsOf(o), room).padding(0.25)
        : d3.scalePoint(labelsOf(o), room).padding(0.4)
      : (o.x_type === 'date' ? d3.scaleUtc() : o.x_scale === 'log' ? d3.scaleLog() : d3.scaleLinear())
          .domain(o.edges ? d3.extent(o.edges) : d3.extent(o.series.flatMap((s) => s.points.map(at))))
          .range(room);
    if (o.kind === 'scatter') x.nice();
    const ax = f ? d3.axisBottom(y).ticks(6) : d3.axisLeft(y).ticks(o.look < 0.5 ? 6 : 10);
    if (o.y_scale !== 'log') ax.tickFormat((v) => formatted(v, o.format));
    else ax.ticks(4, '~s');
    const value = svg
      .append('g')
      .attr('transform', f ? `translate(0,${h - m.bottom})` : `translate(${m.left},0)`)
      .call(ax);
    if (o.grid)
      value
        .selectAll('.tick')
        .append('line')
        .attr('stroke', gridInk(o))
        .attr(f ? 'y2' : 'x2', f ? -(h - m.top - m.bottom) : w - m.left - m.right);
    if (o.look < 0.35) value.select('.domain').remove();
    const under = svg
      .append('g')
      .attr('transform', f ? `translate(${m.left},0)` : `translate(0,${h - m.bottom})`)
      .call(
        f
          ? d3.axisLeft(x).tickSizeOuter(0)
          : o.x_type === 'date'
            ? d3.axisBottom(x).ticks(5, '%Y-%m-%d').tickSizeOuter(0)
            : d3.axisBottom(x).tickSizeOuter(0),
      );
    svg
      .selectAll('.tick text')
      .attr('fill', ink(o))
      .style('font-size', o.look < 0.5 ? '11px' : '12px');
    void under;
    svg.selectAll('.domain').attr('stroke', ink(o));
    const cx = (p) => (category ? x(p.label) + x.bandwidth() / 2 : x(at(p)));
    o.series.forEach((s, k) => {
      const g = svg.append('g');
      const asLine = ['line', 'area'].includes(o.kind) || (o.kind === 'mixed' && k);
      const scale = o.kind === 'mixed' && s.second ? d3.scaleLinear([0, d3.max(s.points, (p) => p.y)], span).nice() : y;
      if (o.kind === 'mixed' && k && s.second)
        svg
          .append('g')
          .attr('transform', `translate(${w - m.right},0)`)
          .call(d3.axisRight(scale).ticks(6))
          .selectAll('text')
          .attr('fill', ink(o))
          .style('font-size', '11px');
      if (asLine) {
        const curve = o.smooth ? d3.curveMonotoneX : o.stepped ? d3.curveStep : d3.curveLinear;
        if (o.kind === 'area')
          g.append('path')
            .attr('fill', c[k])
            .attr('opacity', o.look < 0.5 ? 0.4 : 1)
            .attr(
              'd',
              d3
                .area()
                .curve(curve)
                .x(cx)
                .y0(y(0))
                .y1((p) => y(p.y))(s.points),
            );
        g.append('path')
          .attr('fill', 'none')
          .attr('stroke', c[k])
          .attr('stroke-width', o.look < 0.5 ? 1.5 : 2.5)
          .attr('stroke-dasharray', o.dashed && k ? '5 4' : null)
          .attr(
            'd',
            d3
              .line()
              .curve(curve)
              .x(cx)
              .y((p) => scale(p.y))(s.points),
          );
        if (o.markers)
          g.selectAll('circle')
            .data(s.points)
            .join('circle')
            .attr('cx', cx)
            .attr('cy', (p) => scale(p.y))
            .attr('r', 3.5)
            .attr('fill', o.look < 0.4 ? ground(o) : c[k])
            .attr('stroke', c[k])
            .attr('stroke-width', 1.5);
      } else if (o.kind === 'scatter')
        g.selectAll('circle')
          .data(s.points)
          .join('circle')
          .attr('cx', cx)
          .attr('cy', (p) => y(p.y))
          .attr('r', 4)
          .attr('fill', o.look < 0.3 ? 'none' : c[k])
          .attr('stroke', c[k])
          .attr('opacity', 0.85);
      else {
        const grouped = o.kind === 'grouped-bar' || (f && o.series.length > 1);
        const size = o.edges ? x(o.edges[1]) - x(o.edges[0]) - 1 : x.bandwidth() / (grouped ? o.series.length : 1);
        s.points.forEach((p, i) => {
          const below = stacked ? d3.sum(o.series.slice(0, k), (q) => q.points[i].y) : (p.low ?? 0);
          const [a, b] = [y(below), y(stacked ? below + p.y : p.y)].sort((q, r) => q - r);
          const start = (o.edges ? x(p.x) - size / 2 : x(p.label)) + (grouped ? k * size : 0);
          g.append('rect')
            .attr(f ? 'y' : 'x', start)
            .attr(f ? 'height' : 'width', size * (grouped && o.look < 0.5 ? 0.94 : 1))
            .attr(f ? 'x' : 'y', a)
            .attr(f ? 'width' : 'height', Math.max(0, b - a))
            .attr('fill', c[k])
            .attr('rx', o.look > 0.8 && !stacked ? 3 : 0);
          if (o.labels)
            g.append('text')
              .text(formatted(p.y, o.format))
              .attr('fill', ink(o))
              .style('font-size', '11px')
              .attr('text-anchor', f ? 'start' : 'middle')
              .attr('x', f ? b + 4 : start + size / 2)
              .attr('y', f ? start + size / 2 + 4 : p.y < 0 ? b + 12 : a - 4);
        });
      }
    });
    const text = (t, px, py, size, anchor = 'middle', turn = '') =>
      svg
        .append('text')
        .text(t)
        .attr('x', px)
        .attr('y', py)
        .attr('fill', ink(o))
        .style('font-size', `${size}px`)
        .attr('text-anchor', anchor)
        .attr('transform', turn);
    if (o.title) text(o.title, o.look < 0.5 ? w / 2 : 12, 22, 16, o.look < 0.5 ? 'middle' : 'start');
    const [xt, yt] = f ? [o.y_title, o.x_title] : [o.x_title, o.y_title];
    if (xt) text(xt, (m.left + w - m.right) / 2, h - m.bottom + 36, 12);
    if (yt) text(yt, 0, 0, 12, 'middle', `translate(16,${(m.top + h - m.bottom) / 2}) rotate(-90)`);
    if (o.legend !== 'none') {
      let px = o.legend === 'right' ? w - m.right + 14 : o.legend === 'inside' ? m.left + 20 : m.left;
      let py = { right: m.top + 10, inside: m.top + 8, top: 42, bottom: h - 14 }[o.legend];
      o.series.forEach((s, k) => {
        const line = o.look < 0.4 && ['line'].includes(o.kind);
        if (line)
          svg
            .append('line')
            .attr('x1', px)
            .attr('x2', px + 18)
            .attr('y1', py)
            .attr('y2', py)
            .attr('stroke', c[k])
            .attr('stroke-width', 2);
        else if (o.look < 0.7)
          svg
            .append('rect')
            .attr('x', px + 4)
            .attr('y', py - 6)
            .attr('width', 12)
            .attr('height', 12)
            .attr('fill', c[k]);
        else
          svg
            .append('circle')
            .attr('cx', px + 10)
            .attr('cy', py)
            .attr('r', 5)
            .attr('fill', c[k]);
        const t = text(s.name, px + 24, py + 4, 12, 'start');
        if (['right', 'inside'].includes(o.legend)) py += 20;
        else px += 40 + t.node().getComputedTextLength();
      });
    }
    return true;
  },

  apexcharts(o) {
    if (['box', 'histogram', 'mixed', 'floating'].includes(o.kind)) return false;
    document.body.innerHTML = `<div id=c style="width:${o.width}px"></div>`;
    const round = ['pie', 'donut'].includes(o.kind);
    const type =
      { pie: 'pie', donut: 'donut', line: 'line', area: 'area', scatter: 'scatter', heatmap: 'heatmap' }[o.kind] ??
      'bar';
    const place = { inside: 'top', none: 'bottom' }[o.legend] ?? o.legend;
    const value = {
      labels: { formatter: (v) => (typeof v === 'number' ? formatted(v, o.format) : v) },
      title: { text: o.y_title || undefined },
      logarithmic: o.y_scale === 'log',
      reversed: o.reversed,
    };
    const chart = new ApexCharts(
      document.querySelector('#c'),
      defined({
        chart: {
          type,
          width: o.width,
          height: o.height,
          animations: { enabled: false },
          toolbar: { show: false },
          background: ground(o),
          stacked: o.kind === 'stacked-bar',
          stackType: o.full ? '100%' : 'normal',
        },
        theme: { mode: o.theme },
        colors: o.palette && type !== 'heatmap' ? colours(o) : undefined,
        series: round
          ? o.series[0].points.map((p) => p.y)
          : o.series.map((s) => ({
              name: s.name,
              data: s.points.map((p) =>
                o.x_type === 'category' ? p.y : { x: o.x_type === 'date' ? ms(p.x) : p.x, y: p.y },
              ),
            })),
        labels: round ? labelsOf(o) : undefined,
        xaxis: {
          ...(o.x_type === 'category'
            ? { categories: round ? undefined : labelsOf(o) }
            : { type: o.x_type === 'date' ? 'datetime' : 'numeric' }),
          ...(flat(o) ? { labels: value.labels, title: value.title } : { title: { text: o.x_title || undefined } }),
        },
        yaxis: flat(o) ? {} : round || type === 'heatmap' ? {} : value,
        dataLabels: {
          enabled: o.labels,
          formatter: round ? undefined : (v) => formatted(v, o.format),
          ...(type === 'bar' && o.look < 0.5
            ? { offsetY: flat(o) ? 0 : -20, offsetX: flat(o) ? 30 : 0, style: { colors: [ink(o)] } }
            : {}),
        },
        plotOptions: {
          bar: { horizontal: flat(o), dataLabels: { position: 'top' }, borderRadius: o.look > 0.7 ? 4 : 0 },
        },
        stroke: {
          width: type === 'bar' || round ? 1 : 2,
          curve: o.smooth ? 'smooth' : o.stepped ? 'stepline' : 'straight',
          dashArray: o.dashed ? [0, 5, 3, 7] : 0,
        },
        markers: { size: type === 'scatter' ? 5 : o.markers ? 4 : 0 },
        legend: { show: o.legend !== 'none' || round, position: place },
        grid: { show: o.grid },
        title: { text: o.title || undefined },
      }),
    );
    if (round) o.legend = 'bottom';
    if (o.kind === 'scatter' && o.x_scale === 'log') return false;
    return chart.render().then(() => true);
  },

  plotly(o) {
    document.body.innerHTML = '<div id=c></div>';
    const round = ['pie', 'donut'].includes(o.kind);
    const c = o.palette ?? undefined;
    const data = round
      ? [
          {
            type: 'pie',
            labels: labelsOf(o),
            values: o.series[0].points.map((p) => p.y),
            hole: o.kind === 'donut' ? 0.5 : 0,
            sort: false,
            direction: 'clockwise',
            textinfo: o.labels || o.legend !== 'none' ? 'percent' : 'label',
            marker: { colors: c && [...c, '#888', '#cc9', '#a4c', '#4ac', '#993', '#357', '#b66', '#6b6'] },
          },
        ]
      : o.kind === 'heatmap'
        ? [
            {
              type: 'heatmap',
              x: labelsOf(o),
              y: o.series.map((s) => s.name),
              z: o.series.map((s) => s.points.map((p) => p.y)),
              texttemplate: o.labels ? '%{z}' : undefined,
            },
          ]
        : o.kind === 'box'
          ? [
              {
                type: 'box',
                x: labelsOf(o),
                lowerfence: o.boxes.map((b) => b[0]),
                q1: o.boxes.map((b) => b[1]),
                median: o.boxes.map((b) => b[2]),
                q3: o.boxes.map((b) => b[3]),
                upperfence: o.boxes.map((b) => b[4]),
              },
            ]
          : o.series.map((s, i) => {
              const xs = s.points.map((p) => p.label ?? p.x);
              const ys = s.points.map((p) => p.y);
              const bar =
                ['bar', 'grouped-bar', 'stacked-bar', 'horizontal-bar', 'floating', 'histogram'].includes(o.kind) ||
                (o.kind === 'mixed' && !i);
              if (bar)
                return {
                  type: 'bar',
                  name: s.name,
                  orientation: flat(o) ? 'h' : 'v',
                  x: flat(o) ? ys : xs,
                  y: flat(o) ? xs : s.points.map((p) => p.y - (p.low ?? 0)),
                  base: o.kind === 'floating' ? s.points.map((p) => p.low) : undefined,
                  text: o.labels ? ys.map((v) => formatted(v, o.format)) : undefined,
                  textposition: o.look < 0.5 ? 'outside' : 'auto',
                  width: o.edges ? (o.edges[1] - o.edges[0]) * 0.98 : undefined,
                };
              return {
                type: 'scatter',
                mode: o.kind === 'scatter' ? 'markers' : o.markers ? 'lines+markers' : 'lines',
                name: s.name,
                x: xs,
                y: ys,
                fill: o.kind === 'area' ? 'tozeroy' : undefined,
                line: {
                  shape: o.smooth ? 'spline' : o.stepped ? 'hvh' : 'linear',
                  dash: o.dashed && i ? 'dash' : 'solid',
                },
                marker: { size: 8 },
                yaxis: s.second ? 'y2' : 'y',
              };
            });
    const legend = {
      inside: { x: 0.98, y: 0.98, xanchor: 'right' },
      right: {},
      top: { orientation: 'h', y: 1.08 },
      bottom: { orientation: 'h', y: -0.2 },
      none: {},
    }[o.legend];
    const value = {
      title: { text: o.y_title },
      type: o.y_scale === 'log' ? 'log' : 'linear',
      showgrid: o.grid,
      autorange: o.reversed ? 'reversed' : true,
      tickprefix: o.format === 'dollar' ? '$' : '',
      ticksuffix: o.format === 'percent' ? '%' : '',
      ...(o.format === 'thousands' ? { tickformat: ',' } : {}),
      ...(o.y_scale === 'log' ? { dtick: 1 } : {}),
    };
    const base = {
      title: { text: o.x_title },
      type:
        o.x_type === 'category' ? 'category' : o.x_type === 'date' ? 'date' : o.x_scale === 'log' ? 'log' : 'linear',
      showgrid: o.grid && o.look < 0.5,
    };
    const plain = o.look > 0.5 && !dark(o);
    Plotly.newPlot(
      'c',
      data,
      {
        width: o.width,
        height: o.height,
        title: { text: o.title },
        colorway: c,
        barmode: o.kind === 'stacked-bar' ? 'stack' : 'group',
        showlegend: o.legend !== 'none',
        legend,
        [flat(o) ? 'yaxis' : 'xaxis']: base,
        [flat(o) ? 'xaxis' : 'yaxis']: round || o.kind === 'heatmap' ? {} : value,
        yaxis2: { overlaying: 'y', side: 'right', showgrid: false },
        paper_bgcolor: ground(o),
        plot_bgcolor: dark(o) ? ground(o) : plain ? '#fff' : '#e5ecf6',
        font: { color: ink(o) },
        margin: { t: 60, l: 80, r: 60, b: 60 },
      },
      { staticPlot: true },
    );
    return true;
  },

  billboard(o) {
    if (
      ['box', 'heatmap', 'histogram', 'mixed', 'floating'].includes(o.kind) ||
      o.x_scale === 'log' ||
      o.y_scale === 'log'
    )
      return false;
    document.body.innerHTML = `<div id=c style="width:${o.width}px;height:${o.height}px"></div>`;
    if (dark(o))
      document.head.insertAdjacentHTML(
        'beforeend',
        '<style>.bb text{fill:#c9d1d9}.bb path.domain,.bb line{stroke:#8b949e}</style>',
      );
    const round = ['pie', 'donut'].includes(o.kind);
    const type =
      {
        line: o.smooth ? 'spline' : o.stepped ? 'step' : 'line',
        area: 'area',
        scatter: 'scatter',
        pie: 'pie',
        donut: 'donut',
      }[o.kind] ?? 'bar';
    const numeric = o.x_type !== 'category';
    const names = o.series.map((s) => s.name);
    const at = (p) => (o.x_type === 'date' ? new Date(ms(p.x)) : p.x);
    const columns = round
      ? o.series[0].points.map((p) => [p.label, p.y])
      : numeric && o.kind === 'scatter'
        ? o.series.flatMap((s, i) => [
            [`x${i}`, ...s.points.map(at)],
            [s.name, ...s.points.map((p) => p.y)],
          ])
        : [
            ...(numeric ? [['x0', ...o.series[0].points.map(at)]] : []),
            ...o.series.map((s) => [s.name, ...s.points.map((p) => p.y)]),
          ];
    bb.generate({
      bindto: '#c',
      size: { width: o.width, height: o.height },
      transition: { duration: 0 },
      padding: { mode: undefined },
      title: o.title ? { text: o.title } : undefined,
      data: {
        columns,
        type,
        xs:
          numeric && !round
            ? Object.fromEntries(names.map((n, i) => [n, o.kind === 'scatter' ? `x${i}` : 'x0']))
            : undefined,
        groups: o.kind === 'stacked-bar' ? [names] : undefined,
        order: null,
        labels: o.labels && !round ? { format: (v) => formatted(v, o.format) } : false,
      },
      color: o.palette ? { pattern: colours(o) } : undefined,
      axis: round
        ? undefined
        : {
            rotated: flat(o),
            x: {
              type: o.x_type === 'category' ? 'category' : o.x_type === 'date' ? 'timeseries' : 'indexed',
              categories: numeric ? undefined : labelsOf(o),
              tick:
                o.x_type === 'date'
                  ? { format: '%Y-%m-%d', count: 5 }
                  : {
                      fit: o.kind !== 'scatter',
                      ...(o.kind === 'scatter' ? { count: 6, format: (v) => Number(v).toFixed(1) } : {}),
                    },
              label: o.x_title || undefined,
            },
            y: { inverted: o.reversed, tick: { format: (v) => formatted(v, o.format) }, label: o.y_title || undefined },
          },
      grid: { y: { show: o.grid } },
      point: { show: o.markers || o.kind === 'scatter' },
      legend: { show: o.legend !== 'none' || round, position: o.legend === 'right' ? 'right' : 'bottom' },
    });
    if (round) o.legend = 'bottom';
    return true;
  },
};

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
