/** `--endpoint URL`: a model on a server in place of a local one, with consent, what is remembered of it, and its list. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { EngineClient } from '../client/index.ts';
import {
  EndpointClient,
  endpointAddress,
  endpointModel,
  KIND_NAMES,
  Known,
  knownKey,
  type EndpointAddress,
  type EndpointModel,
  type EndpointPlace,
  type KnownModel,
  type Memory,
  type RemoteModel,
  type ServerFacts,
} from '../endpoints/index.ts';
import { commandLineRoot } from '../models/index.ts';
import { localFetch, patientFetch } from '../models/download/network.ts';
import type { AskEvent, AskParams, AskResult, ModelFacts } from '../shared/engine.ts';
import { ImpError } from '../shared/errors.ts';
import { writeWhole } from '../shared/wholeFile.ts';
import { usage, type Options } from './options.ts';
import type { Run } from './run.ts';

/** A model on a server, connected. */
export interface Remote {
  facts: ModelFacts;
  /** What `--json` says of it. */
  about: { url: string; host: string; kind: string; model: string; thisMachine: boolean; encrypted: boolean };
  ask(client: EngineClient, params: AskParams, onEvent: (event: AskEvent) => void): Promise<AskResult>;
}

const USED = 'endpoints.used';

/** Undefined without `--endpoint`. @throws ImpError, `consent-refused` before anything was sent */
export async function remoteModel({ options, output, signal }: Run): Promise<Remote | undefined> {
  const url = options.text('endpoint');
  if (url === undefined) {
    if (options.text('endpoint-model') !== undefined) throw usage('--endpoint-model needs --endpoint URL beside it.');
    return undefined;
  }
  if (options.text('model') !== undefined) throw usage('--model and --endpoint exclude each other.');
  const address = endpointAddress(url);
  const memory = new FileMemory();
  const known = new Known(memory);
  const client = await open(url, address, known, options);
  const wanted = options.text('endpoint-model');
  output.progress(`Asking ${address.host}`);
  const server = await withAdvice(client.detect(signal), address);
  const model = wanted ?? (await firstThatSees(client, server, address, known, signal)).id;
  const place: EndpointPlace = { id: `${address.base} ${model}`, name: model, url, address, model, kind: server.kind };
  const endpoint: EndpointModel = endpointModel(place, { known, open: () => Promise.resolve(client) });
  const facts = await endpoint.connect(signal);
  const used = (memory.get<Record<string, object>>(USED) ?? {}) as Record<string, Used>;
  await memory.update(USED, { ...used, [knownKey(place)]: { url: address.base, model, kind: server.kind } });
  return {
    facts: { ...facts, id: model },
    about: { ...where(address), kind: server.kind, model },
    ask: async (engine, params, onEvent) =>
      await endpoint.ask(params, (id, maxSide) => engine.request('wire', { id, maxSide }, { signal }), {
        signal,
        onEvent,
      }),
  };
}

const where = ({ base, host, thisMachine, encrypted }: EndpointAddress) => ({
  url: base,
  host,
  thisMachine,
  encrypted,
});

/** `imp models --endpoint URL`: what that server has. */
export async function listEndpoint({ options, output, signal }: Run): Promise<number> {
  const url = options.need('endpoint');
  const address = endpointAddress(url);
  const client = await open(url, address, new Known(new FileMemory()), options);
  const server = await withAdvice(client.detect(signal), address);
  const { kind, version, slots } = server;
  const lines = server.models.map(({ id, sees, contextTokens }) => {
    const eyes = { yes: 'takes pictures', no: 'takes no pictures', unknown: 'does not say whether it takes pictures' };
    return `${id}\n    ${eyes[sees]}${contextTokens ? `; context of ${contextTokens} tokens` : ''}\n`;
  });
  output.result(
    { endpoint: { ...where(address), ...server } },
    `${KIND_NAMES[kind]}${version ? ` ${version}` : ''} at ${address.host}${slots ? `, ${slots} questions at a time` : ''}\n${lines.join('')}`,
  );
  return 0;
}

