/** Charts of ApexCharts, Plotly and billboard.js. Functions of the page: drawBrowser.mjs hands them over as text, with the helpers of its `HELP`. */
export const svg = {
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
