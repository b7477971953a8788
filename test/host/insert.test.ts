/** What a picture becomes in a document, and which pictures of a document have no alternative text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textFacts } from '../../src/facts/assemble.ts';
import { altText, formOf, shortened } from '../../src/host/insert/forms.ts';
import { altEdit, missingAlts } from '../../src/host/insert/missingAlt.ts';
import type { TextReading } from '../../src/shared/engine.ts';
import { english } from '../../src/shared/message.ts';

const translate = (template: string, ...args: (string | number)[]) => english({ template, args });
const written = (text: string, markdown: boolean, alt: string) =>
  missingAlts(text, markdown)
    .reverse()
    .reduce((now, one) => now.slice(0, one.from) + altEdit(one, alt) + now.slice(one.to), text);

test('pictures of Markdown without an alternative text get one, others stay', () => {
  const text = [
    'One ![](a.png) and ![ ](<my file.png> "title") and ![there](b.png).',
    '```md',
    '![](fenced.png)',
    '```',
    '![](c.png) <img src="d.png"> [x](e.png) ![](',
  ].join('\n');
  assert.deepEqual(
    missingAlts(text, true).map(({ target }) => target),
    ['a.png', 'my file.png', 'c.png', 'd.png'],
  );
  const after = written(text, true, 'Chart [1]: <b> "x" & `y`');
  assert.ok(after.includes('![Chart \\[1\\]: \\<b\\> "x" &amp; \\`y\\`](a.png)'), after);
  assert.ok(after.includes('<img alt="Chart [1]: &lt;b&gt; &quot;x&quot; &amp; `y`" src="d.png">'), after);
  assert.deepEqual(missingAlts(after, true), []);
});

test('tags without alt get one; empty, bound and spread ones are left alone', () => {
  const html = [
    '<img src="a.png">',
    "<IMG\n  class=x src='b.png' />",
    '<img alt="" src="decoration.png">',
    '<img alt="there" src="c.png">',
    '<img :alt="name" src="d.png">',
    '<img {...props} src="e.png" />',
    '<img src={logo} />',
    '<img onclick={() => a > b ? "{" : 1} src="f.png" />',
    '<imgs src="g.png"><img src="h.png',
  ].join('\n');
  assert.deepEqual(
    missingAlts(html, false).map(({ target }) => target),
    ['a.png', 'b.png', 'f.png'],
  );
  assert.match(
    written('<img src="a.png">', false, '{evil} "quote" >'),
    /^<img alt="&#123;evil&#125; &quot;quote&quot; &gt;" src="a\.png">$/,
  );
});

test('files of a million marks are looked at in a moment', () => {
  for (const text of [
    '!['.repeat(500_000),
    '<img '.repeat(200_000),
    '![]('.repeat(200_000),
    `<img ${'{'.repeat(500_000)}`,
    '```\n'.repeat(200_000),
  ]) {
    const started = performance.now();
    missingAlts(text, true);
    assert.ok(performance.now() - started < 5000, text.slice(0, 8));
  }
});

const reading = (...lines: string[]): TextReading => ({
  lines: lines.map((text, i) => ({
    text,
    box: { x: 10, y: 20 * i, width: 8 * text.length, height: 14 },
    words: [{ text, box: { x: 10, y: 20 * i, width: 8 * text.length, height: 14 }, confidence: 95 }],
  })) as TextReading['lines'],
  text: lines.map((line) => `   ${line}`).join('\n'),
  ms: 1,
});

test('text of a picture cannot become markup of the document', () => {
  const facts = textFacts({ width: 400, height: 300 }, reading('Hello <script>', '![x](http://example.com/a.png)'));
  const markdown = formOf(facts, 'text', 'markdown', translate)!;
  assert.doesNotMatch(markdown.replace(/```[\s\S]*```/, ''), /<script|!\[x\]\(/);
  assert.doesNotMatch(formOf(facts, 'text', 'html', translate)!, /<script/);
  assert.equal(formOf(facts, 'text', 'python', translate), 'Hello <script>\n![x](http://example.com/a.png)\n');
  for (const form of ['table', 'mermaid', 'code'] as const)
    assert.equal(formOf(facts, form, 'python', translate), undefined);
  assert.equal(altText(facts, translate), 'Picture with the text: Hello <script> ![x](http://example.com/a.png)');
  assert.equal(altText(textFacts({ width: 4, height: 3 }, reading()), translate), undefined);
});

test('a long alternative text ends between words', () => {
  const text = shortened('word '.repeat(200));
  assert.ok(text.length <= 251 && text.endsWith('word…'));
});
