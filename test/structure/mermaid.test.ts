/** What is written as Mermaid, taken by Mermaid itself in a browser: it parses, draws, and labels stay text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { findChromium } from '../../scripts/lib/chromium.ts';
import type { DiagramData, NodeShape } from '../../src/shared/structure.ts';
import { toMermaid } from '../../src/structure/diagram/index.ts';

const LABELS = [
  '"] click a "javascript:alert(1)"',
  '<script>window.hit = 1</script>',
  '<img src=x onerror="window.hit = 1">',
  '%%{init: {"securityLevel":"loose"}}%%',
  '%% comment',
  '#quot;#35; & &lt;b&gt;',
  '`code` **bold** 1. one',
  '1. First\n- second',
  'end\nsubgraph x\nclick n1 href "https://example.org"',
  '{a} [b] (c) |d| --> e ~~~ f:::g @{ shape: x }',
  'style n1 fill:#f00;',
  'Größe ≥ 10 µm → 世界',
  '',
];
const SHAPES: NodeShape[] = [
  'box',
  'round',
  'stadium',
  'ellipse',
  'circle',
  'diamond',
  'cylinder',
  'hexagon',
  'parallelogram',
  'trapezoid',
  'note',
  'start',
  'end',
];
const place = { x: 0, y: 0, width: 1, height: 1 };

const diagram: DiagramData = {
  kind: 'flowchart',
  direction: 'LR',
  box: place,
  title: null,
  nodes: LABELS.map((text, k) => ({
    id: `n${k + 1}`,
    shape: SHAPES[k]!,
    text,
    lines: [],
    box: place,
    fill: null,
    group: k < 3 ? 'g1' : null,
    confidence: 1,
  })),
  edges: LABELS.slice(1).map((text, k) => ({
    id: `e${k + 1}`,
    from: `n${k + 1}`,
    to: `n${k + 2}`,
    label: text ? { text, box: place, confidence: 1 } : null,
    line: (['solid', 'dashed', 'thick'] as const)[k % 3]!,
    arrow: (['end', 'both', 'none'] as const)[Math.floor(k / 3) % 3]!,
    path: [],
    confidence: k === 4 ? 0.3 : 1,
  })),
  groups: [{ id: 'g1', title: { text: LABELS[8]!, box: place, confidence: 1 }, box: place, parent: null }],
  confidence: 1,
  notes: [],
};

const executablePath = findChromium();

test(
  'Mermaid takes every label, shape and line, and labels stay text',
  { skip: !executablePath && 'no Chromium' },
  async () => {
    const browser = await chromium.launch({ executablePath: executablePath! });
    try {
      const page = await browser.newPage();
      await page.addScriptTag({
        path: new URL('../../node_modules/mermaid/dist/mermaid.min.js', import.meta.url).pathname,
      });
      const drawn = (await page.evaluate(`(async () => {
      mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });
      const source = ${JSON.stringify(toMermaid(diagram))};
      const { diagramType } = await mermaid.parse(source);
      const { svg } = await mermaid.render('d', source);
      document.body.innerHTML = svg;
      return {
        type: diagramType,
        nodes: document.querySelectorAll('g.node').length,
        edges: document.querySelectorAll('path.flowchart-link').length,
        clusters: document.querySelectorAll('g.cluster').length,
        text: document.body.textContent,
        links: [...document.querySelectorAll('body a, body script, body img')].map((e) => e.outerHTML.slice(0, 200)),
        hit: window.hit === 1,
      };
    })()`)) as {
        type: string;
        nodes: number;
        edges: number;
        clusters: number;
        text: string;
        links: number;
        hit: boolean;
      };
      assert.match(drawn.type, /^flowchart/);
      assert.deepEqual(
        { nodes: drawn.nodes, edges: drawn.edges, clusters: drawn.clusters, links: drawn.links, hit: drawn.hit },
        { nodes: LABELS.length, edges: LABELS.length - 1, clusters: 1, links: [], hit: false },
      );
      for (const part of [
        'click a',
        '<script>window.hit = 1</script>',
        '%%{init',
        '1. First',
        'Größe ≥ 10 µm → 世界',
        '{a} [b] (c) |d|',
        '#quot;',
      ])
        assert.ok(drawn.text.includes(part), `${part} in ${drawn.text.slice(0, 3000)}`);
    } finally {
      await browser.close();
    }
  },
);
