/** Charts of D3. Functions of the page: drawBrowser.mjs hands them over as text, with the helpers of its `HELP`. */
export const d3Charts = {
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
};
