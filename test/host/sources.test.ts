import assert from 'node:assert/strict';
import test from 'node:test';
import { languageId, safeFileName, suggestedName } from '../../src/host/answers/codeLanguage.ts';
import { extensionOf, isPicturePath, pictureFormat } from '../../src/shared/pictureFormat.ts';
import { candidatePaths, pictureReferences, referenceAt } from '../../src/host/sources/references.ts';

test('picture references of Markdown, HTML, CSS and code', () => {
  const cases: [string, string[]][] = [
    ['See ![a chart](img/chart.png "Sales") and ![x](<b.jpg>)', ['img/chart.png', 'b.jpg']],
    ['<img alt="logo" src="/static/logo.svg" width=3>', ['/static/logo.svg']],
    ["<img src={require('./a b.webp')} />", ['./a b.webp']],
    ['background: url( ../bg.gif );', ['../bg.gif']],
    ["import hero from './hero.png?inline';", ['./hero.png?inline']],
    ['const a = "notes.txt";', []],
    ['\\includegraphics[width=3cm]{img/plot.png}', ['img/plot.png']],
    ['.. image:: ../img/plot.jpeg', ['../img/plot.jpeg']],
    ['logo: assets/logo.svg # not old/logo.txt', ['assets/logo.svg']],
    ['[chart]: <./my-chart.png> "Sales"', ['./my-chart.png']],
    ['![one](a.png) <img src="b.png"> "c d.png" e.png', ['a.png', 'b.png', 'c d.png', 'e.png']],
    ['[a link](page.html)', []],
  ];
  for (const [line, expected] of cases)
    assert.deepEqual(
      pictureReferences(line).map((item) => item.target),
      expected,
      line,
    );
});

test('the reference under the cursor, else the only one of the line', () => {
  const line = '![a](one.png) ![b](two.png)';
  assert.equal(referenceAt(line, 20)?.target, 'two.png');
  assert.equal(referenceAt(line, 3)?.target, 'one.png');
  assert.equal(referenceAt('text ![a](one.png)', 0)?.target, 'one.png');
  assert.equal(referenceAt(`${line} and more text`, 40), undefined);
});

test('rooted references are looked for in the usual public folders', () => {
  assert.deepEqual(candidatePaths('/img/a%20b.png#x')[0], { relative: '/img/a b.png', rooted: true });
  assert.ok(candidatePaths('/a.png').some(({ relative }) => relative === 'public/a.png'));
  assert.deepEqual(candidatePaths('a.png')[0], { relative: 'a.png', rooted: false });
  assert.deepEqual(candidatePaths('100%.png')[0], { relative: '100%.png', rooted: false });
});

test('formats are known by their bytes', () => {
  const text = (value: string) => Buffer.from(value, 'latin1');
  const pictureExtension = (bytes: Buffer, name: string) => extensionOf(pictureFormat(bytes, name));
  assert.equal(pictureExtension(text('\xff\xd8\xff\xe0'), 'x'), 'jpg');
  assert.equal(pictureExtension(text('RIFF\0\0\0\0WEBPVP8 '), 'x'), 'webp');
  assert.equal(pictureExtension(text('<?xml version="1.0"?>\n<!-- made by hand -->\n<svg xmlns="x">'), 'x'), 'svg');
  assert.throws(() => pictureExtension(text('<html><svg></svg></html>'), 'page.svg'), { code: 'image-unreadable' });
  assert.ok(isPicturePath('/a/B.PNG'));
  assert.ok(!isPicturePath('/a/png'));
});

test('names for code blocks', () => {
  assert.equal(suggestedName('html', '<p>'), 'index.html');
  assert.equal(suggestedName('tsx', 'export default function LoginForm() {}'), 'LoginForm.tsx');
  assert.equal(suggestedName('vue', '<template>'), 'Mockup.vue');
  assert.equal(suggestedName('whatever', ''), 'snippet.txt');
  assert.equal(languageId('tsx'), 'typescriptreact');
  assert.equal(languageId(''), 'plaintext');
  for (const bad of ['../../.bashrc', '.env', 'a/b.ts', 'C:\\x.ts', undefined])
    assert.equal(safeFileName(bad), undefined);
  assert.equal(safeFileName('Login form.vue'), 'Login form.vue');
});