interface Used {
  url: string;
  model: string;
  kind: ServerFacts['kind'];
}

/** The endpoints that were asked from the command line, with what was measured. */
export function usedEndpoints(): (Used & ReturnType<typeof where> & KnownModel)[] {
  const memory = new FileMemory();
  const known = new Known(memory);
  return Object.values(memory.get<Record<string, Used>>(USED) ?? {}).flatMap((used) => {
    try {
      const address = endpointAddress(used.url);
      return [
        { ...where(address), kind: used.kind, model: used.model, ...known.model(knownKey({ ...used, address })) },
      ];
    } catch {
      return []; // a file that somebody wrote into
    }
  });
}

async function open(url: string, address: EndpointAddress, known: Known, options: Options): Promise<EndpointClient> {
  const offline = /^(1|true|on)$/i.test(process.env['IMP_OFFLINE'] ?? '');
  if (!address.thisMachine && !offline && !known.agreed(address.origin) && (await agrees(address, options)))
    await known.agree(address.origin);
  return new EndpointClient({
    url,
    key: process.env['IMP_ENDPOINT_KEY'] || undefined,
    fetch: address.thisMachine ? localFetch() : patientFetch(),
    permission: { offline, agreed: (origin) => known.agreed(origin) },
  });
}

async function agrees({ host, encrypted }: EndpointAddress, options: Options): Promise<boolean> {
  if (options.flag('agree')) return true;
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const how = encrypted ? 'encrypted on the way' : 'NOT encrypted on the way';
    return /^y(es)?$/i.test((await lines.question(`Send questions and pictures to ${host}, ${how}? [y/N] `)).trim());
  } finally {
    lines.close();
  }
}

/** Adds what the command line can do about a refusal. */
async function withAdvice<T>(work: Promise<T>, { host }: EndpointAddress): Promise<T> {
  return await work.catch((thrown: unknown) => {
    const error = ImpError.from(thrown);
    if (error.code === 'consent-refused')
      throw new ImpError(error.code, `${error.message} Say --agree to send there from now on.`);
    if (error.code === 'endpoint-denied')
      throw new ImpError(error.code, `${host} does not accept the key of IMP_ENDPOINT_KEY, or there is none. Set it.`);
    throw error;
  });
}

async function firstThatSees(
  client: EndpointClient,
  { models }: ServerFacts,
  address: EndpointAddress,
  known: Known,
  signal: AbortSignal,
): Promise<RemoteModel> {
  const sees = models.find((model) => model.sees === 'yes');
  if (sees) return sees;
  for (const model of models.filter((each) => each.sees === 'unknown').slice(0, MOST_PROBED))
    if ((await client.probe(model.id, signal).catch(() => undefined))?.sees === 'yes') {
      await known.learn(knownKey({ address, model: model.id }), { sees: 'yes' });
      return model;
    }
  if (models[0]) return models[0];
  throw new ImpError(
    'endpoint-missing',
    `${address.host} has no model. Load one there, or name it with --endpoint-model ID.`,
  );
}

const MOST_PROBED = 4;

/** A small file beside the models: hosts that were agreed to, and what was measured; never a key. */
class FileMemory implements Memory {
  private readonly file = join(commandLineRoot(), 'endpoints.json');

  get<T>(key: string): T | undefined {
    return this.all()[key] as T | undefined;
  }

  async update(key: string, value: unknown): Promise<void> {
    try {
      mkdirSync(commandLineRoot(), { recursive: true });
      await writeWhole(this.file, JSON.stringify({ ...this.all(), [key]: value }, null, 2), 0o600);
    } catch (thrown) {
      throw new ImpError('usage', `${this.file} cannot be written: ${(thrown as Error).message}.`, { cause: thrown });
    }
  }

  /** Empty the first time, and where the file is damaged. */
  private all(): Record<string, unknown> {
    try {
      return JSON.parse(readFileSync(this.file, 'utf8')) as Record<string, unknown>;
    } catch {
      return {};
    }
  }
}
