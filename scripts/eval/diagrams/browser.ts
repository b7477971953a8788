/* eslint-disable @typescript-eslint/no-explicit-any -- packages that are not installed here have no types */
/**
 * Draws the graphs that graphs.py left for programs of the browser, and adds them to truth.json:
 *
 *   node --import tsx scripts/eval/diagrams/browser.ts OUT_DIR PACKAGES_DIR
 *
 * PACKAGES_DIR has node_modules with @dagrejs/dagre, elkjs, roughjs and @terrastruct/d2 (none is a dependency of this
 * repository). Mermaid, D2, boxes of HTML with arrows of SVG laid out by dagre, rough.js over dagre, and right-angled
 * connectors laid out by elk.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { findChromium } from '../../lib/chromium.ts';
import { mermaidOf, random, stateOf, type Graph } from './forms.ts';
import { layDagre, layElk, reach, shapePath, smooth } from './layouts.ts';

/** The page's, in functions that run there. */
declare const document: any;

const [out, packages] = process.argv.slice(2) as [string, string];
const graphs = JSON.parse(readFileSync(join(out, 'graphs.json'), 'utf8')) as Graph[];
const modules = join(packages, 'node_modules');

const browser = await chromium.launch({ executablePath: findChromium()!, args: ['--force-color-profile=srgb'] });

async function shoot(page: Page, graph: Graph, file: string): Promise<void> {
  await page.evaluate('globalThis.__name = (f) => f'); // tsx names inner functions
  const boxes = await page.evaluate(() => {
    const flat = (text: string) => text.replace(/\s+/g, '');
    const found: { text: string; key: string; box: number[] }[] = [];
    for (const element of document.querySelectorAll('text, [data-k], foreignObject span, foreignObject p')) {
      const { left, top, width, height } = element.getBoundingClientRect();
      const key = element.getAttribute('data-k') ?? '';
      if (width > 0) found.push({ text: flat(element.textContent ?? ''), key, box: [left, top, width, height] });
    }
    return found;
  });
  const flat = (text: string) => text.replace(/\s+/g, '');
  const take = (label: string, key: string) => {
    const k = boxes.findIndex((b) => b.key === key || (b.key === '' && b.text === flat(label)));
    return k < 0 ? undefined : boxes.splice(k, 1)[0]!.box;
  };
  for (const node of graph.nodes) node.box = take(node.label, `n:${node.id}`);
  for (const group of graph.groups) group.labelBox = take(group.label, `g:${group.id}`);
  for (const [k, edge] of graph.edges.entries()) if (edge.label) edge.labelBox = take(edge.label, `e:${k}`);
  await page.screenshot({ path: file, fullPage: true });
}

const escapeXml = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

async function drawMermaid(page: Page, graph: Graph): Promise<void> {
  const rng = random(graph.seed + 1);
  const theme = ['default', 'default', 'neutral', 'dark', 'forest', 'base'][Math.floor(rng() * 6)]!;
  const look = rng() < 0.12 ? 'handDrawn' : 'classic';
  const curve = ['basis', 'basis', 'linear', 'step'][Math.floor(rng() * 4)]!;
  const source = graph.style === 'states' && graph.groups.length === 0 ? stateOf(graph) : mermaidOf(graph);
  await page.setContent(
    `<body style="margin:12px;background:${theme === 'dark' ? '#1e1e1e' : '#fff'};display:inline-block"><div id="d"></div></body>`,
  );
  await page.addScriptTag({
    path: new URL('../../../node_modules/mermaid/dist/mermaid.min.js', import.meta.url).pathname,
  });
  await page.evaluate(
    async ([text, t, l, c]) => {
      const { mermaid } = globalThis as unknown as {
        mermaid: { initialize(o: object): void; render(id: string, text: string): Promise<{ svg: string }> };
      };
      mermaid.initialize({
        startOnLoad: false,
        theme: t,
        look: l,
        flowchart: { curve: c, useMaxWidth: false },
        state: { useMaxWidth: false },
      });
      document.getElementById('d')!.innerHTML = (await mermaid.render('m', text!)).svg;
    },
    [source, theme, look, curve],
  );
}

