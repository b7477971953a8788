/** The catalog: what models there are, where they come from, and what was published about them. */
import { join } from 'node:path';
import * as z from 'zod';
import type { LanguageShape, VisionShape } from '../pair/shapes.ts';
import { isPlainFileName } from '../shared/fileName.ts';
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import { readWhole } from '../shared/wholeFile.ts';

/** A catalog of a thousand models has one. */
const MAX_CATALOG_BYTES = 16 * 1024 * 1024;

const count = z.number().int().positive();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex');
/** Ids become folder names: nothing that could leave the store or that a file system refuses. */
export const modelId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,63}$/,
    'must be lower-case letters, digits, ".", "_" or "-", starting with a letter or digit',
  )
  .refine((id) => !id.endsWith('.incomplete'), 'must not end in ".incomplete"');
/** A plain file name: never a path, so that a catalog or a hub cannot write anywhere else. */
const fileName = z.string().refine(isPlainFileName, 'must be a plain file name');
const httpUrl = z.url({ protocol: /^https?$/ });

const languageShape = z.object({
  architecture: z.string(),
  layers: count,
  width: count,
  ffn: count,
  heads: count,
  kvHeads: count,
  vocab: count,
  context: count,
}) satisfies z.ZodType<LanguageShape>;

const visionShape = z.object({
  side: count,
  patch: count,
  layers: count,
  width: count,
  ffn: count,
  heads: count,
}) satisfies z.ZodType<VisionShape>;

const ggufFile = z.object({
  role: z.enum(['model', 'mmproj']),
  /** Where it is downloaded from; with a mirror set, `<mirror>/<entry id>/<name>` goes first. */
  url: httpUrl,
  name: fileName,
  bytes: count,
  sha256,
});

/** Also asked about lists of another length: those have been refused, but not left yet. */
const areAPair = ([first, second]: z.infer<typeof ggufFile>[]) =>
  first?.role !== second?.role && first?.name !== second?.name;

const source = z.discriminatedUnion('kind', [
  /** Ships with the extension: a folder in `models/`. */
  z.object({ kind: z.literal('builtin'), folder: fileName }),
  /** A safetensors checkpoint on the hub: downloaded, then converted. File list, sizes and hashes come from the hub. */
  z.object({
    kind: z.literal('checkpoint'),
    repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'must be "owner/name"'),
    revision: z.string().regex(/^[\w./-]+$/),
  }),
  /** A GGUF pair, ready to run. */
  z.object({
    kind: z.literal('gguf'),
    files: z
      .array(ggufFile)
      .length(2)
      .refine(areAPair, 'must be one "model" and one "mmproj", with names of their own'),
  }),
]);

const quality = z.object({
  vqaV2: z.number().optional(),
  gqa: z.number().optional(),
  vizWiz: z.number().optional(),
  scienceQa: z.number().optional(),
  textVqa: z.number().optional(),
  pope: z.number().optional(),
  mmePerception: z.number().optional(),
  mmBench: z.number().optional(),
  mmBenchCn: z.number().optional(),
  mmVet: z.number().optional(),
  source: z.string(),
});

const latency = z.object({
  hardware: z.string(),
  precision: z.enum(['16-bit', '8-bit', '4-bit']),
  fileGB: z.number(),
  T_VE: z.number(),
  S_prompt: z.number(),
  S_gen: z.number(),
  T_total: z.number(),
});

const entry = z.object({
  id: modelId,
  name: z.string().min(1).max(100),
  summary: z.string().max(300).default(''),
  source,
  languageModel: z.string().default(''),
  /** Weights of language model, vision tower and projector together. */
  parameters: count.optional(),
  language: languageShape.optional(),
  vision: visionShape.optional(),
  imageTokens: count.optional(),
  languages: z.array(z.string()).default([]),
  license: z
    .object({ id: z.string(), url: httpUrl.optional(), note: z.string().optional() })
    .default({ id: 'unknown' }),
  quality: quality.nullable().default(null),
  publishedLatency: z.array(latency).default([]),
});

const catalogFile = z.object({ version: z.literal(1), models: z.array(entry) });

export type CatalogEntry = z.infer<typeof entry>;

export interface Catalog {
  entries: CatalogEntry[];
  /** User's entries that were left out, and why; one sentence each. */
  warnings: string[];
}

/**
 * Reads the catalog that ships (`<modelsDir>/catalog.json`), the user's `catalog.json` in the store (same form,
 * may be absent) and the entries of the setting `imp.models.catalog`. A later entry replaces an earlier one with
 * the same id. The user's mistakes become warnings, one a wrong entry, so that the other models stay usable.
 * @throws ImpError `model-unreadable` when the catalog that ships is damaged.
 */
export async function loadCatalog(modelsDir: string, storeRoot?: string, extra: unknown[] = []): Promise<Catalog> {
  const shipped = catalogFile.safeParse(await readJson(join(modelsDir, 'catalog.json')));
  if (!shipped.success) {
    throw new ImpError(
      'model-unreadable',
      msg`The built-in catalog is damaged (${explain(shipped.error)}). Reinstall the extension.`,
    );
  }
  const entries = new Map(shipped.data.models.map((model) => [model.id, model]));
  const warnings: string[] = [];
  const add = (where: string, candidate: unknown) => {
    const parsed = entry.safeParse(candidate);
    if (parsed.success && parsed.data.source.kind !== 'builtin') entries.set(parsed.data.id, parsed.data);
    else
      warnings.push(
        `${where}: ${parsed.success ? 'only the extension itself can have built-in models' : explain(parsed.error)}.`,
      );
  };
  if (storeRoot) {
    const file = join(storeRoot, 'catalog.json');
    try {
      const own = z.object({ models: z.array(z.unknown()) }).safeParse(await readJson(file));
      if (own.success) own.data.models.forEach((model, i) => add(`${file}, model ${i + 1}`, model));
      else warnings.push(`${file}: must be an object with a list "models".`);
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') warnings.push(`${file}: ${(thrown as Error).message}.`);
    }
  }
  extra.forEach((model, i) => add(`Setting imp.models.catalog, entry ${i + 1}`, model));
  return { entries: [...entries.values()], warnings };
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse((await readWhole(file, MAX_CATALOG_BYTES)).toString('utf8'));
}

/** The first thing that zod found, as `models[2].license: …`. */
function explain(error: z.ZodError): string {
  const issue = error.issues[0]!;
  const path = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return `${path.replace(/^\./, '') || 'entry'}: ${issue.message}`;
}
