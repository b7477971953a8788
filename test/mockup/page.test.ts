import assert from 'node:assert/strict';
import test from 'node:test';
import { parse, type DefaultTreeAdapterTypes as Parse5 } from 'parse5';
import { pageToTarget } from '../../src/mockup/index.ts';
import type { PageData, PageNode, PageRole } from '../../src/shared/structure.ts';
import { compiled, TARGETS } from './compile.ts';

const HOSTILE = [
  '{{ constructor.constructor("alert(1)")() }}',
  '${alert(2)}',
  '{alert(3)}',
  '{',
  '{',
  '</script><script>alert(4)</script>',
  '<img src=x onerror=alert(5)>',
  '{@html "<b>6</b>"}',
  '`${7}`',
  '"><svg onload=alert(8)>',
  "'; alert(9); '",
  '</style><b>10',
  '&lt;b&gt; &amp;amp; &#123;&#123;',
  '{#if true}{/if}',
  '-->',
  '\u2028line',
];

let y = 0;
const leaf = (role: PageRole, text: string, extra: Partial<PageNode> = {}): PageNode => {
  y += 40;
  const box = { x: 20, y, width: 200, height: 20 };
  return {
    role,
    box,
    text: { text, box, confidence: 1 },
    style: { color: '#222222', fontSize: 16, ...(role === 'button' || role === 'field' ? { content: box } : {}) },
    children: [],
    confidence: 1,
    ...extra,
  };
};
const group = (role: PageRole, flow: PageNode['flow'], children: PageNode[]): PageNode => ({
  role,
  box: {
    x: 20,
    y: children[0]!.box.y,
    width: 400,
    height: children.at(-1)!.box.y + children.at(-1)!.box.height - children[0]!.box.y,
  },
  text: null,
  style: role === 'card' ? { background: '#eeeeee' } : {},
  flow,
  children,
  confidence: 1,
});

/** Each hostile text as a paragraph, a button, a field's value and hint and label, a list's item and a table's cell. */
function hostilePage(): PageData {
  y = 0;
  const fields = HOSTILE.flatMap((text) => [
    leaf('text', text),
    leaf('field', text, { label: { text, box: { x: 0, y: 0, width: 1, height: 1 }, confidence: 1 } }),
    leaf('field', text, { hint: true }),
    leaf('textarea', text),
    leaf('select', text),
  ]);
  const cards = HOSTILE.map((text) =>
    group('card', 'column', [leaf('heading', text), leaf('paragraph', text), leaf('button', text)]),
  );
  const main = group('main', 'column', [
    ...HOSTILE.map((text) => leaf('paragraph', text)),
    ...HOSTILE.map((text) => leaf('link', text)),
    group(
      'list',
      'column',
      HOSTILE.map((text) => leaf('text', text)),
    ),
    group('form', 'column', fields),
    ...cards,
  ]);
  return {
    root: { ...group('page', 'column', [main]), box: { x: 0, y: 0, width: 800, height: y + 100 } },
    scale: 1,
    theme: 'light',
    confidence: 1,
    notes: [],
  };
}

/** All text that a browser shows or offers, and the elements there are. */
function shown(html: string): { texts: string[]; tags: Set<string>; attributes: Set<string> } {
  const texts: string[] = [];
  const tags = new Set<string>();
  const attributes = new Set<string>();
  const walk = (node: Parse5.Node) => {
    if ('value' in node && node.nodeName === '#text') texts.push((node as Parse5.TextNode).value.trim());
    if ('tagName' in node) {
      tags.add(node.tagName);
      for (const { name, value } of node.attrs) {
        attributes.add(name);
        if (name === 'value' || name === 'placeholder') texts.push(value);
      }
      if (node.tagName === 'style') return;
    }
    if ('childNodes' in node) node.childNodes.forEach(walk);
  };
  walk(parse(html));
  return { texts, tags, attributes };
}

