/** File lists: from the hub's API, or from the `SHA256SUMS` of a plain mirror. */
import * as z from 'zod';
import { ImpError, throwIfStopped, anySignal } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';
import type { CatalogEntry } from '../catalog.ts';
import type { Digest } from './check.ts';
import { failedNetwork, failedStatus } from './failures.ts';
import type { Fetch } from './file.ts';
import { SUMS, parseSums } from './sums.ts';

export const HUB = 'https://huggingface.co';
/** The longest list that is believed: a model has some dozens of files. */
const LIST_LIMIT_BYTES = 4 << 20;
/** A page has up to a thousand files. */
const LIST_LIMIT_PAGES = 20;
const LIST_TIMEOUT_MS = 30_000;

export interface RemoteFile {
  name: string;
  url: string;
  /** Unknown for a plain mirror. */
  bytes?: number;
  /** The most that it may have, where the size is unknown. */
  maxBytes?: number;
  digest: Digest;
}

/** All that has to be transferred for one model. */
export interface DownloadPlan {
  /** A checkpoint must be converted afterwards. */
  kind: 'checkpoint' | 'gguf';
  /** For the manifest: where from, at which revision. */
  source: string;
  files: RemoteFile[];
}

export interface HubOptions {
  fetch: Fetch;
  /** `imp.download.mirror`: used in place of the hub, for everything. */
  mirror?: string;
  signal?: AbortSignal;
}

/** Checkpoint files worth having. Code and pickles are left where they are. */
const WANTED =
  /^(config\.json|generation_config\.json|tokenizer\.json|tokenizer\.model|tokenizer_config\.json|special_tokens_map\.json|added_tokens\.json|vocab\.json|merges\.txt|LICENSE(\.\w+)?|[\w.-]+\.safetensors|[\w.-]+\.safetensors\.index\.json)$/;

const revisionAnswer = z.object({ sha: z.string().regex(/^[0-9a-f]{40,64}$/) });
const treeAnswer = z.array(
  z.object({
    type: z.string(),
    path: z.string(),
    size: z.number().int().nonnegative(),
    oid: z.string(),
    lfs: z.object({ oid: z.string(), size: z.number().int().nonnegative() }).optional(),
  }),
);

/**
 * What to download for a catalog entry. A mirror that has `<mirror>/<entry id>/SHA256SUMS` offers a ready pair, and
 * nothing needs converting; else the mirror must speak the hub's API.
 * @throws ImpError `download-failed`, `download-corrupt`, `checkpoint-unsupported`
 */
export async function planDownload(entry: CatalogEntry, options: HubOptions): Promise<DownloadPlan> {
  const { source } = entry;
  const base = options.mirror?.replace(/\/+$/, '');
  if (base !== undefined && !/^https?:\/\//.test(base)) {
    throw new ImpError(
      'usage',
      msg`imp.download.mirror is "${base}"; it must begin with https:// or http://. Correct the setting, or empty it to use ${HUB}.`,
    );
  }
  if (base) {
    const ready = await mirroredPair(entry, base, options);
    if (ready) return ready;
  }
  if (source.kind === 'gguf') {
    if (base)
      throw new ImpError(
        'download-failed',
        msg`The mirror has no ${base}/${entry.id}/${SUMS}. Put the pair there, or empty imp.download.mirror.`,
      );
    return {
      kind: 'gguf',
      source: source.files.map((file) => file.url).join(', '),
      files: source.files.map(({ name, url, bytes, sha256 }) => ({
        name,
        url,
        bytes,
        digest: { algorithm: 'sha256', hex: sha256 },
      })),
    };
  }
  if (source.kind === 'builtin')
    throw new ImpError('usage', msg`${entry.name} is built in: there is nothing to download.`);
  return checkpointPlan(source.repository, source.revision, base ?? HUB, options);
}

