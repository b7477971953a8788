/** What the engine's tests share: converted fixtures, an engine process on the sources, pictures. */
import { mkdtempSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { after } from 'node:test';
import sharp from 'sharp';
import { convertCheckpoint } from '../../src/convert/index.ts';
import { EngineClient, type EngineClientOptions } from '../../src/client/index.ts';
import { checkPair, LoadedPair } from '../../src/engine/loadedPair.ts';
import type { EngineOptions, ModelFiles } from '../../src/shared/engine.ts';
import { ImpError } from '../../src/shared/errors.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CHECKPOINTS = path.join(ROOT, 'test/fixtures/checkpoints');
export const ENGINE = path.join(ROOT, 'src/engine/main.ts');
/** One a language model. */
export const FIXTURES = ['imp-v1.5-tiny-phi2', 'imp-v1.5-tiny-qwen1.5', 'imp-v1.5-tiny-phi3'] as const;
/** The native build is tried once a test file, not once a process. */
const cacheDir = mkdtempSync(path.join(tmpdir(), 'imp-engine-cache-'));
after(() => rm(cacheDir, { recursive: true, force: true }));
/** One thread: these models are done before a second one has started. */
export const OPTIONS: EngineOptions = { threads: 1, gpu: 'off', cacheDir };

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'imp-engine-'));
  after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A fixture as a GGUF pair in F16. */
export async function convertFixture(fixture: string, folder: string): Promise<ModelFiles> {
  const made = await convertCheckpoint({
    checkpointDir: path.join(CHECKPOINTS, fixture),
    outDir: path.join(folder, fixture),
    type: 'F16',
    visionType: 'F16',
    overwrite: true,
  });
  return { id: fixture, model: made.modelPath, mmproj: made.mmprojPath };
}

export async function reference(
  fixture: string,
): Promise<{ prompt: string; before: number[]; after: number[]; tokens: number[]; imageTokens: number }> {
  return JSON.parse(await readFile(path.join(CHECKPOINTS, fixture, 'reference.json'), 'utf8')) as never;
}

/** The model in this process. */
export async function openSession(files: ModelFiles, options: EngineOptions = OPTIONS): Promise<LoadedPair> {
  const session = await LoadedPair.load(await checkPair(files), options);
  after(() => session.free());
  return session;
}

/** An engine process on the sources, stopped after the test file. */
export function engine(options: Partial<EngineClientOptions> = {}): EngineClient {
  const client = new EngineClient({ enginePath: ENGINE, execArgv: ['--import', 'tsx'], ...options });
  after(() => client.stop());
  return client;
}

/** A picture of two colours, as PNG; another seed is another picture. */
export async function picture(seed = 1, width = 64, height = 48): Promise<Uint8Array> {
  const data = Buffer.alloc(width * height * 3);
  for (let i = 0; i < data.length; i++) data[i] = (((i / 3) % width) + seed * 37) % 255;
  return await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/** For assert.rejects. */
export const failsWith =
  (code: string, pattern = /./) =>
  (error: unknown) =>
    error instanceof ImpError && error.code === code && pattern.test(error.message);

export async function waitFor(what: string, condition: () => boolean | Promise<boolean>, ms = 5000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`${what}: not within ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
