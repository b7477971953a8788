/** Servers of others as their documentation has them, on loopback: each answers with its own forms, errors and habits. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EndpointClient } from '../../src/endpoints/index.ts';

export interface Seen {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}

/** A handler gets the parsed body; undefined: 404 in that server's words. */
export type Route = (seen: Seen, response: ServerResponse) => void;

export interface FakeServer {
  url: string;
  requests: Seen[];
  close(): Promise<void>;
}

export async function startFake(routes: Record<string, Route>, fallback: Route = notFound): Promise<FakeServer> {
  const requests: Seen[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const path = request.url!.split('?')[0]!;
      const seen: Seen = {
        method: request.method!,
        path: request.url!,
        headers: request.headers,
        body: text ? (JSON.parse(text) as Record<string, unknown>) : {},
      };
      requests.push(seen);
      (routes[`${seen.method} ${path}`] ?? fallback)(seen, response);
    });
  };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export const notFound: Route = (_, response) =>
  json({ error: { code: 404, message: 'File Not Found' } }, 404)(_, response);

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Route =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

/** Chunks exactly as they are given; `end: false` leaves the stream open. */
export const stream =
  (chunks: readonly (string | Uint8Array)[], end = true): Route =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const next = (i: number) => {
      if (i === chunks.length) {
        if (end) response.end();
        return;
      }
      response.write(chunks[i]);
      setImmediate(() => next(i + 1));
    };
    response.flushHeaders();
    next(0);
  };

const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;

export const delta = (content: string) => event({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });

/** A whole answer as llama-server and vLLM stream it. */
export const answer = (text: string, { prompt = 100, cached = 0, tokens = 7, finish = 'stop' } = {}): Route =>
  stream([
    ': keep-alive\n\n',
    event({ choices: [{ index: 0, delta: { role: 'assistant', content: null } }] }),
    ...(text.match(/\S+\s*/g) ?? []).map(delta),
    event({ choices: [{ index: 0, delta: {}, finish_reason: finish }] }),
    event({
      choices: [],
      usage: { prompt_tokens: prompt, completion_tokens: tokens, prompt_tokens_details: { cached_tokens: cached } },
    }),
    'data: [DONE]\n\n',
  ]);

/** Pictures in a request. */
export const picturesIn = (body: Record<string, unknown>): string[] =>
  (body['messages'] as { content: unknown }[])
    .flatMap(({ content }) => (Array.isArray(content) ? (content as { image_url?: { url: string } }[]) : []))
    .flatMap(({ image_url }) => image_url?.url ?? []);

export const textsIn = (body: Record<string, unknown>): string[] =>
  (body['messages'] as { content: unknown }[]).map(({ content }) =>
    Array.isArray(content) ? (content as { text?: string }[]).map(({ text }) => text ?? '').join('') : String(content),
  );

/** A client that may talk to loopback alone, with Node's own fetch. */
export const clientOf = (url: string, options: Partial<ConstructorParameters<typeof EndpointClient>[0]> = {}) =>
  new EndpointClient({ url, fetch: globalThis.fetch, permission: { offline: true, agreed: () => false }, ...options });

const model = (id: string, rest: object = {}) => ({ id, object: 'model', created: 1, ...rest });
const models = (...data: object[]) => json({ object: 'list', data });

/** What each server says of itself. */
export const SERVERS: Record<string, Record<string, Route>> = {
  'llama-server': {
    'GET /v1/models': json({
      models: [{ name: 'imp.gguf', model: 'imp.gguf', capabilities: ['completion', 'multimodal'] }],
      object: 'list',
      data: [model('imp.gguf', { owned_by: 'llamacpp', meta: { n_ctx_train: 131072, n_params: 2_000_000_000 } })],
    }),
    'GET /props': json({
      default_generation_settings: { n_ctx: 4096, params: {} },
      total_slots: 4,
      model_path: '/m/imp.gguf',
      modalities: { vision: true, audio: false },
      build_info: 'b6500-abcdef',
    }),
  },
  vllm: {
    'GET /v1/models': models(model('llava-imp', { owned_by: 'vllm', root: 'llava-imp', max_model_len: 2048 })),
    'GET /version': json({ version: '0.11.0' }),
  },
  sglang: {
    'GET /v1/models': models(model('imp', { owned_by: 'sglang', root: 'imp', max_model_len: 8192 })),
    'GET /get_model_info': json({ model_path: 'imp', is_generation: true, has_image_understanding: true }),
    'GET /get_server_info': json({ version: '0.5.3', context_length: 8192 }),
  },
  ollama: {
    'GET /v1/models': models(model('gemma3:4b', { owned_by: 'library' }), model('qwen3:8b', { owned_by: 'library' })),
    'GET /api/version': json({ version: '0.12.3' }),
    'GET /api/ps': json({ models: [{ name: 'gemma3:4b', model: 'gemma3:4b', context_length: 4096 }] }),
    'POST /api/show': ({ body }, response) =>
      json({
        capabilities: body['model'] === 'gemma3:4b' ? ['completion', 'vision'] : ['completion', 'tools'],
        model_info: { 'general.architecture': 'gemma3', 'gemma3.context_length': 131072 },
        parameters: body['model'] === 'gemma3:4b' ? 'stop "<end>"' : 'num_ctx                        8192',
      })({ body } as Seen, response),
  },
  'lm-studio': {
    'GET /v1/models': models(model('google/gemma-3-4b', { owned_by: 'organization_owner' })),
    'GET /api/v1/models': json({
      models: [
        {
          type: 'llm',
          key: 'google/gemma-3-4b',
          loaded_instances: [{ id: 'google/gemma-3-4b', config: { context_length: 6000 } }],
          max_context_length: 131072,
          capabilities: { vision: true, trained_for_tool_use: false },
        },
        {
          type: 'llm',
          key: 'qwen/qwen3-8b',
          loaded_instances: [],
          max_context_length: 40960,
          capabilities: { vision: false },
        },
        { type: 'embedding', key: 'nomic', loaded_instances: [] },
      ],
    }),
  },
  litellm: {
    'GET /v1/models': models(model('team-vision', { owned_by: 'openai' }), model('team-text', { owned_by: 'openai' })),
    'GET /model/info': json({
      data: [
        {
          model_name: 'team-vision',
          litellm_params: {},
          model_info: { supports_vision: true, max_input_tokens: 16000 },
        },
        { model_name: 'team-text', litellm_params: {}, model_info: { supports_vision: null } },
      ],
    }),
  },
};

/** LM Studio answers what it does not know with status 200. */
export const FALLBACKS: Record<string, Route> = {
  'lm-studio': (seen, response) =>
    json({ error: `Unexpected endpoint or method. (${seen.method} ${seen.path})` })(seen, response),
};
