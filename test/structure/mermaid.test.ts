/** What is written as Mermaid, taken by Mermaid itself in a browser: it parses, draws, and labels stay text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { findChromium } from '../../scripts/lib/chromium.ts';
import type { DiagramData, NodeShape } from '../../src/shared/structure.ts';
import { parseMermaid } from '../../src/shared/mermaid/parse.ts';
import { toMermaid } from '../../src/shared/mermaid/write.ts';

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

/** Labels as they come back: white space is cut, control characters are spaces. */
const back = (text: string) => text.replace(/\s*\n\s*/g, '\n').trim();

test('what is written is read again: parts, words, lines, groups', () => {
  const { flow, errors } = parseMermaid(toMermaid(diagram));
  assert.deepEqual(errors, []);
  assert.equal(flow.direction, 'LR');
  const order = (id: string) => Number(id.slice(1));
  flow.nodes.sort((a, b) => order(a.id) - order(b.id));
  assert.deepEqual(
    flow.nodes.map(({ id, text, group }) => ({ id, text, group })),
    diagram.nodes.map(({ id, text, group }) => ({ id, text: back(text), group })),
  );
  const same = { ellipse: 'stadium', note: 'box', start: 'circle' } as Partial<Record<NodeShape, NodeShape>>;
  assert.deepEqual(
    flow.nodes.map(({ shape }) => shape),
    diagram.nodes.map(({ shape }) => same[shape] ?? shape),
  );
  assert.deepEqual(
    flow.edges,
    diagram.edges.map(({ from, to, label, line, arrow, confidence }) => ({
      from,
      to,
      label: label && back(label.text),
      line: confidence < 0.6 ? 'dashed' : line,
      arrow,
    })),
  );
  assert.deepEqual(flow.groups, [{ id: 'g1', title: back(LABELS[8]!), parent: null }]);
});

/** Written by hand, as people do. */
const BY_HAND = [
  'graph TD\n  A[Start] --> B{Is it?}\n  B -->|Yes| C(OK)\n  B -- No --> D[[Stop]]\n  C ==> D; D -.-> A',
  'flowchart RL\n  %% a remark\n  a & b --> c & d\n  a <--> d\n  c --- d\n  c === d\n  c -.- d\n  c -. "not now" .-> a\n  c == big ==> b',
  'flowchart\n  subgraph one [The first]\n    direction LR\n    a --> b\n    subgraph two\n      c\n      a\n    end\n  end\n  one --> d\n  d --> two',
  'flowchart BT\n  a[/in/] --> b[\\out\\]\n  b --> c[/up\\]\n  c --> d[\\down/]\n  d --> e[(data)]\n  e --> f((o)) --> g(((end))) --> h{{six}} --> i([pill]) --> j>flag]',
  'flowchart TB;a["two<br/>lines"]-->b["&lt;b&gt; #35; #quot;x#quot;"];b---->a\n  n1["over\nlines"]',
  'flowchart LR\n  subgraph "A title"\n    a\n  end\n  a --> a',
];

/** What is refused, with line and column of it. */
const REFUSED: [source: string, line: number, column: number][] = [
  ['sequenceDiagram\n  a->>b: hi', 1, 1],
  ['flowchart LR\n  a[one --> b', 2, 4],
  ['flowchart LR\n  a["one --> b', 2, 5],
  ['flowchart LR\n  a -> b', 2, 5],
  ['flowchart LR\n  a --> ', 2, 9],
  ['flowchart LR\n  end', 2, 3],
  ['flowchart LR\n  a --> end', 2, 9],
  ['flowchart LR\n  subgraph x\n  a', 2, 3],
  ['flowchart LR\n  a\n  click a "javascript:alert(1)"', 3, 3],
  ['flowchart LR\n  style a fill:#f00', 2, 3],
  ['%%{init: {"theme":"dark"}}%%\nflowchart LR', 1, 1],
  ['flowchart LR\n  a[a (b)] --> c', 2, 7],
  ['flowchart LR\n  a---ob', 2, 7],
  ['flowchart LR\n  a --> b c', 2, 11],
  ['flowchart LR\n  a@{ shape: rect }', 2, 4],
  ['flowchart XY\n  a', 1, 11],
];

test('what is not understood is named by line and column, and the rest is read', () => {
  for (const [source, line, column] of REFUSED) {
    const [error] = parseMermaid(source).errors;
    assert.deepEqual([error?.line, error?.column], [line, column], source);
  }
  const { flow, errors } = parseMermaid('flowchart LR\n  a --> b\n  b -> c\n  c --> d\n  click a href "x"\n');
  assert.deepEqual(
    errors.map(({ line }) => line),
    [3, 5],
  );
  assert.deepEqual(
    flow.edges.map(({ from, to }) => from + to),
    ['ab', 'cd'],
  );
});

test('text of any kind is read in a time that grows with its length', () => {
  const long = (piece: string) => `flowchart LR\n${piece.repeat(Math.floor(190_000 / piece.length))}`;
  const PIECES = [
    'a-->b\n',
    'a-->',
    'a--b',
    'a["',
    '-'.repeat(7),
    'a[[',
    'a -- x\n',
    'a & ',
    '%%{\n',
    '<br',
    'a["#35;"]\n',
  ];
  for (const piece of [...PIECES, ' ', ';', 'subgraph a\n', 'subgraph\n', 'a -. x', '=', 'a|', '\\', 'a(((', '&#1;']) {
    const start = performance.now();
    const { flow, errors } = parseMermaid(long(piece));
    const ms = performance.now() - start;
    assert.ok(ms < 1000, `${piece}: ${ms} ms`);
    assert.ok(flow.nodes.length <= 1101 && flow.edges.length <= 6001 && errors.length <= 20, piece);
  }
});

interface Theirs {
  nodes: string[];
  edges: string[];
  groups: string[];
}

/** What Mermaid itself makes of a source. */
const THEIRS = `async (source) => {
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(source);
  const groups = db.getSubGraphs();
  const inner = (id) => groups.find(({ nodes }) => nodes.includes(id))?.title ?? '';
  const ids = new Set(groups.map(({ id }) => id));
  return {
    nodes: [...db.getVertices().values()].filter(({ id }) => !ids.has(id)).map(({ id }) => id + ' in ' + inner(id)).sort(),
    edges: db.getEdges().map(({ start, end, stroke, type }) => [start, end, stroke, type].join(' ')),
    groups: groups.map(({ title }) => title).sort(),
  };
}`;

function ours({ nodes, edges, groups }: ReturnType<typeof parseMermaid>['flow']): Theirs {
  const stroke = { solid: 'normal', thick: 'thick', dashed: 'dotted' };
  const titles = new Map(groups.map(({ id, title }) => [id, title]));
  const type = { end: 'arrow_point', both: 'double_arrow_point', none: 'arrow_open' };
  return {
    nodes: nodes.map(({ id, group }) => `${id} in ${titles.get(group ?? '') ?? ''}`).sort(),
    edges: edges.map(({ from, to, line, arrow }) => [from, to, stroke[line], type[arrow]].join(' ')),
    groups: groups.map(({ title }) => title).sort(),
  };
}

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
      for (const source of BY_HAND) {
        const theirs = (await page.evaluate(`(${THEIRS})(${JSON.stringify(source)})`)) as Theirs;
        const { flow, errors } = parseMermaid(source);
        assert.deepEqual(errors, [], source);
        assert.deepEqual(ours(flow), theirs, source);
      }
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