test('hostile text stays text in HTML and in the preview', () => {
  for (const tailwind of [false, true]) {
    const { code, preview } = pageToTarget(hostilePage(), { framework: 'html', tailwind });
    for (const html of [code, preview]) {
      const { texts, tags, attributes } = shown(html);
      for (const text of HOSTILE) assert.ok(texts.filter((t) => t === text.trim()).length >= 5, text);
      assert.ok(!tags.has('script') && !tags.has('img') && !tags.has('b'));
      assert.ok(![...attributes].some((name) => name.startsWith('on') || name === 'src'));
    }
  }
});

test('hostile text is never code in React, Vue and Svelte', () => {
  for (const target of TARGETS.filter(({ framework }) => framework !== 'html')) {
    const { code } = pageToTarget(hostilePage(), target);
    const js = compiled(target, code);
    // Calls of the texts would stand outside of string literals.
    const bare = js.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, '""');
    assert.doesNotMatch(bare, /alert|constructor\.constructor/, `${target.framework} ${target.tailwind}`);
  }
});

test('two braces of neighbours do not join', () => {
  const page = hostilePage();
  const main = page.root.children[0]!;
  const words = (text: string, x: number): PageNode => ({
    ...leaf('text', text),
    box: { x, y: 10, width: 10, height: 20 },
  });
  const line = group('box', 'row', [words('{', 20), words('{ 7 * 191 }', 32), words('}', 44)]);
  main.children = [{ ...line, style: {} }];
  for (const target of TARGETS.filter(({ framework }) => framework !== 'html')) {
    const { code } = pageToTarget(page, target);
    const js = compiled(target, code);
    assert.doesNotMatch(js.replace(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g, '""'), /7 \* 191/, target.framework);
  }
});

test('what repeats is data', () => {
  y = 0;
  const cards = ['One', 'Two', 'Three'].map((name) =>
    group('card', 'column', [leaf('heading', name), leaf('paragraph', `About ${name}`)]),
  );
  const main = group('main', 'column', cards);
  const page: PageData = {
    root: { ...group('page', 'column', [main]), box: { x: 0, y: 0, width: 800, height: 600 } },
    scale: 1,
    theme: 'light',
    confidence: 1,
    notes: [],
  };
  const react = pageToTarget(page, { framework: 'react', tailwind: true }).code;
  assert.match(react, /const cards = \[\n {2}\{ title: "One", text: "About One" \},/);
  assert.match(react, /cards\.map\(\(item, index\) =>/);
  assert.equal(react.match(/<section/g)!.length, 1);
  assert.match(pageToTarget(page, { framework: 'vue', tailwind: false }).code, /v-for="\(item, index\) in cards"/);
  assert.match(pageToTarget(page, { framework: 'svelte', tailwind: false }).code, /\{#each cards as item\}/);
});

test('links at the far end of a bar stay one line, and a quote is not as narrow as its words', () => {
  y = 0;
  const at = (node: PageNode, x: number, top: number, width: number): PageNode => {
    node.box = { x, y: top, width, height: 20 };
    return node;
  };
  const links = group(
    'list',
    'row',
    ['Trips', 'Map', 'Account'].map((name, i) => at(leaf('link', name), 600 + 60 * i, 20, 50)),
  );
  links.box = { x: 600, y: 20, width: 170, height: 20 };
  const header = group('header', 'row', [at(leaf('text', 'Travelog'), 20, 20, 80), links]);
  header.box = { x: 0, y: 0, width: 800, height: 60 };
  header.style = { background: '#3f51b5' };
  const quote = group('box', 'column', [at(leaf('text', 'Simple things stay fixed.'), 40, 120, 180)]);
  quote.box = { x: 20, y: 100, width: 200, height: 60 };
  quote.style = { rule: { width: 4, color: '#cccccc' } };
  const page: PageData = {
    root: { ...group('page', 'column', [header, quote]), box: { x: 0, y: 0, width: 800, height: 600 } },
    scale: 1,
    theme: 'light',
    confidence: 1,
    notes: [],
  };
  const { code } = pageToTarget(page, { framework: 'html', tailwind: false });
  assert.match(/\.links \{[^}]*\}/.exec(code)![0], /margin-left: auto/);
  assert.doesNotMatch(/\.links \{[^}]*\}/.exec(code)![0], /flex: \d/);
  assert.doesNotMatch(/\.quote \{[^}]*\}/.exec(code)![0], /max-width/);
});
