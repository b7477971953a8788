/** The engine as a command uses it: one client, one model, ended afterwards. */
import { EngineClient } from '../client/index.ts';
import type { EngineOptions, ImageFacts, ModelFacts } from '../shared/engine.ts';
import { damagedFile } from '../models/index.ts';
import { cacheDir, entryPoint, modelFiles } from './files.ts';
import type { Options } from './options.ts';
import type { Output } from './output.ts';
import { nameOf, readPictureBytes } from './pictures.ts';

/** Runs `use` with a client, and ends the process whatever happens. */
export async function withEngine<Result>(
  output: Output,
  use: (client: EngineClient) => Promise<Result>,
): Promise<Result> {
  const { path, execArgv } = entryPoint('engine.js', 'engine/main.ts');
  const client = new EngineClient({
    enginePath: path,
    execArgv,
    onLog: (line) => output.detail(line),
    damaged: damagedFile,
    env: output.verbose ? { IMP_NATIVE_LOG: '1' } : {},
  });
  try {
    return await use(client);
  } finally {
    await client.stop();
  }
}

/** Loads what `--model` names, with what the other options ask for. */
export async function loadModel(
  client: EngineClient,
  options: Options,
  output: Output,
  signal: AbortSignal,
): Promise<ModelFacts> {
  const engineOptions: EngineOptions = {
    threads: options.number('threads', 1, 512),
    contextTokens: options.number('context', 256, 1 << 20),
    gpu: options.choice('gpu', ['auto', 'off', 'again']),
    cacheDir: cacheDir(),
  };
  const files = await modelFiles(options);
  return await client.request(
    'load',
    { files, options: engineOptions },
    { signal, onEvent: ({ fraction }) => output.progress('Loading', fraction) },
  );
}

export interface Attached extends ImageFacts {
  /** As it is called: a path or a URL, shortened. */
  path: string;
  bytes: Uint8Array;
}

export async function attachImages(client: EngineClient, sources: string[], signal: AbortSignal): Promise<Attached[]> {
  const attached: Attached[] = [];
  for (const source of sources) {
    const bytes = await readPictureBytes(source);
    const path = nameOf(source);
    attached.push({ ...(await client.request('attach', { bytes, name: path }, { signal })), path, bytes });
  }
  return attached;
}
