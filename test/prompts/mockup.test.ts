import assert from 'node:assert/strict';
import test from 'node:test';
import { compileScript, compileTemplate, parse } from '@vue/compiler-sfc';
import { transformSync } from 'esbuild';
import { compile } from 'svelte/compiler';
import { mockupToTarget } from '../../src/mockup/index.ts';
import { readMarkup, safeCss } from '../../src/mockup/markup.ts';
import type { CodeTarget } from '../../src/shared/panel.ts';

const NANO =
  '<header><h1>Title</h1><nav><a>Link</a></nav></header>\n<main>\n<form><input><button>Button</button></form>\n<section class="grid">\n<article><img><h3>Title</h3><p>Text</p></article>\n</section>\n</main>';
const TARGETS: CodeTarget[] = (['html', 'react', 'vue', 'svelte'] as const).flatMap((framework) => [
  { framework, tailwind: false },
  { framework, tailwind: true },
]);

const HOSTILE = `Sure! Here it is:
\`\`\`html
<!doctype html><html><head><title>Shop <b></title>
<style>@import url(http://evil.example/a.css); .hero { color: red; background: url("http://evil.example/x.png"); width: 9px }
 .x { behavior: url(#default); color: blue } .y { background: u\\72l(//evil.example) } </style><script>alert(1)</script>
<link rel=stylesheet href=http://evil.example/b.css><meta http-equiv=refresh content="0;url=http://evil.example"><base href=http://evil.example></head>
<body onload="alert(2)"><a href="javascript:alert(3)" onclick=alert(4)>Go</a><img src="http://evil.example/p.png" onerror="alert(5)" alt="Logo">
<iframe srcdoc="<script>alert(6)</script>"></iframe><form action="http://evil.example"><input type=image src=x formaction=y><button formaction=z>Send</button></form>
<svg><script>alert(7)</script></svg><math><mi xlink:href="javascript:alert(8)"></mi></math><object data=x></object>
<p style="color: green; background-image: url(http://evil.example/q)">Text & {alert(9)} \${alert(10)} {{ 1 + 1 }} &lt;script&gt;alert(11)&lt;/script&gt;</p>
<div><!-- <script>alert(12)</script> --><custom-element>Kept</custom-element>
\`\`\`
Let me know.`;

/** By each framework's own compiler: its errors and warnings of syntax, none when the code compiles. */
function compileErrors({ framework }: CodeTarget, code: string): string[] {
  if (framework === 'react') {
    transformSync(code, { loader: 'jsx' }); // throws
    return [];
  }
  if (framework === 'svelte') {
    const { js, css, warnings } = compile(code, { generate: 'client', name: 'Mockup' });
    assert.match(js.code, /export default function Mockup/);
    assert.ok(css === null || css.code.length > 0);
    return warnings
      .map(({ code }) => code)
      .filter((name) => !name.startsWith('a11y') && name !== 'css_unused_selector');
  }
  if (framework === 'vue') {
    const { descriptor, errors } = parse(code, { filename: 'Mockup.vue' });
    assert.ok(descriptor.template);
    if (descriptor.scriptSetup || descriptor.script) compileScript(descriptor, { id: 'mockup' });
    const template = compileTemplate({
      source: descriptor.template.content,
      filename: 'Mockup.vue',
      id: 'mockup',
      scoped: descriptor.styles.some(({ scoped }) => scoped),
    });
    assert.match(template.code, /export function render/);
    return [...errors, ...template.errors, ...template.tips].map(String);
  }
  return [];
}

/** What the nano wrote for the sample mockup, a form and a dashboard; one of them cut off; then what a model may write as text. */
const WRITTEN = [
  NANO,
  NANO.slice(0, -40),
  '<aside><a>Link</a><a>Link</a><a>Link</a><a>Link</a><a>Link</a></aside>\n<main>\n<section><h2>Title</h2><p>Text</p></section>\n<form><input><input><input><button>Button</button></form>\n</main>',
  '<main>\n<section><h2>Title</h2><p>Text</p><button>Button</button></section>\n<form><input><input><input><button>Button</button></form>\n</main>',
  '<header><h1>Title</h1><nav><a>Link</a><a>Link</a></nav></header>\n<aside><a>Link</a><a>Link</a></aside>\n<main>\n<section class="grid">\n<article><img><h3>Title</h3><p>Text</p></article>\n<article><img><h3>Title</h3><p>Text</p></article>\n</section>\n</main>',
  '<main><p>a {b} {{ c }} {#if x} {@html y} <b>&lt;i&gt; &amp; \\ ` ${d}</b></p><input value="{e}" placeholder="{{ f }}"><select><option>Option</option></select><textarea></textarea></main>',
];

test('what the product writes for a mockup goes through the compilers of React, Vue and Svelte', () => {
  for (const target of TARGETS) {
    for (const written of [...WRITTEN, HOSTILE]) {
      const { code } = mockupToTarget(written, target);
      assert.deepEqual(compileErrors(target, code), [], `${target.framework}:\n${code}`);
    }
  }
});

