/** What servers say when they refuse, in their own words, and what the user is told. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { ask, sent } from './asked.ts';
import { answer, json, stream } from './server.ts';

const REFUSALS: [name: string, status: number, body: unknown, code: string, says: RegExp][] = [
  [
    'llama-server: wrong key',
    401,
    { error: { message: 'Invalid API Key', type: 'authentication_error', code: 401 } },
    'endpoint-denied',
    /key/,
  ],
  ['vLLM: wrong key', 401, { error: 'Unauthorized' }, 'endpoint-denied', /key \(Unauthorized\)/],
  [
    'LiteLLM: a key that may not',
    403,
    { error: { message: 'Authentication Error, key not allowed', code: '403' } },
    'endpoint-denied',
    /not allowed/,
  ],
  [
    'Ollama: no such model',
    404,
    { error: { message: 'model "imp" not found, try pulling it first', type: 'api_error' } },
    'endpoint-missing',
    /does not have the model imp/,
  ],
  [
    'LM Studio: nothing loaded',
    404,
    { error: { message: 'No models loaded. Please load a model in the developer page.' } },
    'endpoint-missing',
    /No models loaded/,
  ],
  ['no such address', 404, '<html>nginx</html>', 'endpoint-missing', /before \/v1/],
  ['nginx: a body too large', 413, '<html>413</html>', 'image-too-large', /size \(413\)/],
  [
    'llama-server: no mmproj',
    500,
    {
      error: {
        code: 500,
        message: 'image input is not supported - hint: if this is unexpected, you may need to provide the mmproj',
        type: 'server_error',
      },
    },
    'endpoint-blind',
    /takes no pictures/,
  ],
  [
    'vLLM: text only',
    400,
    { object: 'error', message: 'imp is not a multimodal model', type: 'BadRequestError', code: 400 },
    'endpoint-blind',
    /takes no pictures/,
  ],
  [
    'Ollama: text only',
    500,
    { error: { message: 'this model is missing data required for image input' } },
    'endpoint-blind',
    /takes no pictures/,
  ],
  [
    'vLLM: one picture',
    400,
    { error: { message: 'At most 1 image(s) may be provided in one prompt.', code: 400 } },
    'usage',
    /takes 1 pictures/,
  ],
  ['a fault', 500, { detail: 'CUDA error: out of memory' }, 'endpoint-failed', /CUDA error/],
  ['a fault without words', 502, '<html>bad gateway</html>', 'endpoint-failed', /502/],
];

for (const [name, status, body, code, says] of REFUSALS)
  test(`refusal: ${name}`, async () => {
    const { error, text } = await ask(json(typeof body === 'string' ? body : body, status));
    assert.equal(error?.code, code);
    assert.match(error!.message, says);
    assert.match(error!.message, /127\.0\.0\.1/);
    assert.equal(text, '');
  });

const OVERFLOWS: [name: string, body: object, prompt: number | undefined, context: number | undefined][] = [
  [
    'llama-server',
    {
      error: {
        code: 400,
        message: 'request (437000 tokens) exceeds the available context size (4096 tokens), try increasing it',
        type: 'exceed_context_size_error',
        n_prompt_tokens: 437000,
        n_ctx: 4096,
      },
    },
    437000,
    4096,
  ],
  [
    'vLLM',
    {
      object: 'error',
      message:
        "This model's maximum context length is 2048 tokens. However, you requested 5512 tokens (5000 in the messages, 512 in the completion). Please reduce the length.",
      code: 400,
    },
    5000,
    2048,
  ],
  [
    'vLLM, before the tokens of the picture',
    {
      error: {
        message: 'The decoder prompt (length 5000) is longer than the maximum model length of 4096.',
        code: 400,
      },
    },
    5000,
    4096,
  ],
  [
    'SGLang',
    {
      object: 'error',
      message: "The input (5000 tokens) is longer than the model's context length (4096 tokens).",
      code: 400,
    },
    5000,
    4096,
  ],
  ['Ollama', { error: { message: 'the input length exceeds the context length' } }, undefined, undefined],
  [
    'LM Studio',
    {
      error:
        'Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens',
    },
    5000,
    4096,
  ],
  [
    'LiteLLM',
    {
      error: {
        message:
          "litellm.ContextWindowExceededError: This model's maximum context length is 128000 tokens. However, your messages resulted in 437000 tokens.",
        code: '400',
      },
    },
    437000,
    128000,
  ],
];

for (const [name, body, prompt, context] of OVERFLOWS)
  test(`overflow: ${name} is tried again with 1,024 pixels, and then told with its numbers`, async () => {
    const refuse = json(body, 400);
    const once = await ask((seen, response) =>
      (sent(seen.body)[0] === 'a@1920' ? refuse : answer('Fine.'))(seen, response),
    );
    assert.deepEqual(once.requests.map(sent), [['a@1920'], ['a@1024']]);
    assert.equal(once.result?.answer, 'Fine.');
    assert.equal(once.result!.maxSide, 1024);
    const never = await ask(refuse);
    assert.equal(never.error?.code, 'context-full');
    assert.equal(never.requests.length, 2);
    assert.deepEqual(
      [never.error!.details?.['promptTokens'], never.error!.details?.['contextTokens']],
      [prompt, context],
    );
  });

test('an overflow within the stream, and under an `error:` line, is one as well', async () => {
  const complaint = {
    error: {
      code: 400,
      message: 'exceeds the available context size',
      type: 'exceed_context_size_error',
      n_prompt_tokens: 9000,
      n_ctx: 4096,
    },
  };
  for (const line of [`data: ${JSON.stringify(complaint)}\n\n`, `error: ${JSON.stringify(complaint.error)}\n\n`]) {
    const { error, requests } = await ask(stream([line]));
    assert.equal(error?.code, 'context-full');
    assert.equal(requests.length, 2);
  }
});
