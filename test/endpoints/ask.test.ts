import assert from 'node:assert/strict';
import test from 'node:test';
import type { Turn } from '../../src/shared/engine.ts';
import { FINISHED, ask, sent } from './asked.ts';
import { answer, clientOf, delta, json, stream, textsIn, type Route } from './server.ts';

test('the words stream, the figures are those that the server counted', async () => {
  const { result, text, requests, headers, events } = await ask(
    answer('A bar chart of fruit.', { prompt: 300, cached: 40 }),
    {
      turns: [
        {
          role: 'user',
          text: 'What is this?\nAnswer the question using a single word or phrase.',
          images: ['a'],
          ocr: 'Apples 3\nPears 4',
        },
      ],
      session: 'talk-1',
      seed: 7,
    },
  );
  assert.equal(text, 'A bar chart of fruit.');
  assert.equal(result!.answer, text);
  assert.equal(result!.stop, 'end');
  assert.deepEqual([result!.promptTokens, result!.reusedTokens, result!.timings.prefill_tokens], [300, 40, 260]);
  assert.equal(result!.timings.generated_tokens, 7);
  const [body] = requests;
  assert.deepEqual(sent(body!), ['a@1920']);
  assert.deepEqual(
    textsIn(body!),
    ['What is this?\nReference OCR token: Apples 3, Pears 4\nAnswer the question using a single word or phrase.'],
    'in the form that the local templates have',
  );
  assert.deepEqual([body!['stream'], body!['max_tokens'], body!['seed']], [true, 512, 7]);
  assert.equal(headers[0]!['x-session-id'], 'talk-1');
  assert.equal(headers[0]!['authorization'], undefined);
  assert.ok(events.some((event) => event.type === 'phase' && event.phase === 'generating'));
});

test('the key goes as a Bearer key', async () => {
  const { headers } = await ask(answer('Yes.'), {}, { key: 'secret' });
  assert.equal(headers[0]!['authorization'], 'Bearer secret');
  assert.throws(() => clientOf('http://localhost:1', { key: 'a\nb: c' }), { code: 'usage' });
});

test('stop strings that the server leaves are the end, and halves of characters are whole', async () => {
  const bytes = Buffer.from(delta('日本 </s> and more') + FINISHED);
  const each = [...bytes].map((byte) => Uint8Array.of(byte));
  const { result, text } = await ask(stream(each));
  assert.equal(text, '日本 ');
  assert.equal(result!.answer, '日本');
  assert.equal((await ask(stream([delta('a <'), delta('/s'), delta('> b'), FINISHED]))).text, 'a ');
  assert.equal((await ask(stream([delta('1 <'), delta('/s'), delta(' 2 </'), FINISHED]))).text, '1 </s 2 </');
});

test('an answer in one piece, or without empty lines between events, is an answer', async () => {
  const whole = json({
    choices: [{ message: { content: 'Two.' }, finish_reason: 'length' }],
    usage: { prompt_tokens: 9 },
  });
  const { result } = await ask(whole);
  assert.deepEqual([result!.answer, result!.stop, result!.promptTokens], ['Two.', 'length', 9]);
  const dense = (delta('One ') + delta('two.') + FINISHED).replace(/\n\n/g, '\n');
  assert.equal((await ask(stream([dense]))).result!.answer, 'One two.');
  assert.equal((await ask(stream([(delta('CR.') + FINISHED).replace(/\n/g, '\r')]))).result!.answer, 'CR.');
});

test('the answer gets the room that the prompt leaves', async () => {
  const { result, requests } = await ask((seen, response) =>
    (Number(seen.body['max_tokens']) > 60
      ? json(
          {
            error: {
              message:
                "'max_tokens' or 'max_completion_tokens' is too large: 512. This model's maximum context length is 2048 tokens and your request has 1988 input tokens (512 > 2048 - 1988).",
              code: 400,
            },
          },
          400,
        )
      : answer('Short.'))(seen, response),
  );
  assert.equal(result?.answer, 'Short.');
  assert.deepEqual(
    requests.map((body) => body['max_tokens']),
    [512, 60],
  );
});

const talk: Turn[] = [
  { role: 'user', text: 'one', images: ['a'] },
  { role: 'assistant', text: 'first' },
  { role: 'user', text: 'two' },
  { role: 'assistant', text: 'second' },
  { role: 'user', text: 'three' },
];

test('the oldest turns leave first, their picture stays with what is left, and that is told', async () => {
  const refuse = json(
    { error: { type: 'exceed_context_size_error', message: 'x', n_prompt_tokens: 5000, n_ctx: 4096 } },
    400,
  );
  const { result, requests, events } = await ask(
    (seen, response) => (textsIn(seen.body).length > 1 ? refuse : answer('third'))(seen, response),
    { turns: talk, maxSide: 1024 },
  );
  assert.deepEqual(requests.map(textsIn), [
    ['one', 'first', 'two', 'second', 'three'],
    ['two', 'second', 'three'],
    ['three'],
  ]);
  assert.deepEqual(requests.map(sent), [['a@1024'], ['a@1024'], ['a@1024']]);
  assert.equal(result!.droppedTurns, 4);
  assert.deepEqual(
    events.findLast((event) => event.type === 'dropped'),
    { type: 'dropped', turns: 4, images: [] },
  );
});