async function drawBoxes(page: Page, graph: Graph, kind: 'dagre' | 'elk' | 'rough'): Promise<void> {
  const rng = random(graph.seed + 2);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(rng() * list.length)]!;
  const dark = rng() < 0.25;
  const font = pick([12, 13, 14, 16]);
  const family =
    kind === 'rough'
      ? pick(['Comic Sans MS, cursive', 'DejaVu Sans'])
      : pick(['DejaVu Sans', 'Liberation Sans', 'Liberation Serif', 'system-ui']);
  const laid = kind === 'elk' ? await layElk(graph, font, modules) : await layDagre(graph, font, modules);
  const [page_, ink, text] = dark
    ? ['#18181b', '#a1a1aa', '#e4e4e7']
    : ['#ffffff', pick(['#333', '#000', '#6c8ebf', '#94a3b8']), '#111'];
  const fill = dark
    ? pick(['#27272a', '#1e3a5f', '#3f2d56'])
    : pick(['#fff', '#dae8fc', '#d5e8d4', '#fff2cc', '#f8fafc']);
  const width = pick([1, 1.5, 2]);
  const curved = kind !== 'elk' && rng() < 0.5;
  const open = rng() < 0.25;
  const dashed = rng() < 0.2;
  const W = Math.ceil(laid.width + 10);
  const H = Math.ceil(laid.height + 10);
  const parts: string[] = [];
  const html: string[] = [];
  const boxesOfHtml = kind === 'dagre' && rng() < 0.7;
  const shadow = rng() < 0.4 ? 'box-shadow:0 2px 6px rgba(0,0,0,.25);' : '';
  for (const { id, label, x, y, w, h } of laid.groups) {
    parts.push(
      `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${dark ? '#222226' : pick(['none', '#f5f5f5', '#f7fbff'])}" stroke="${ink}" ${pick(['', 'stroke-dasharray="6 4"'])}/>`,
    );
    parts.push(
      `<text data-k="g:${id}" x="${x + 10}" y="${y + 22}" font-size="${font}" font-weight="bold" fill="${text}">${escapeXml(label)}</text>`,
    );
  }
  const marker = open
    ? `<path d="M1 1L9 5L1 9" fill="none" stroke="${ink}" stroke-width="1.6"/>`
    : `<path d="M0 0L10 5L0 10Z" fill="${ink}"/>`;
  const labels: string[] = [];
  for (const [k, edge] of laid.edges.entries()) {
    const { from, to } = graph.edges[k]!;
    reach(edge.points, graph.nodes.find(({ id }) => id === to)!.shape, laid.nodes.get(to)!);
    edge.points.reverse();
    reach(edge.points, graph.nodes.find(({ id }) => id === from)!.shape, laid.nodes.get(from)!);
    edge.points.reverse();
    const d = curved ? smooth(edge.points) : edge.points.map(({ x, y }, i) => `${i ? 'L' : 'M'}${x} ${y}`).join('');
    const dash = dashed && rng() < 0.5 ? 'stroke-dasharray="5 4"' : '';
    parts.push(
      `<path class="edge" d="${d}" fill="none" stroke="${ink}" stroke-width="${width}" ${dash} marker-end="url(#a)"/>`,
    );
    if (edge.label) {
      const w = graph.edges[k]!.label.length * font * 0.55 + 6;
      labels.push(
        `<rect x="${edge.label.x - w / 2}" y="${edge.label.y - font / 2 - 3}" width="${w}" height="${font + 5}" fill="${page_}"/>`,
      );
      labels.push(
        `<text data-k="e:${k}" x="${edge.label.x}" y="${edge.label.y + font * 0.33}" text-anchor="middle" font-size="${font - 1}" fill="${text}">${escapeXml(graph.edges[k]!.label)}</text>`,
      );
    }
  }
  for (const node of graph.nodes) {
    const at = laid.nodes.get(node.id)!;
    if (boxesOfHtml && ['box', 'round'].includes(node.shape)) {
      html.push(
        `<div style="position:absolute;left:${at.x}px;top:${at.y}px;width:${at.w}px;height:${at.h}px;box-sizing:border-box;border:${width}px solid ${ink};background:${fill};border-radius:${node.shape === 'round' ? 9 : 0}px;${shadow}display:flex;align-items:center;justify-content:center;text-align:center;font:${font}px ${family};color:${text}"><span data-k="n:${node.id}">${escapeXml(node.label)}</span></div>`,
      );
      continue;
    }
    parts.push(
      `<path class="node ${node.shape}" d="${shapePath(node.shape, at)}" fill="${fill}" stroke="${ink}" stroke-width="${width}"/>`,
    );
    labels.push(
      `<text data-k="n:${node.id}" x="${at.x + at.w / 2}" y="${at.y + at.h / 2 + font * 0.35 + (node.shape === 'cylinder' ? 5 : 0)}" text-anchor="middle" font-size="${font}" fill="${text}">${escapeXml(node.label)}</text>`,
    );
  }
  await page.setContent(
    `<body style="margin:0;background:${page_};width:${W}px;height:${H}px;position:relative"><svg xmlns="http://www.w3.org/2000/svg" width="${W}" height="${H}" style="position:absolute;left:0;top:0;font-family:${family}"><defs><marker id="a" viewBox="0 0 10 10" refX="${open ? 9 : 10}" refY="5" markerWidth="${pick([9, 11])}" markerHeight="${pick([9, 11])}" markerUnits="userSpaceOnUse" orient="auto">${marker}</marker></defs>${parts.join('')}${labels.join('')}</svg>${html.join('')}</body>`,
  );
  if (kind !== 'rough') return;
  await page.addScriptTag({ path: join(modules, 'roughjs/bundled/rough.js') });
  await page.evaluate(
    ([style, seed]) => {
      const svg = document.querySelector('svg')!;
      const rough = (
        globalThis as unknown as { rough: { svg(e: any): { path(d: string, o: object): any } } }
      ).rough.svg(svg);
      for (const path of [...svg.querySelectorAll('path.edge, path.node')]) {
        const isNode = path.classList.contains('node');
        const stroke = path.getAttribute('stroke')!;
        const fillColor = path.getAttribute('fill')!;
        const drawn = rough.path(path.getAttribute('d')!, {
          stroke,
          strokeWidth: Number(path.getAttribute('stroke-width')),
          roughness: isNode ? 1.1 : 0.9,
          bowing: 1,
          seed: Number(seed),
          disableMultiStroke: !isNode,
          ...(isNode && fillColor !== '#fff' ? { fill: fillColor, fillStyle: style as string } : {}),
        });
        svg.insertBefore(drawn, path);
        if (isNode) path.remove();
        else path.setAttribute('stroke', 'none'); // its head stays
        if (!isNode) path.setAttribute('stroke-opacity', '0');
      }
    },
    [rng() < 0.3 ? 'hachure' : 'solid', 1 + Math.floor(rng() * 1000)],
  );
}

