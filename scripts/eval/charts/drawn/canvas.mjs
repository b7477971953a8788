/** Charts of Chart.js and ECharts. Functions of the page: drawBrowser.mjs hands them over as text, with the helpers of its `HELP`. */
export const canvas = {
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
      // A key without a value would take the library's own colours away.
      ...(o.palette ? { color: c } : {}),
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
    return Promise.race([done, new Promise((resolve) => setTimeout(() => resolve(false), 30_000))]);
  },
};