test('servers that cut in silence get no more than their context holds', async () => {
  const long = [{ role: 'user' as const, text: 'word '.repeat(6000) }, ...talk.slice(1)];
  const { requests } = await ask(answer('fine'), { turns: long, kind: 'ollama', contextTokens: 4096 });
  assert.deepEqual(textsIn(requests[0]!), ['two', 'second', 'three']);
});

test('a loading server is waited for, a busy one as long as it asks', async () => {
  let left = 1;
  const loading = json({ error: { code: 503, message: 'Loading model', type: 'unavailable_error' } }, 503);
  const first = await ask((seen, response) => (left-- > 0 ? loading : answer('Awake.'))(seen, response));
  assert.equal(first.result?.answer, 'Awake.');
  assert.ok(first.events.some((event) => event.type === 'phase' && event.phase === 'loading'));
  left = 1;
  const busy = json({ error: { message: 'Rate limit' } }, 429, { 'retry-after': '0.05' });
  const second = await ask((seen, response) => (left-- > 0 ? busy : answer('Free.'))(seen, response));
  assert.equal(second.result?.answer, 'Free.');
  assert.ok(second.events.some((event) => event.type === 'phase' && event.phase === 'queued'));
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 100);
  assert.equal((await ask(json({}, 503), { signal: stop.signal })).error?.code, 'cancelled');
});

test('old servers are asked without the options that they refuse', async () => {
  const { result, requests } = await ask((seen, response) =>
    (seen.body['stream_options']
      ? json({ error: { message: 'Unrecognized request argument supplied: stream_options' } }, 400)
      : answer('Old.'))(seen, response),
  );
  assert.equal(result?.answer, 'Old.');
  assert.equal(requests.length, 2);
});

test('a schema goes as response_format', async () => {
  const { requests } = await ask(answer('{}'), { jsonSchema: { type: 'object' } });
  assert.deepEqual(requests[0]!['response_format'], {
    type: 'json_schema',
    json_schema: { name: 'answer', strict: true, schema: { type: 'object' } },
  });
});

const BROKEN: [name: string, route: Route, code: string, text: string][] = [
  [
    'killed in mid-answer',
    (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(delta('Half of'), () => response.destroy());
    },
    'endpoint-unreachable',
    'Half of',
  ],
  ['closed without an end', stream([delta('Half of')]), 'endpoint-unreachable', 'Half of'],
  ['garbage', stream(['data: \u0000\u0001{not json\n\n']), 'endpoint-failed', ''],
  [
    'garbage behind words',
    stream([delta('So'), ...Array<string>(5).fill('data: {"choi\n\n')]),
    'endpoint-failed',
    'So',
  ],
  ['a page under status 200', json('<html>Sign in</html>'), 'endpoint-failed', ''],
  ['an empty stream', stream([]), 'endpoint-unreachable', ''],
  ['a line of 10 MB', stream([delta('So'), `data: ${'x'.repeat(10_000_000)}`]), 'endpoint-failed', 'So'],
  [
    'a fault behind words',
    stream([delta('So'), 'data: {"error":{"message":"CUDA error","code":500}}\n\n']),
    'endpoint-failed',
    'So',
  ],
];

for (const [name, route, code, text] of BROKEN)
  test(`broken: ${name} is one failure, and what was written stays`, async () => {
    const asked = await ask(route);
    assert.equal(asked.error?.code, code);
    assert.equal(asked.text, text);
    assert.equal(asked.requests.length, 1);
  });

test('a stream that does not end is ended', async () => {
  const endless: Route = (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const more = () => {
      while (!response.destroyed && response.write(delta('again and '.repeat(400))));
    };
    response.on('drain', more);
    more();
  };
  const { result } = await ask(endless);
  assert.equal(result?.stop, 'length');
  assert.ok(result!.answer.length < 40_000);
});

test('a server that says nothing is given up, keep-alives or not', async () => {
  const mute = await ask((_, response) => void response.flushHeaders(), {}, { silenceMs: 150 });
  assert.equal(mute.error?.code, 'endpoint-unreachable');
  assert.match(mute.error!.message, /said nothing/);
  const humming: Route = (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const timer = setInterval(() => response.write(': still here\n\n'), 20);
    response.on('close', () => clearInterval(timer));
  };
  assert.match((await ask(humming, {}, { silenceMs: 150 })).error!.message, /said nothing/);
});

test('Stop ends the request, and what was written stays', async () => {
  const stop = new AbortController();
  let text = '';
  let closed!: () => void;
  const gone = new Promise<void>((resolve) => (closed = resolve));
  const { error } = await ask(
    (_, response) => {
      response.on('close', closed);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(delta('Half of'));
    },
    {
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type !== 'text') return;
        text += event.text;
        stop.abort();
      },
    },
  );
  assert.equal(error?.code, 'cancelled');
  assert.equal(text, 'Half of');
  await gone;
});