async function checkpointPlan(
  repository: string,
  revision: string,
  base: string,
  options: HubOptions,
): Promise<DownloadPlan> {
  // The commit is fixed first: a change on the hub while gigabytes arrive must not mix two versions.
  const { sha } = await getJson(
    `${base}/api/models/${repository}/revision/${encodeURIComponent(revision)}`,
    revisionAnswer,
    options,
  );
  const listed: z.infer<typeof treeAnswer> = [];
  const seen = new Set<string>();
  for (let url: string | undefined = `${base}/api/models/${repository}/tree/${sha}`; url;) {
    if (seen.has(url) || seen.size >= LIST_LIMIT_PAGES)
      throw new ImpError(
        'download-corrupt',
        msg`The file list of ${repository} at ${new URL(url).host} does not end. Check imp.download.mirror.`,
      );
    seen.add(url);
    const answer: { value: z.infer<typeof treeAnswer>; next: string | undefined } = await getPage(
      url,
      treeAnswer,
      options,
    );
    listed.push(...answer.value);
    url = answer.next && nextPage(answer.next, url);
  }
  const files = listed
    .filter((file) => file.type === 'file' && WANTED.test(file.path))
    .map((file): RemoteFile => ({
      name: file.path,
      url: `${base}/${repository}/resolve/${sha}/${encodeURIComponent(file.path)}`,
      bytes: file.lfs?.size ?? file.size,
      digest: file.lfs
        ? { algorithm: 'sha256', hex: file.lfs.oid.replace(/^sha256:/, '') }
        : { algorithm: 'git-blob', hex: file.oid },
    }));
  if (!files.some((file) => file.name.endsWith('.safetensors'))) {
    const pickle = listed.some((file) => file.path.endsWith('.bin'));
    throw new ImpError(
      'checkpoint-unsupported',
      msg`${repository} has no safetensors files${pickle ? msg`, only pickle files (.bin), which can run code and are not read` : ''}. Choose another model, or convert the checkpoint to safetensors and import its folder.`,
    );
  }
  return { kind: 'checkpoint', source: `${repository}@${sha}`, files };
}

/** A file of the pair has fewer bytes than all weights in 32 bit; of a model whose size nobody knows, the limit for all. */
const mostBytes = ({ parameters }: CatalogEntry) => (parameters === undefined ? undefined : parameters * 4 + 256e6);

/** The next page of a list, from the same server. @throws ImpError `download-corrupt` */
function nextPage(address: string, from: string): string {
  const next = URL.canParse(address, from) ? new URL(address, from) : undefined;
  if (next && next.origin === new URL(from).origin) return next.href;
  throw new ImpError(
    'download-corrupt',
    msg`${new URL(from).host} continues its file list somewhere else. Check imp.download.mirror.`,
  );
}

async function mirroredPair(entry: CatalogEntry, base: string, options: HubOptions): Promise<DownloadPlan | undefined> {
  const folder = `${base}/${entry.id}`;
  const response = await get(`${folder}/${SUMS}`, options);
  if (!response.ok) {
    await response.body?.cancel();
    if ([404, 410, 400, 403].includes(response.status)) return undefined; // a mirror of the hub knows no such path
    throw failedStatus(response.status, `${folder}/${SUMS}`, null).error;
  }
  const text = await readText(response, `${folder}/${SUMS}`);
  if (/^\s*</.test(text)) return undefined; // hubs answer unknown paths with a page; the API request will show
  const sums = [...parseSums(text, folder)].filter(([name]) => name.endsWith('.gguf'));
  if (sums.length !== 2)
    throw new ImpError(
      'download-failed',
      msg`${folder}/${SUMS} lists ${sums.length} GGUF files; a model is two, the language model and its mmproj. Ask who runs the mirror.`,
    );
  return {
    kind: 'gguf',
    source: folder,
    files: sums.map(([name, hex]) => ({
      name,
      url: `${folder}/${encodeURIComponent(name)}`,
      maxBytes: mostBytes(entry),
      digest: { algorithm: 'sha256', hex },
    })),
  };
}

async function getJson<T>(url: string, schema: z.ZodType<T>, options: HubOptions): Promise<T> {
  return (await getPage(url, schema, options)).value;
}

async function getPage<T>(
  url: string,
  schema: z.ZodType<T>,
  options: HubOptions,
): Promise<{ value: T; next: string | undefined }> {
  const response = await get(url, options);
  if (!response.ok) {
    await response.body?.cancel();
    throw failedStatus(response.status, url, response.headers.get('retry-after')).error;
  }
  const next = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  const text = await readText(response, url);
  try {
    return { value: schema.parse(JSON.parse(text)), next };
  } catch (cause) {
    const page = /^\s*</.test(text);
    const why = page ? 'a web page (a proxy that wants you to sign in?)' : "something that is not the hub's file list";
    throw new ImpError(
      'download-corrupt',
      msg`${new URL(url).host} answered with ${why}. Open ${url} in a browser to see what it is, or check imp.download.mirror.`,
      { cause },
    );
  }
}

async function get(url: string, options: HubOptions): Promise<Response> {
  const timeout = AbortSignal.timeout(LIST_TIMEOUT_MS);
  try {
    return await options.fetch(url, { signal: anySignal(options.signal, timeout) });
  } catch (thrown) {
    throwIfStopped(options.signal);
    throw failedNetwork(thrown, url).error;
  }
}

async function readText(response: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length;
      if (bytes > LIST_LIMIT_BYTES)
        throw new ImpError('download-corrupt', msg`${url} is far too long for a file list. Check imp.download.mirror.`);
      chunks.push(chunk);
    }
  } catch (thrown) {
    throw failedNetwork(thrown, url).error;
  }
  return Buffer.concat(chunks).toString('utf8');
}