test('the compilers refuse code that is wrong', () => {
  assert.throws(() => compileErrors({ framework: 'react', tailwind: false }, 'export default () => <div><p></div>'));
  assert.throws(() => compileErrors({ framework: 'svelte', tailwind: false }, '<div>{#if}</div>'));
  assert.notDeepEqual(
    compileErrors({ framework: 'vue', tailwind: false }, '<template><div><p>{{ a b }}</div></template>'),
    [],
  );
});

test('every target keeps structure and text, and is valid code', () => {
  for (const target of TARGETS) {
    const { code, fence, preview } = mockupToTarget(NANO, target);
    assert.equal(fence, target.framework === 'react' ? 'jsx' : target.framework);
    for (const part of [
      '<header',
      '<h1',
      'Title',
      '<nav',
      'Link',
      '<form',
      '<input',
      '<button',
      'Button',
      '<article',
      'role="img"',
      '<p',
      'Text',
    ])
      assert.ok(code.includes(part), `${part} in ${code}`);
    if (target.framework === 'react') {
      assert.match(code, /export default function Mockup\(\)/);
      transformSync(code, { loader: 'jsx' }); // throws on a syntax error
      assert.ok(!/ class=/.test(code));
    }
    assert.equal(target.tailwind, !code.includes('grid-area'));
    assert.equal(target.tailwind, code.includes('rounded-md'));
    assert.ok(preview.includes("default-src 'none'") && preview.includes('grid-area'));
  }
});

test('nothing of hostile markup that runs, loads or leaves comes through, in no target', () => {
  for (const target of TARGETS) {
    const { code, preview } = mockupToTarget(HOSTILE, target);
    for (const text of [code, preview]) {
      for (const forbidden of [
        'evil.example',
        'javascript:',
        'onload',
        'onclick',
        'onerror',
        '<script',
        '<iframe',
        '<svg',
        '<object',
        '<link',
        '<base',
        'refresh',
        '@import',
        'url(',
        'behavior',
        'srcdoc',
        'formaction',
        'action=',
      ]) {
        assert.ok(!text.toLowerCase().includes(forbidden), `${forbidden} in ${text}`);
      }
    }
    assert.ok(code.includes('Go') && code.includes('Send') && code.includes('Kept') && code.includes('Logo'));
  }
});

test('text of the mockup is text in every framework, never an expression', () => {
  const react = mockupToTarget(HOSTILE, { framework: 'react', tailwind: false }).code;
  const compiled = transformSync(react, { loader: 'jsx', jsx: 'transform' }).code;
  assert.ok(!/[^"'`\w]alert\(/.test(compiled.replace(/"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/g, '""')), compiled);
  const markup = (target: CodeTarget) => mockupToTarget(HOSTILE, target).code.replace(/<style[\s\S]*<\/style>/, '');
  assert.ok(!/\{/.test(markup({ framework: 'svelte', tailwind: true })));
  assert.ok(!/\{\{/.test(markup({ framework: 'vue', tailwind: true })));
});

test('a model’s own style sheet is kept, made harmless, for HTML', () => {
  const { code } = mockupToTarget(HOSTILE, { framework: 'html', tailwind: false });
  assert.match(code, /\.hero \{ color: red; +width: 9px \}|\.hero \{ color: red;\s*width: 9px\s*\}/);
  assert.match(code, /<p style="color: green;?">/);
  assert.match(code, /<title>Shop &lt;b><\/title>/);
});

test('CSS cannot break out of its element or hide an address', () => {
  for (const css of [
    'a{}</style><script>',
    '\\75rl(x)',
    '@import "x"',
    'a { background: image-set("x" 1x) }',
    'a{b:url (x)}',
    '/* */ a { x: expression(1) } /*',
  ]) {
    assert.ok(!/<|url\s*\(|@import|image-set|expression/i.test(safeCss(css)), safeCss(css));
  }
  assert.equal(safeCss('a > b { color: red }'), 'a > b { color: red }');
});

test('cut-off answers are closed, endless ones end, no markup is told', () => {
  const { code } = mockupToTarget('<main><table><tr><td>One</td><td>Tw', { framework: 'html', tailwind: false });
  assert.match(code, /<td>One<\/td>\s*<td>Tw<\/td>/);
  assert.ok(
    mockupToTarget(`<main>${'<div>'.repeat(5000)}deep`, { framework: 'react', tailwind: true }).code.length < 20_000,
  );
  assert.ok(JSON.stringify(readMarkup('<p>x</p>'.repeat(10_000)).nodes).match(/"p"/g)!.length <= 2000);
  assert.throws(
    () => mockupToTarget('I cannot see a mockup.', { framework: 'html', tailwind: false }),
    /wrote no HTML/,
  );
});
