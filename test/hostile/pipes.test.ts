/** Pipes that nobody writes to, under the names of what is looked for: nobody waits for them. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { readPictureBytes } from '../../src/cli/pictures.ts';
import { readIdentity } from '../../src/convert/checkpoint/identity.ts';
import { readConfig } from '../../src/convert/checkpoint/config.ts';
import { readByteLevelVocabulary } from '../../src/convert/tokenizer/bpe.ts';
import { readSentencePieceVocabulary } from '../../src/convert/tokenizer/sentencepiece.ts';
import { loadCatalog } from '../../src/models/catalog.ts';
import { readManifest } from '../../src/models/manifest.ts';

test(
  'a pipe in the place of a picture, a manifest, a catalog or a checkpoint’s file is refused at once',
  { skip: process.platform === 'win32', timeout: 20_000 },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'imp-pipes-'));
    // Whoever waits for a pipe would keep the process: a writer that comes and goes ends the wait.
    const pipes: string[] = [];
    t.after(() => {
      for (const file of pipes) execFileSync('timeout', ['1', 'sh', '-c', ': 1<>"$0"', file], { stdio: 'ignore' });
      rmSync(folder, { recursive: true, force: true });
    });
    const pipe = (name: string) => {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      execFileSync('mkfifo', [file]);
      pipes.push(file);
      return file;
    };
    const waited = async <T>(what: string, work: Promise<T>): Promise<T> =>
      await Promise.race([
        work,
        new Promise<never>((_, reject) => setTimeout(() => reject(new Error(`${what} waits`)), 2000).unref()),
      ]);
    const unsupported = { code: 'checkpoint-unsupported' };
    await assert.rejects(waited('a picture', readPictureBytes(pipe('a.png'))), { code: 'usage' });
    await assert.rejects(waited('a device', readPictureBytes('/dev/zero')), { code: 'usage' });
    assert.equal(await waited('a manifest', readManifest(dirname(pipe('m/imp-model.json')))), undefined);
    const { warnings } = await waited('a catalog', loadCatalog('models', dirname(pipe('c/catalog.json'))));
    assert.match(warnings[0]!, /no file/);
    await assert.rejects(waited('a config', readConfig(dirname(pipe('f/config.json')))), unsupported);
    assert.equal((await waited('a card', readIdentity(dirname(pipe('Own/README.md'))))).name, 'Own');
    const merges = dirname(pipe('b/merges.txt'));
    writeFileSync(join(merges, 'vocab.json'), '{"a":0}');
    await assert.rejects(waited('merges', readByteLevelVocabulary(merges)), unsupported);
    await assert.rejects(waited('a vocabulary', readSentencePieceVocabulary(pipe('tokenizer.model'))), unsupported);
  },
);

test('a picture larger than any that is taken is refused before it is read', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'imp-large-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'large.png');
  writeFileSync(file, '');
  truncateSync(file, 8 * 2 ** 30);
  await assert.rejects(readPictureBytes(file), { code: 'image-too-large' });
});
