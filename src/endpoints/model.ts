/** One model on a server as the model in use: connected when it is first needed, asked like the engine. */
import type { AskEvent, AskParams, AskResult, ImageId, ModelFacts, WirePicture } from '../shared/engine.ts';
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import { MOST_ANSWER_TOKENS } from '../shared/models.ts';
import type { AnswerOrigin } from '../shared/panel.ts';
import type { EndpointAddress } from './address.ts';
import type { EndpointClient } from './client.ts';
import { speedOf, type Known } from './known.ts';
import { KIND_NAMES, type EndpointKind, type RemoteModel, type Sees, type ServerFacts } from './types.ts';

/** Where a model is, and what it is called there. */
export interface EndpointPlace {
  /** What `imp.model` takes. */
  id: string;
  /** For people. */
  name: string;
  url: string;
  address: EndpointAddress;
  model: string;
  kind: EndpointKind;
}

export interface EndpointModel {
  origin: AnswerOrigin;
  /** Asks the user for the consent that is missing and the server for its model's facts. Nothing is sent before the user agreed. */
  connect(signal?: AbortSignal): Promise<ModelFacts>;
  /** Answers the last turn; `picture` gives the turns' pictures as they go over the wire. @throws ImpError as `EndpointClient.ask` */
  ask(
    params: AskParams,
    picture: (id: ImageId, maxSide: number) => Promise<WirePicture>,
    options: { signal?: AbortSignal; onEvent?: (event: AskEvent) => void },
  ): Promise<AskResult>;
}

export interface EndpointModelDeps {
  known: Known;
  /** A client of that address with its key; asks for consent first. @throws ImpError `consent-refused`, `offline` */
  open: (entry: Pick<EndpointPlace, 'url' | 'address'>) => Promise<EndpointClient>;
}

/** Where a server does not say what it has: Ollama's default. */
const CAREFUL_CONTEXT = 4096;
/** What a model of today makes of a picture of some megapixels; for budgets alone. */
const PICTURE_TOKENS = 1024;
/** Longest side in pixels up to which letters are taken to reach the model. */
const SIDE = 2048;

export const knownKey = ({ address, model }: Pick<EndpointPlace, 'address' | 'model'>): string =>
  `${address.base} ${model}`;

export function endpointModel(entry: EndpointPlace, { known, open }: EndpointModelDeps): EndpointModel {
  const { address, model } = entry;
  const key = knownKey(entry);
  let facts: Partial<ServerFacts> & { sees?: Sees; context?: number; others?: string[] } = {};
  return {
    origin: { host: address.host, thisMachine: address.thisMachine, encrypted: address.encrypted },

    async connect(signal) {
      const started = performance.now();
      const client = await open(entry);
      const server = await detectAwake(client, signal);
      const here = server.models.find(({ id }) => id === model);
      if (!here && server.models.length > 0) throw noSuchModel(address.host, model, server.models);
      const sees = await seesOf(client, known, key, here ?? { id: model, sees: 'unknown' }, signal);
      const context = here?.contextTokens ?? known.model(key).contextTokens;
      facts = {
        ...server,
        sees,
        context,
        others: server.models.filter((each) => each.sees === 'yes').map(({ id }) => id),
      };
      await known.learn(key, { sees, ...(context && { contextTokens: context }) });
      return modelFacts(entry, server.kind, context, known.model(key).maxSide, performance.now() - started);
    },

    async ask(params, picture, { signal, onEvent }) {
      if (facts.sees === 'no' && params.turns.some(({ images }) => images?.length))
        throw blind(address.host, model, facts.others ?? []);
      const client = await open(entry);
      const answer = await client.ask({
        model,
        kind: facts.kind ?? entry.kind,
        turns: params.turns,
        picture,
        maxSide: known.model(key).maxSide,
        maxTokens: params.maxTokens ?? MOST_ANSWER_TOKENS,
        temperature: params.sampling?.temperature,
        seed: params.sampling?.seed,
        jsonSchema: params.sampling?.jsonSchema,
        contextTokens: facts.context,
        session: params.session,
        signal,
        onEvent,
      });
      const { maxSide, contextTokens, ...result } = answer;
      const pictures = params.turns.some(({ images }) => images?.length);
      if (contextTokens) facts.context = contextTokens;
      await known.learn(key, {
        ...(pictures && { maxSide, ...speedOf(result) }),
        ...(contextTokens && { contextTokens }),
      });
      return result;
    },
  };
}

/** A server that is still loading has no list yet; the question waits for it, with progress. */
async function detectAwake(client: EndpointClient, signal?: AbortSignal): Promise<ServerFacts> {
  return await client.detect(signal).catch((thrown: unknown) => {
    if (ImpError.from(thrown).code === 'endpoint-busy') return { kind: 'openai', models: [] };
    throw thrown;
  });
}

async function seesOf(
  client: EndpointClient,
  known: Known,
  key: string,
  { id, sees }: RemoteModel,
  signal?: AbortSignal,
): Promise<Sees> {
  if (sees !== 'unknown') return sees;
  const before = known.model(key).sees;
  if (before && before !== 'unknown') return before;
  return await client.probe(id, signal).then(
    (probed) => probed.sees,
    (thrown: unknown) => {
      // What keeps it from answering now is reported when it is asked.
      if (ImpError.from(thrown).code === 'cancelled') throw thrown;
      return 'unknown';
    },
  );
}

function modelFacts(
  { id, name }: EndpointPlace,
  kind: EndpointKind,
  context: number | undefined,
  maxSide: number | undefined,
  loadMs: number,
): ModelFacts {
  const contextTokens = context ?? CAREFUL_CONTEXT;
  return {
    id,
    name,
    architecture: kind,
    quantization: '',
    parameters: 0,
    contextTokens,
    imageSide: maxSide ?? SIDE,
    imageTokens: Math.min(PICTURE_TOKENS, Math.floor(contextTokens / 4)),
    preprocess: 'squash',
    template: 'chatml',
    backend: KIND_NAMES[kind],
    gpuLayers: 0,
    tuning: { threads: 0, flashAttention: false, kernels: 'plain', kvType: 'f16', ubatch: 0 },
    loadMs,
    memoryBytes: 0,
  };
}

function noSuchModel(host: string, model: string, models: readonly RemoteModel[]): ImpError {
  return new ImpError(
    'endpoint-missing',
    msg`${host} does not have the model ${model}. It has ${listed(models.map(({ id }) => id))}.`,
    { details: { host } },
  );
}

function blind(host: string, model: string, others: readonly string[]): ImpError {
  return new ImpError(
    'endpoint-blind',
    others.length
      ? msg`${model} at ${host} takes no pictures; nothing was sent. There, these do: ${listed(others)}.`
      : msg`${model} at ${host} takes no pictures; nothing was sent. Choose another model.`,
    { details: { host } },
  );
}

const MOST_LISTED = 8;
const listed = (ids: readonly string[]) =>
  ids.slice(0, MOST_LISTED).join(', ') + (ids.length > MOST_LISTED ? ' …' : '');
