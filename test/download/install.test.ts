/** The whole way, as on a machine without an editor: a hub on 127.0.0.1 → download → conversion → store → verified → loaded. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { serveFile, startServer, type Route } from './server.ts';

const root = join(import.meta.dirname, '../..');
const checkpoint = join(root, 'test/fixtures/checkpoints/imp-v1.5-tiny-phi2');
const SHA = 'c'.repeat(40);
const json =
  (value: unknown): Route =>
  (_, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));

function imp(
  home: string,
  mirror: string,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, IMP_HOME: home, IMP_DOWNLOAD_MIRROR: mirror };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'src/cli/main.ts', ...args],
      { cwd: root, env },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

test('imp models download: a checkpoint becomes a model that loads', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'imp-install-'));
  const files = readdirSync(checkpoint).map((name) => ({ name, data: readFileSync(join(checkpoint, name)) }));
  const repository = '/api/models/MILVLG/tiny';
  const tree = files.map(({ name, data }) => {
    const oid = createHash('sha1').update(`blob ${data.length}\0`).update(data).digest('hex');
    const lfs = name.endsWith('.safetensors')
      ? { lfs: { oid: createHash('sha256').update(data).digest('hex'), size: data.length } }
      : {};
    return { type: 'file', path: name, size: data.length, oid, ...lfs };
  });
  const server = await startServer({
    [`${repository}/revision/main`]: json({ sha: SHA }),
    [`${repository}/tree/${SHA}`]: json(tree),
    ...Object.fromEntries(
      files.map(({ name, data }) => [
        `/MILVLG/tiny/resolve/${SHA}/${name}`,
        serveFile(() => data, name.endsWith('.safetensors') ? { cuts: [100_000] } : {}),
      ]),
    ),
  });
  t.after(async () => {
    await server.close();
    rmSync(home, { recursive: true });
  });
  mkdirSync(home, { recursive: true });
  writeFileSync(
    join(home, 'catalog.json'),
    JSON.stringify({
      models: [
        { id: 'tiny', name: 'Tiny Imp', source: { kind: 'checkpoint', repository: 'MILVLG/tiny', revision: 'main' } },
      ],
    }),
  );

  const downloaded = await imp(
    home,
    server.url,
    'models',
    'download',
    'tiny',
    '--type',
    'F16',
    '--vision-type',
    'F16',
    '--json',
  );
  assert.equal(downloaded.code, 0, downloaded.stderr);
  const { folder } = JSON.parse(downloaded.stdout) as { folder: string };
  assert.equal(folder, join(home, 'models', 'tiny-f16-f16'));
  assert.ok(existsSync(join(home, 'downloads', 'tiny')), 'other types can be made of it');
  assert.match(downloaded.stderr, /still in .*downloads.tiny.*remove tiny-download/);
  assert.equal((await imp(home, '', 'models', 'remove', 'tiny-download')).code, 0);
  assert.ok(!existsSync(join(home, 'downloads', 'tiny')));
  const manifest = JSON.parse(readFileSync(join(folder, 'imp-model.json'), 'utf8')) as {
    source: string;
    files: unknown[];
  };
  assert.equal(manifest.source, `MILVLG/tiny@${SHA}`);

  const verified = await imp(home, '', 'models', 'verify', 'tiny-f16-f16');
  assert.equal(verified.stdout, 'tiny-f16-f16: every byte is as it was installed\n');
  const list = JSON.parse((await imp(home, '', 'models', '--json')).stdout) as {
    rows: { id: string; state: string; origin: string; catalogId: string }[];
  };
  const row = list.rows.find(({ id }) => id === 'tiny-f16-f16')!;
  assert.deepEqual([row.state, row.origin, row.catalogId], ['ready', 'installed', 'tiny']);

  const asked = await imp(home, '', 'ask', '--model', 'tiny-f16-f16', '--max-tokens', '2', '--json', 'Hello');
  assert.equal(asked.code, 0, asked.stderr);
  assert.equal((JSON.parse(asked.stdout) as { model: string }).model, 'tiny-f16-f16');

  const removed = await imp(home, '', 'models', 'remove', 'tiny-f16-f16');
  assert.equal(removed.code, 0);
  assert.deepEqual(readdirSync(join(home, 'models')), []);
});
