import assert from 'node:assert/strict';
import test from 'node:test';
import { findLocalServers } from '../../src/endpoints/index.ts';
import { answer, clientOf, FALLBACKS, json, picturesIn, SERVERS, startFake, type Route } from './server.ts';

const EXPECTED: Record<string, object> = {
  'llama-server': {
    kind: 'llama-server',
    version: 'b6500-abcdef',
    slots: 4,
    models: [{ id: 'imp.gguf', sees: 'yes', contextTokens: 4096 }],
  },
  vllm: { kind: 'vllm', version: '0.11.0', models: [{ id: 'llava-imp', sees: 'unknown', contextTokens: 2048 }] },
  sglang: { kind: 'sglang', version: '0.5.3', models: [{ id: 'imp', sees: 'yes', contextTokens: 8192 }] },
  ollama: {
    kind: 'ollama',
    version: '0.12.3',
    models: [
      { id: 'gemma3:4b', sees: 'yes', contextTokens: 4096 },
      { id: 'qwen3:8b', sees: 'no', contextTokens: 8192 },
    ],
  },
  'lm-studio': {
    kind: 'lm-studio',
    models: [
      { id: 'google/gemma-3-4b', sees: 'yes', contextTokens: 6000 },
      { id: 'qwen/qwen3-8b', sees: 'no' },
    ],
  },
  litellm: {
    kind: 'litellm',
    models: [
      { id: 'team-vision', sees: 'yes', contextTokens: 16000 },
      { id: 'team-text', sees: 'unknown' },
    ],
  },
};

for (const [kind, expected] of Object.entries(EXPECTED))
  test(`${kind} is known by what it says, with the context that runs`, async () => {
    const server = await startFake(SERVERS[kind]!, FALLBACKS[kind]);
    try {
      assert.deepEqual(await clientOf(`${server.url}/v1/`).detect(), expected);
      const [found] = await findLocalServers(globalThis.fetch, undefined, [Number(new URL(server.url).port)]);
      assert.equal(found?.kind, kind);
    } finally {
      await server.close();
    }
  });

test('a server that says nothing of itself is one of the form, and a page of HTML is none', async () => {
  const plain = await startFake({ 'GET /v1/models': json({ data: [{ id: 'a' }, { id: 7 }, null, { id: '' }] }) });
  const page = await startFake({}, json('<!doctype html><title>Router</title>'));
  try {
    assert.deepEqual(await clientOf(plain.url).detect(), { kind: 'openai', models: [{ id: 'a', sees: 'unknown' }] });
    await assert.rejects(clientOf(page.url).detect(), { code: 'endpoint-failed' });
  } finally {
    await Promise.all([plain.close(), page.close()]);
  }
});

test('llama-server, whose list of models needs no key, is known to want one all the same', async () => {
  const denied = json({ error: { code: 401, message: 'Invalid API Key', type: 'authentication_error' } }, 401);
  const server = await startFake({ ...SERVERS['llama-server'], 'GET /props': denied });
  try {
    await assert.rejects(clientOf(server.url).detect(), { code: 'endpoint-denied' });
  } finally {
    await server.close();
  }
});

/** Counts `tokens` for a picture, and says `says` of what it sees. */
const model =
  (tokens: number, says: string): Route =>
  (seen, response) => {
    const pictures = picturesIn(seen.body).length;
    answer(pictures ? says : 'None.', { prompt: 20 + pictures * tokens })(seen, response);
  };

const PROBES: [string, Route, object][] = [
  ['whose picture takes tokens sees', model(64, 'Chart'), { sees: 'yes', pictureTokens: 64 }],
  ['whose picture takes one token but that names its colour sees', model(1, 'Red.'), { sees: 'yes', pictureTokens: 1 }],
  ['that gets "(image omitted)" instead does not', model(5, 'White'), { sees: 'no', pictureTokens: 5 }],
  [
    'that refuses pictures does not',
    (seen, response) =>
      picturesIn(seen.body).length
        ? json({ error: { message: 'imp is not a multimodal model', type: 'BadRequestError', code: 400 } }, 400)(
            seen,
            response,
          )
        : answer('None.')(seen, response),
    { sees: 'no' },
  ],
];

for (const [name, route, expected] of PROBES)
  test(`probe: a model ${name}`, async () => {
    const server = await startFake({ 'POST /v1/chat/completions': route });
    try {
      assert.deepEqual(await clientOf(server.url).probe('m'), expected);
    } finally {
      await server.close();
    }
  });
