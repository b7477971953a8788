/** What the store remembers beside a model's files, and the checks that follow from it. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { isPlainFileName } from '../shared/fileName.ts';
import { ImpError, throwIfStopped } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import { readWhole, writeWhole } from '../shared/wholeFile.ts';

export const MANIFEST = 'imp-model.json';
/** Two names and their hashes have a few hundred. */
const MAX_MANIFEST_BYTES = 1024 * 1024;

const manifestFile = z.object({
  version: z.literal(1),
  id: z.string(),
  name: z.string(),
  /** Entry of the catalog that it was made from; links it to published quality. */
  catalogId: z.string().optional(),
  files: z
    .array(
      z.object({
        role: z.enum(['model', 'mmproj']),
        name: z.string().refine(isPlainFileName),
        bytes: z.number(),
        sha256: z.string(),
      }),
    )
    .length(2),
  /** Where it came from, for people: repository and revision, or the folder that was imported. */
  source: z.string(),
  installedAt: z.string(),
});

export type Manifest = z.infer<typeof manifestFile>;

/**
 * The manifest of a model's folder; undefined where there is none (a pair that somebody put there by hand).
 * @throws ImpError `model-unreadable` where it is damaged
 */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  let text: string;
  try {
    text = (await readWhole(join(folder, MANIFEST), MAX_MANIFEST_BYTES)).toString('utf8');
  } catch {
    return undefined;
  }
  try {
    return manifestFile.parse(JSON.parse(text));
  } catch (cause) {
    throw new ImpError(
      'model-unreadable',
      msg`${join(folder, MANIFEST)} is damaged. Delete it if the GGUF files are all right, or remove the model and install it again.`,
      { cause },
    );
  }
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeJson(join(folder, MANIFEST), manifest);
}

/** Writes JSON so that a reader, or a crash, never meets half of it. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await writeWhole(file, `${JSON.stringify(value, null, 2)}\n`);
}

/**
 * Compares the files' sizes with the manifest: cheap, done at every listing.
 * @throws ImpError `model-missing` or `model-unreadable`, saying which file
 */
export async function checkSizes(folder: string, manifest: Manifest): Promise<void> {
  for (const file of manifest.files) {
    const bytes = await stat(join(folder, file.name)).then(
      (stats) => stats.size,
      () => undefined,
    );
    if (bytes === undefined)
      throw new ImpError(
        'model-missing',
        msg`${file.name} of ${manifest.name} is gone from ${folder}. Remove the model and install it again.`,
      );
    if (bytes !== file.bytes)
      throw new ImpError(
        'model-unreadable',
        msg`${file.name} of ${manifest.name} has ${bytes} bytes where it had ${file.bytes}. Remove the model and install it again.`,
      );
  }
}

/**
 * SHA-256 of a file, in hex.
 * @throws ImpError `cancelled`
 */
export async function hashFile(file: string, signal?: AbortSignal, onBytes?: (bytes: number) => void): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    throwIfStopped(signal);
    hash.update(chunk);
    onBytes?.(chunk.length);
  }
  return hash.digest('hex');
}

/**
 * The first of a pair's files whose bytes are not those that were installed; undefined where both are, or where no manifest says.
 * Reads both whole: some seconds for a large model.
 */
export async function damagedFile(files: { model: string; mmproj: string }): Promise<string | undefined> {
  for (const file of [files.model, files.mmproj]) {
    const manifest = await readManifest(dirname(file)).catch(() => undefined);
    const known = manifest?.files.find(({ name }) => name === basename(file));
    if (known && (await hashFile(file)) !== known.sha256) return file;
  }
  return undefined;
}
