/** What the documents name is there: links, files and folders, scripts of npm. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';

const ROOT = join(import.meta.dirname, '../..');
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`),
  'models/nano/README.md',
  'models/nano/train/README.md',
  'test/fixtures/make/README.md',
];
/** A path of the repository in code: from one of its folders on, up to the first character that no name of a file here has. */
const PATH = /(?<![\w./-])(?:src|webview|scripts|test|docs|media|l10n|\.github|\.ci)\/[\w./*-]*/g;

for (const document of DOCUMENTS)
  test(`${document} names what is there`, () => {
    const text = readFileSync(join(ROOT, document), 'utf8');
    const code = [...text.matchAll(/`([^`\n]+)`|```\w*\n([^]*?)```/g)].map(([, line, block]) => line ?? block!);
    for (const [path] of code.flatMap((each) => [...each.matchAll(PATH)])) {
      if (path.startsWith('test/output')) continue; // what a run leaves
      assert.ok(isThere(ROOT, path) || isThere(join(ROOT, dirname(document)), path), path);
    }
    for (const [, link] of text
      .replace(/```[^]*?```|`[^`\n]+`/g, '')
      .matchAll(/\]\((?!https?:|#|command:)([^)#\s]+)[^)]*\)/g))
      assert.ok(existsSync(join(ROOT, dirname(document), link!)), link);
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
    for (const [, name] of code.flatMap((each) => [...each.matchAll(/\bnpm run ([\w:-]+)/g)]))
      assert.ok(name! in scripts, `npm run ${name}`);
  });

/** `folder/*.c` is there where one file of the folder matches. */
function isThere(root: string, path: string): boolean {
  if (!path.includes('*')) return existsSync(join(root, path));
  const folder = join(root, dirname(path));
  const [before, after] = path.slice(path.lastIndexOf('/') + 1).split('*') as [string, string];
  return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith(before) && name.endsWith(after));
}
