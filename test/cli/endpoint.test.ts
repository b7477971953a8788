/** `--endpoint URL`: the command line in a process of its own, the server in this one. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { answer, json, picturesIn, SERVERS, startFake, textsIn } from '../endpoints/server.ts';

const home = mkdtempSync(join(tmpdir(), 'imp-cli-endpoint-'));
after(() => rmSync(home, { recursive: true }));
const PICTURE = 'test/fixtures/images/small.png';
const CHAT = 'POST /v1/chat/completions';

function imp(args: string[], env: Record<string, string> = {}): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
    env: { ...process.env, IMP_OFFLINE: '', ...env, IMP_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code: code ?? -1, out, err })));
}

test('a question goes to the server with its picture, and what was measured is listed', async (t) => {
  const server = await startFake({
    ...SERVERS['llama-server'],
    [CHAT]: answer('A chart of some fruit, in a bowl of eight.', { prompt: 700, cached: 5, tokens: 12 }),
  });
  t.after(() => server.close());
  const ask = ['ask', '--endpoint', `${server.url}/v1`, '--image', PICTURE, '--ocr', 'off', '--seed', '3'];
  const said = await imp([...ask, '--json', 'What is this?'], { IMP_ENDPOINT_KEY: 'secret', IMP_OFFLINE: '1' });
  assert.equal(said.code, 0, said.err);
  const result = JSON.parse(said.out) as Record<string, never>;
  assert.equal(result['answer'], 'A chart of some fruit, in a bowl of eight.');
  assert.equal(result['model'], 'imp.gguf');
  const { host } = new URL(server.url);
  assert.deepEqual(result['endpoint'], {
    ...{ url: server.url, host, thisMachine: true, encrypted: false },
    ...{ kind: 'llama-server', model: 'imp.gguf', promptTokens: 700, cachedTokens: 5 },
  });
  const chat = server.requests.find(({ path }) => path === '/v1/chat/completions')!;
  assert.equal(chat.headers.authorization, 'Bearer secret');
  assert.match(picturesIn(chat.body)[0]!, /^data:image\/png;base64,/);
  assert.deepEqual(textsIn(chat.body), ['What is this?']);
  const plain = await imp([...ask, 'What is this?']);
  assert.equal(plain.out, 'A chart of some fruit, in a bowl of eight.\n');
  const list = await imp(['models', '--json']);
  const [used] = (JSON.parse(list.out) as { endpoints: Record<string, unknown>[] }).endpoints;
  assert.deepEqual(
    [used!['url'], used!['model'], used!['sees'], used!['contextTokens']],
    [server.url, 'imp.gguf', 'yes', 4096],
  );
  assert.equal(typeof used!['firstWordSeconds'], 'number');
  assert.ok(!readFileSync(join(home, 'endpoints.json'), 'utf8').includes('secret'));
  const there = await imp(['models', '--endpoint', server.url, '--json']);
  const { endpoint } = JSON.parse(there.out) as { endpoint: Record<string, unknown> };
  assert.deepEqual(
    [endpoint['kind'], endpoint['slots'], endpoint['models']],
    ['llama-server', 4, [{ id: 'imp.gguf', sees: 'yes', contextTokens: 4096 }]],
  );
});

test('without consent nothing is sent, and the message says how to agree; offline forbids it all the same', async () => {
  const ask = (...more: string[]) => ['ask', '--endpoint', 'http://gpu.invalid:8080', ...more, 'What is a fruit?'];
  const refused = await imp(ask());
  assert.equal(refused.code, 1);
  assert.match(
    refused.err,
    /^imp: You have not agreed .* gpu\.invalid:8080 \(not encrypted\)\. Nothing was sent\. Say --agree/,
  );
  const offline = await imp(ask('--agree'), { IMP_OFFLINE: '1' });
  assert.match(offline.err, /^imp: imp\.offline is on/);
});

test('wrong usage and refusals end in one line', async (t) => {
  const server = await startFake({ 'GET /v1/models': json({ error: { message: 'Invalid API Key' } }, 401) });
  t.after(() => server.close());
  const cases: [string[], number, RegExp][] = [
    [['--endpoint', server.url], 1, /IMP_ENDPOINT_KEY/],
    [['--endpoint', 'ftp://x'], 2, /no address of a server/],
    [['--endpoint-model', 'm'], 2, /needs --endpoint/],
    [['--endpoint', server.url, '--model', 'imp-nano'], 2, /exclude each other/],
  ];
  for (const [args, code, says] of cases) {
    const { code: got, err } = await imp(['ask', ...args, 'What is a fruit?']);
    assert.equal(got, code, err);
    assert.match(err, says);
    assert.equal(err.trim().split('\n').length, 1);
  }
});
