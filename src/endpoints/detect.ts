/** Which server it is, which models it has, which of them see, and the context that runs: asked in each one's own way. */
import { ImpError } from '../shared/errors.ts';
import { isComplaint } from './complaint.ts';
import type { Connection, JsonAnswer } from './connection.ts';
import { noAnswer } from './failures.ts';
import { list, positive, record, text } from './json.ts';
import type { EndpointKind, RemoteModel, Sees, ServerFacts } from './types.ts';

/** More models than a list shows. */
const MOST_MODELS = 500;
/** Ollama is asked about each of its models; further ones are left unknown. */
const MOST_ASKED = 40;

/**
 * @throws ImpError `endpoint-unreachable`, `endpoint-denied`, `endpoint-missing` and the like where `/v1/models` has no answer
 */
export async function detectServer(connection: Connection, signal?: AbortSignal): Promise<ServerFacts> {
  const listed = record(await connection.need('/v1/models', '', { signal }));
  const ids = list(listed['data'] ?? listed['models'])
    .map(record)
    .filter((entry) => text(entry['id'] ?? entry['name']) !== undefined)
    .slice(0, MOST_MODELS);
  if (ids.length === 0 && !Array.isArray(listed['data']) && !Array.isArray(listed['models']))
    throw noAnswer(connection.address, JSON.stringify(listed));
  const models = ids.map((entry): RemoteModel => {
    const context = positive(entry['max_model_len']) ?? positive(entry['context_length']);
    return { id: text(entry['id'] ?? entry['name'])!, sees: seesOf(entry), ...(context && { contextTokens: context }) };
  });
  const owner = text(ids[0]?.['owned_by']) ?? '';
  const ask = (path: string) => optional(connection, path, signal);
  // Those that say who they are in the list are not asked anything that only others know.
  if (owner === 'llamacpp') return await llamaServer(connection, models, ids, signal);
  if (owner === 'vllm') return { kind: 'vllm', models, ...versionOf(await ask('/version')) };
  if (owner === 'sglang') return await sglang(models, ask);
  const [props, ollama, studio, lite] = await Promise.all([
    ask('/props'),
    ask('/api/version'),
    ask('/api/v1/models'),
    ask('/model/info'),
  ]);
  if (isProps(props)) return await llamaServer(connection, models, ids, signal);
  if (text(ollama?.['version'])) return await ollamaServer(connection, models, text(ollama!['version'])!, signal);
  const loaded = studioModels(studio);
  if (loaded) return { kind: 'lm-studio', models: loaded };
  const informed = liteModels(lite, models);
  if (informed) return { kind: 'litellm', models: informed };
  const version = await ask('/version');
  if (text(version?.['version']) && models.some(({ contextTokens }) => contextTokens))
    return { kind: 'vllm', models, ...versionOf(version) };
  return { kind: 'openai', models };
}

type Body = Record<string, unknown> | undefined;

/** A question that only some servers know; LM Studio answers unknown ones with status 200 and an `error`. */
async function optional(connection: Connection, path: string, signal?: AbortSignal, body?: object): Promise<Body> {
  const answer = await connection.json(path, { signal, body, timeoutMs: 5000 }).catch((thrown: unknown) => {
    if (signal?.aborted) throw thrown;
    return undefined;
  });
  return usable(answer);
}

const usable = (answer: JsonAnswer | undefined): Body =>
  answer?.status === 200 && typeof answer.body === 'object' && answer.body !== null && !isComplaint(answer.body)
    ? record(answer.body)
    : undefined;

const versionOf = (body: Body): { version?: string } => {
  const version = text(body?.['version']);
  return version ? { version } : {};
};

/** What an entry of `/v1/models` says by itself, in the forms that are known. */
function seesOf(entry: Record<string, unknown>): Sees {
  const modalities = record(entry['architecture'])['input_modalities'] ?? entry['input_modalities'];
  if (Array.isArray(modalities)) return modalities.includes('image') ? 'yes' : 'no';
  const { capabilities } = entry;
  // llama-server lists what it has; without `multimodal` an older build says nothing of it.
  if (Array.isArray(capabilities))
    return capabilities.some((each) => /^(?:multimodal|vision|image)$/.test(String(each))) ? 'yes' : 'unknown';
  const vision = record(capabilities)['vision'];
  return typeof vision === 'boolean' ? (vision ? 'yes' : 'no') : 'unknown';
}

const isProps = (props: Body): boolean =>
  props !== undefined && (props['default_generation_settings'] !== undefined || props['total_slots'] !== undefined);

