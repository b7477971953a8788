import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { getL10nJson } from '@vscode/l10n-dev';

const root = join(import.meta.dirname, '../..');
const json = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, unknown>;

function sources(folder: string): { extension: '.ts'; contents: string }[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ extension: '.ts', contents: readFileSync(join(root, folder, file), 'utf8') }));
}

const placeholders = (text: string) => [...text.matchAll(/\{\d\}/g)].map(([name]) => name).sort();

test('every string of the extension and the panel has a Chinese one with the same placeholders', async () => {
  const strings = Object.keys(await getL10nJson([...sources('src/host'), ...sources('webview')]));
  assert.ok(strings.length > 100, 'the strings were not found');
  const bundle = json('l10n/bundle.l10n.zh-cn.json') as Record<string, string>;
  for (const text of strings) {
    assert.ok(bundle[text], `not translated: ${text}`);
    assert.deepEqual([...new Set(placeholders(bundle[text]))], [...new Set(placeholders(text))], text);
  }
  for (const text of Object.keys(bundle)) assert.ok(strings.includes(text), `translated but not used: ${text}`);
});

test('every string of the manifest exists in both languages', () => {
  const used = new Set([...readFileSync(join(root, 'package.json'), 'utf8').matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key!));
  for (const file of ['package.nls.json', 'package.nls.zh-cn.json']) assert.deepEqual(Object.keys(json(file)).sort(), [...used].sort(), file);
});
