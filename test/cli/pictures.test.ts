import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { nameOf, onePicture, readPictureBytes } from '../../src/cli/pictures.ts';
import { Options, parse } from '../../src/cli/options.ts';
import type { ImpError } from '../../src/shared/errors.ts';

const FILE = 'test/fixtures/ocr/editor-ts-dark@1x.png';
const bytes = readFileSync(FILE);
const usage = (message: RegExp) => (error: ImpError) => error.code === 'usage' && message.test(error.message);

test('a picture is a path, a file: or a data: URL', async () => {
  const url = `data:image/png;base64,${bytes.toString('base64')}`;
  for (const source of [FILE, pathToFileURL(resolve(FILE)).href, url, url.replaceAll('+', '%2B')])
    assert.deepEqual(Buffer.from(await readPictureBytes(source)), bytes, nameOf(source));
  assert.ok(nameOf(url).length < 80);
});

test('what is no picture source is wrong usage', async () => {
  await assert.rejects(readPictureBytes('no/such.png'), usage(/no such file/));
  await assert.rejects(readPictureBytes('data:image/png;base64'), usage(/comma/));
  await assert.rejects(readPictureBytes('data:image/png;base64,%%'), usage(/encoded/));
  await assert.rejects(readPictureBytes('data:image/png;base64,!!!'), usage(/base64/));
  await assert.rejects(readPictureBytes('data:,'), usage(/empty/));
  await assert.rejects(readPictureBytes('file://elsewhere/x.png'), usage(/this machine/));
  assert.throws(() => onePicture(new Options({}), []), usage(/missing/));
  assert.throws(() => onePicture(new Options({ image: ['a'] }), ['b']), usage(/One picture/));
  assert.throws(() => parse(['chart', 'a', 'b']), usage(/one word too many/));
});

const cli = (args: string[], input?: Buffer) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], { input, encoding: 'utf8' });

test('imp read takes standard input, and imp chart says what is there where there is no chart', () => {
  const read = cli(['read', '-'], bytes);
  assert.equal(read.status, 0, read.stderr);
  assert.match(read.stdout, /SessionStore/);
  const chart = cli(['chart', FILE]);
  assert.equal(chart.status, 1);
  assert.match(chart.stderr, /^imp: No chart was found in this picture\. It looks like code\./);
  assert.equal(chart.stderr.trim().split('\n').length, 1);
  const both = cli(['chart', FILE, '--csv', '--json']);
  assert.equal(both.status, 2);
  assert.match(both.stderr, /Only one of --csv, --json/);
});

test('a question without a picture is not answered about one: how to bring one is said', () => {
  const { stdout, status } = cli(['ask', '写一个函数']);
  assert.match(stdout, /没有图片。请用 --image FILE/);
  assert.equal(status, 0);
  assert.throws(() => parse(['ask', FILE, 'What is this?']), usage(/one word too many.*--image in front of a picture/));
});

test('imp facts prints one object with the text and the kind', () => {
  const facts = JSON.parse(
    execFileSync(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', 'facts', '--json', FILE], {
      encoding: 'utf8',
    }),
  );
  assert.equal(facts.version, 1);
  assert.equal(facts.kind.name, 'code');
  assert.match(facts.text.text, /createHash/);
});
