import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from './support.ts';

const kernels = path.join(ROOT, 'src/engine/kernels');
const sha256 = (...files: string[]) =>
  files.reduce((hash, file) => hash.update(readFileSync(file)), createHash('sha256')).digest('hex');

test('the prebuilt kernels were made of the sources beside them', () => {
  const [sources, ...libraries] = readFileSync(`${kernels}/prebuilt.sha256`, 'utf8').trim().split('\n');
  const named = (end: string) =>
    readdirSync(kernels)
      .filter((name) => name.endsWith(end))
      .sort()
      .map((name) => path.join(kernels, name));
  assert.equal(
    sha256(...named('.c'), ...named('.h'), path.join(ROOT, 'scripts/build-kernels.sh')),
    sources,
    'src/engine/kernels/*.{c,h} or their flags changed: run scripts/build-kernels.sh',
  );
  const recorded = Object.fromEntries(libraries.map((line) => line.split(/\s+/).reverse()));
  const present = readdirSync(`${kernels}/prebuilt`).sort();
  assert.deepEqual(Object.keys(recorded).sort(), present);
  for (const name of present) assert.equal(sha256(`${kernels}/prebuilt/${name}`), recorded[name], name);
});