async function llamaServer(
  connection: Connection,
  models: RemoteModel[],
  entries: Record<string, unknown>[],
  signal?: AbortSignal,
): Promise<ServerFacts> {
  const several = models.length > 1;
  // Its list is open to all: only here it says that it wants a key.
  await connection.need('/props', '', { signal }).catch((thrown: unknown) => {
    if (['endpoint-denied', 'cancelled'].includes(ImpError.from(thrown).code)) throw thrown;
  });
  let slots: number | undefined;
  let version: string | undefined;
  const known: RemoteModel[] = [];
  for (const [i, model] of models.entries()) {
    const status = text(record(entries[i]!['status'])['value']);
    // A router would load a model only to be asked about it.
    if (several && status !== undefined && status !== 'loaded') {
      known.push(model);
      continue;
    }
    const path = several ? `/props?model=${encodeURIComponent(model.id)}` : '/props';
    const props = i < MOST_ASKED ? await optional(connection, path, signal) : undefined;
    slots ??= positive(props?.['total_slots']);
    version ??= text(props?.['build_info']);
    const vision = record(props?.['modalities'])['vision'];
    const context = positive(record(props?.['default_generation_settings'])['n_ctx']);
    known.push({
      ...model,
      ...(typeof vision === 'boolean' && { sees: vision ? 'yes' : 'no' }),
      ...(context && { contextTokens: context }),
    });
  }
  return { kind: 'llama-server', models: known, ...(version && { version }), ...(slots && { slots }) };
}

async function sglang(models: RemoteModel[], ask: (path: string) => Promise<Body>): Promise<ServerFacts> {
  const [info, server] = await Promise.all([
    ask('/model_info').then((body) => body ?? ask('/get_model_info')),
    ask('/server_info').then((body) => body ?? ask('/get_server_info')),
  ]);
  const vision = info?.['has_image_understanding'];
  const context = positive(server?.['context_length']);
  return {
    kind: 'sglang',
    ...versionOf(server),
    models: models.map((model) => ({
      ...(context && { contextTokens: context }),
      ...model,
      ...(typeof vision === 'boolean' && { sees: vision ? ('yes' as const) : ('no' as const) }),
    })),
  };
}

async function ollamaServer(
  connection: Connection,
  models: RemoteModel[],
  version: string,
  signal?: AbortSignal,
): Promise<ServerFacts> {
  const running = new Map(
    list((await optional(connection, '/api/ps', signal))?.['models'])
      .map(record)
      .map((entry) => [text(entry['name'] ?? entry['model']), positive(entry['context_length'])]),
  );
  const known: RemoteModel[] = [];
  for (const [i, { id }] of models.entries()) {
    const shown = i < MOST_ASKED ? await optional(connection, '/api/show', signal, { model: id }) : undefined;
    const capabilities = shown?.['capabilities'];
    // The architecture's `context_length` there is not the one that runs.
    const set = /^\s*num_ctx\s+(\d{1,9})/m.exec((text(shown?.['parameters']) ?? '').slice(0, 10_000))?.[1];
    const context = running.get(id) ?? (set ? Number(set) : undefined);
    known.push({
      id,
      sees: Array.isArray(capabilities) ? (capabilities.includes('vision') ? 'yes' : 'no') : 'unknown',
      ...(context && { contextTokens: context }),
    });
  }
  return { kind: 'ollama', version, models: known };
}

/** Undefined: this is not LM Studio's list. */
function studioModels(body: Body): RemoteModel[] | undefined {
  if (!Array.isArray(body?.['models'])) return undefined;
  const entries = list(body['models']).map(record);
  if (!entries.some((entry) => text(entry['key']) && Array.isArray(entry['loaded_instances']))) return undefined;
  return entries.slice(0, MOST_MODELS).flatMap((entry): RemoteModel[] => {
    const id = text(entry['key']);
    if (!id || entry['type'] === 'embedding') return [];
    const vision = record(entry['capabilities'])['vision'];
    const instance = record(list(entry['loaded_instances'])[0]);
    const context = positive(record(instance['config'])['context_length']);
    return [
      {
        id,
        sees: typeof vision === 'boolean' ? (vision ? 'yes' : 'no') : 'unknown',
        ...(context && { contextTokens: context }),
      },
    ];
  });
}

/** `/model/info` says what the administrator wrote there; null and false may only mean that nobody wrote anything. */
function liteModels(body: Body, models: RemoteModel[]): RemoteModel[] | undefined {
  if (!Array.isArray(body?.['data'])) return undefined;
  const infos = list(body['data']).map(record);
  if (!infos.some((entry) => text(entry['model_name']))) return undefined;
  return models.map((model) => {
    const info = record(infos.find((entry) => entry['model_name'] === model.id)?.['model_info']);
    const vision = info['supports_vision'];
    const context = positive(info['max_input_tokens']);
    return {
      ...model,
      ...(vision === true && { sees: 'yes' as const }),
      ...(context && { contextTokens: context }),
    };
  });
}

/** Where such servers listen by default, on this machine. */
export const USUAL_PORTS: readonly { port: number; kind: EndpointKind }[] = [
  { port: 8080, kind: 'llama-server' },
  { port: 11434, kind: 'ollama' },
  { port: 1234, kind: 'lm-studio' },
  { port: 8000, kind: 'vllm' },
  { port: 30000, kind: 'sglang' },
  { port: 4000, kind: 'litellm' },
];
