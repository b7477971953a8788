/** One question to a server that answers as a test says, with all that was seen on the way. */
import type { EndpointAnswer, EndpointKind, EndpointQuestion } from '../../src/endpoints/index.ts';
import type { AskEvent } from '../../src/shared/engine.ts';
import { ImpError } from '../../src/shared/errors.ts';
import { clientOf, picturesIn, startFake, type Route } from './server.ts';

const PATH = 'POST /v1/chat/completions';
export const FINISHED = 'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';

export interface Asked {
  result?: EndpointAnswer;
  error?: ImpError;
  /** What was written, whether or not it ended well. */
  text: string;
  events: AskEvent[];
  requests: Record<string, unknown>[];
  headers: Record<string, unknown>[];
}

/** Pictures are as large as they may be; a picture's bytes say how large it was sent. */
export async function ask(
  route: Route,
  question: Partial<EndpointQuestion> = {},
  client: { key?: string; silenceMs?: number } = {},
): Promise<Asked> {
  const server = await startFake({ [PATH]: route });
  const events: AskEvent[] = [];
  const outcome: Asked = { text: '', events, requests: [], headers: [] };
  try {
    outcome.result = await clientOf(server.url, client).ask({
      model: 'imp',
      kind: 'llama-server' as EndpointKind,
      turns: [{ role: 'user', text: 'What is this?', images: ['a'] }],
      picture: (id, maxSide) =>
        Promise.resolve({
          bytes: Buffer.from(`${id}@${Math.min(1920, maxSide)}`),
          type: 'image/png',
          width: Math.min(1920, maxSide),
          height: 100,
        }),
      maxTokens: 512,
      onEvent: (event) => events.push(event),
      ...question,
    });
  } catch (thrown) {
    outcome.error = ImpError.from(thrown);
  } finally {
    await server.close();
  }
  outcome.text = events.map((event) => (event.type === 'text' ? event.text : '')).join('');
  outcome.requests = server.requests.map(({ body }) => body);
  outcome.headers = server.requests.map(({ headers }) => headers);
  return outcome;
}

export const sent = (body: Record<string, unknown>) =>
  picturesIn(body).map((url) => Buffer.from(url.split(',')[1]!, 'base64').toString());
