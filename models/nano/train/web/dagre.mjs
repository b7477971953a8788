// Lays out graphs with dagre (as Mermaid does) and draws them as SVG; prints node centres: node dagre.mjs SPECS.json OUTDIR
import { readFileSync, writeFileSync } from 'node:fs';
import dagre from '@dagrejs/dagre';
import { Resvg } from '@resvg/resvg-js';
import { FONTS } from './fonts.mjs';

const [file, out] = process.argv.slice(2);
const all = JSON.parse(readFileSync(file, 'utf8'));
const centres = all.map((d, i) => {
  const [a, b, c, e, f] = d.r;
  const g = new dagre.graphlib.Graph();
  g.setGraph({ rankdir: d.lr ? 'LR' : 'TB', nodesep: 24 + 40 * a, ranksep: 30 + 40 * b, marginx: 10 + 40 * c, marginy: 10 + 30 * e });
  g.setDefaultEdgeLabel(() => ({}));
  for (let n = 0; n < d.n; n++) {
    const w = Math.max(44, d.labels[n].length * 7.6 + 18);
    g.setNode(String(n), d.diamonds.includes(n) ? { width: w * 1.25, height: 56 } : { width: w, height: 30 + 14 * f });
  }
  for (const [u, v] of d.edges) g.setEdge(String(u), String(v));
  dagre.layout(g);
  const { width: W, height: H } = g.graph();
  const fill = a < 0.35 ? d.panel : a < 0.6 ? d.bg : d.colour;
  const soft = a >= 0.6 ? 0.3 : 1;
  const edge = b < 0.5 ? d.fg : d.muted;
  let s = `<svg xmlns="http://www.w3.org/2000/svg" width="${W}" height="${H}" font-family="${c < 0.5 ? 'DejaVu Sans' : 'Roboto'}" font-size="12"><rect width="100%" height="100%" fill="${d.bg}"/>` +
    `<defs><marker id="m" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="${6 + 3 * c}" markerHeight="${6 + 3 * c}" orient="auto"><path d="M0 0L10 5L0 10z" fill="${edge}"/></marker></defs>`;
  for (const q of g.edges()) {
    const p = g.edge(q).points;
    let path = `M${p[0].x} ${p[0].y}`;
    if (e < 0.6 && p.length > 2) { // basis-like curve through the middle points
      for (let k = 1; k < p.length - 1; k++) {
        const n = p[k + 1];
        const end = k === p.length - 2 ? n : { x: (p[k].x + n.x) / 2, y: (p[k].y + n.y) / 2 };
        path += `Q${p[k].x} ${p[k].y} ${end.x} ${end.y}`;
      }
    } else path += p.slice(1).map((x) => `L${x.x} ${x.y}`).join('');
    s += `<path d="${path}" fill="none" stroke="${edge}" stroke-width="${1 + b}" marker-end="url(#m)"/>`;
  }
  const pos = [];
  for (let n = 0; n < d.n; n++) {
    const { x, y, width: w, height: h } = g.node(String(n));
    pos.push([x, y, w, h]);
    const style = `fill="${fill}" fill-opacity="${soft}" stroke="${a < 0.6 ? d.fg : d.colour}" stroke-width="${1 + c}"`;
    s += d.diamonds.includes(n) ? `<polygon points="${x},${y - h / 2} ${x + w / 2},${y} ${x},${y + h / 2} ${x - w / 2},${y}" ${style}/>`
      : `<rect x="${x - w / 2}" y="${y - h / 2}" width="${w}" height="${h}" rx="${f < 0.4 ? 0 : f < 0.8 ? 6 : h / 2}" ${style}/>`;
    s += `<text x="${x}" y="${y + 4}" text-anchor="middle" fill="${d.fg}">${d.labels[n]}</text>`;
  }
  const png = new Resvg(s + '</svg>', { fitTo: { mode: 'width', value: Math.max(60, Math.round(Math.min(1, 640 / Math.max(W, H)) * W)) }, font: { loadSystemFonts: false, fontFiles: FONTS, defaultFontFamily: 'DejaVu Sans' } }).render();
  writeFileSync(`${out}/${i}.png`, png.asPng());
  return { pos, w: png.width, k: png.width / W };
});
writeFileSync(`${out}/centres.json`, JSON.stringify(centres));
