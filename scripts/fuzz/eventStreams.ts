/** Answers of servers as event streams, for the fuzzer: whatever becomes of them, `chat` ends with an answer or with a coded error. */
import { EndpointClient } from '../../src/endpoints/index.ts';
import { ImpError } from '../../src/shared/errors.ts';
import { mutateText } from './mutate.ts';
import type { FuzzReader } from './reader.ts';

const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const piece = (content: string | null, finish: string | null = null) =>
  event({
    id: 'c',
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta: { content }, finish_reason: finish }],
  });

const SOURCES = [
  // llama-server
  `${piece(null)}${piece('A bar ')}${piece('chart ')}${piece('日本 </')}${piece('s>')}${event({ choices: [{ finish_reason: 'stop', index: 0, delta: {} }] })}${event({ choices: [], usage: { completion_tokens: 4, prompt_tokens: 780, total_tokens: 784 }, timings: { cache_n: 700, prompt_n: 80, prompt_ms: 12.5, predicted_n: 4 } })}data: [DONE]\n\n`,
  'error: {"code":500,"message":"image input is not supported","type":"server_error"}\n\n',
  // vLLM
  `: ping\r\n\r\n${piece('').replaceAll('\n', '\r\n')}${piece('Two.', 'length').replaceAll('\n', '\r\n')}data: [DONE]\r\n\r\n`,
  `${piece('So')}data: {"error":{"message":"This model's maximum context length is 2048 tokens. However, you requested 2500 tokens (1988 in the messages, 512 in the completion).","type":"BadRequestError","code":400}}\n\n`,
  // LM Studio, Ollama
  `event: error\ndata: {"error":{"message":"Model unloaded."}}\n\n`,
  `${piece('One ')}${piece('two', 'stop')}data: [DONE]`,
  // Not streamed at all
  '{"choices":[{"message":{"role":"assistant","content":[{"type":"text","text":"Whole."}]},"finish_reason":"stop"}],"usage":{"prompt_tokens":9}}',
];

export const eventStreams: FuzzReader = {
  name: 'event streams',
  share: 0.05,
  sources: SOURCES.map((source) => Buffer.from(source)),
  mutate: mutateText,
  async read(bytes) {
    // Cut at a place that the input itself decides: within a character, a line, an event.
    const cut = bytes.length ? bytes[bytes.length >> 1]! % (bytes.length + 1) : 0;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const part of [bytes.subarray(0, cut), bytes.subarray(cut)]) if (part.length) controller.enqueue(part);
        controller.close();
      },
    });
    const type = bytes[0] === 0x7b ? 'application/json' : 'text/event-stream';
    let asked = 0;
    const client = new EndpointClient({
      url: 'http://localhost',
      // A question that is asked again is refused for good.
      fetch: () =>
        Promise.resolve(
          asked++ === 0
            ? new Response(body, { headers: { 'content-type': type } })
            : new Response('{"error":"broken"}', { status: 500 }),
        ),
      permission: { offline: true, agreed: () => false },
      silenceMs: 2000,
      waitMs: 0,
    });
    let written = '';
    const turns = [{ role: 'user' as const, text: 'What?' }];
    const picture = () => Promise.reject(new Error('there is none'));
    const ask = client.ask({
      ...{ model: 'm', kind: 'openai', turns, picture, maxTokens: 64 },
      onEvent: (said) => (written += said.type === 'text' ? said.text : ''),
    });
    const { answer } = await ask.catch((thrown: Error) => {
      throw /said nothing/.test(thrown.message) ? new Error('it hangs') : thrown;
    });
    if (answer !== written.trim()) throw new Error('the answer is not what was written');
    if (answer === '') throw new ImpError('nothing-found', 'an empty answer');
  },
};