async function drawD2(page: Page, graph: Graph): Promise<void> {
  const { D2 } = (await import(pathToFileURL(join(modules, '@terrastruct/d2/dist/node-esm/index.js')).href)) as {
    D2: any;
  };
  const d2 = new D2();
  const rng = random(graph.seed + 3);
  const shapes: Record<string, string> = {
    box: 'rectangle',
    round: 'rectangle',
    ellipse: 'oval',
    circle: 'circle',
    diamond: 'diamond',
    cylinder: 'cylinder',
    hexagon: 'hexagon',
  };
  const groupOf = new Map(graph.groups.flatMap(({ id, nodes }) => nodes.map((node) => [node, id] as const)));
  const name = (id: string) => (groupOf.has(id) ? `${groupOf.get(id)}.${id}` : id);
  const lines = [`direction: ${graph.direction === 'LR' ? 'right' : 'down'}`];
  for (const { id, label } of graph.groups) lines.push(`${id}: "${label}"`);
  for (const { id, label, shape } of graph.nodes)
    lines.push(
      `${name(id)}: "${label}" {shape: ${shapes[shape]}${shape === 'round' ? '; style.border-radius: 8' : ''}}`,
    );
  const dashed = rng() < 0.2;
  for (const { from, to, label } of graph.edges)
    lines.push(`${name(from)} -> ${name(to)}: "${label}"${dashed && rng() < 0.5 ? ' {style.stroke-dash: 4}' : ''}`);
  const result = await d2.compile(lines.join('\n'), { layout: rng() < 0.5 ? 'dagre' : 'elk', sketch: rng() < 0.2 });
  const themes = [0, 0, 1, 3, 4, 5, 200];
  const svg = (await d2.render(result.diagram, {
    ...result.renderOptions,
    themeID: themes[Math.floor(rng() * themes.length)],
    pad: 30,
    noXMLTag: true,
  })) as string;
  await page.setContent(`<body style="margin:0;display:inline-block">${svg}</body>`);
  await page.evaluate(() => {
    const root = document.querySelector('svg')!;
    const [, , w, h] = root.getAttribute('viewBox')!.split(/[ ,]+/).map(Number);
    root.setAttribute('width', String(w));
    root.setAttribute('height', String(h));
  });
}

const truthFile = join(out, 'truth.json');
const truth = JSON.parse(readFileSync(truthFile, 'utf8')) as Record<string, object>;
for (const graph of graphs) {
  const file = join(out, 'png', `${graph.name}.png`);
  if (existsSync(file) && truth[`${graph.name}.png`]) continue;
  const scale = graph.seed % 5 === 0 ? 2 : 1;
  const page = await browser.newPage({ viewport: { width: 300, height: 200 }, deviceScaleFactor: scale });
  try {
    if (graph.program === 'mermaid') await drawMermaid(page, graph);
    else if (graph.program === 'd2') await drawD2(page, graph);
    else await drawBoxes(page, graph, graph.program as 'dagre');
    const size = await page.evaluate(() => {
      const r = (document.querySelector('svg') ?? document.body).getBoundingClientRect();
      return { w: Math.ceil(r.right + 12), h: Math.ceil(r.bottom + 12) };
    });
    await page.setViewportSize({
      width: Math.max(100, Math.min(4000, size.w)),
      height: Math.max(100, Math.min(4000, size.h)),
    });
    await shoot(page, graph, file);
    const scaled = (box?: number[]) => box?.map((value) => value * scale);
    for (const node of graph.nodes) node.box = scaled(node.box);
    for (const item of [...graph.edges, ...graph.groups]) item.labelBox = scaled(item.labelBox);
    const { name, program, ...rest } = graph;
    truth[`${name}.png`] = { id: name, renderer: program, scale, ...rest };
  } catch (error) {
    console.log(graph.name, String(error).slice(0, 300));
  }
  await page.close();
  writeFileSync(truthFile, JSON.stringify(truth, null, 1));
}
await browser.close();
console.log(Object.keys(truth).length, 'pictures');
process.exit(0);
