/** A whole model from the hub or a mirror into the store's `downloads/` folder; what is there already is not fetched again. */
import { mkdir, readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ImpError, anySignal } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';
import { formatBytes } from '../../shared/models.ts';
import type { CatalogEntry } from '../catalog.ts';
import { withLock } from '../lock.ts';
import { writeJson } from '../manifest.ts';
import { ensureSpace } from '../../shared/space.ts';
import type { Progress } from '../store.ts';
import { downloadFile, type Fetch, type TransferOptions } from './file.ts';
import { planDownload, type DownloadPlan } from './hub.ts';

const PLAN = 'download.json';

export interface DownloadOptions extends Pick<TransferOptions, 'stallMs' | 'attempts' | 'retryDelayMs' | 'free'> {
  fetch: Fetch;
  /** `imp.offline`: no request leaves the machine. */
  offline: boolean;
  mirror?: string;
  signal?: AbortSignal;
  onProgress?: (progress: Progress & { receivedBytes: number; totalBytes?: number }) => void;
}

export interface Downloaded {
  folder: string;
  kind: DownloadPlan['kind'];
  source: string;
  /** Absolute paths. */
  files: string[];
}

/** What lies half-done or complete in `downloads/`, in bytes; undefined when nothing does. */
export async function downloadedBytes(root: string, id: string): Promise<number | undefined> {
  const folder = downloadFolder(root, id);
  const names = await readdir(folder).catch(() => undefined);
  if (!names) return undefined;
  const sizes = await Promise.all(
    names
      .filter((name) => !name.endsWith('.json') || name.endsWith('config.json'))
      .map((name) =>
        stat(join(folder, name)).then(
          (stats) => stats.size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

export function downloadFolder(root: string, id: string): string {
  return join(root, 'downloads', id);
}

/**
 * Downloads everything of one catalog entry, or goes on where an earlier try stopped. Only ever called when the user
 * asked for it.
 * @throws ImpError `offline`, `download-failed`, `download-corrupt`, `disk-full`, `store-busy`, `cancelled`,
 * `checkpoint-unsupported`
 */
export async function downloadModel(root: string, entry: CatalogEntry, options: DownloadOptions): Promise<Downloaded> {
  if (options.offline)
    throw new ImpError(
      'offline',
      msg`imp.offline forbids downloads. Turn it off, or import ${entry.name} from files that you bring to this machine.`,
    );
  return withLock(root, `download-${entry.id}`, msg`${entry.name} is being downloaded`, false, async (lost) => {
    const signal = anySignal(options.signal, lost);
    const folder = downloadFolder(root, entry.id);
    await mkdir(folder, { recursive: true });
    options.onProgress?.({ fraction: 0, message: msg`Asking for the list of files`, receivedBytes: 0 });
    const plan = await planDownload(entry, { ...options, signal });
    await adoptPlan(folder, plan);
    const here = await Promise.all(plan.files.map((file) => have(join(folder, file.name))));
    const total = plan.files.every((file) => file.bytes !== undefined)
      ? plan.files.reduce((sum, file) => sum + file.bytes!, 0)
      : undefined;
    if (total !== undefined)
      await ensureSpace(folder, total - here.reduce((sum, bytes) => sum + bytes, 0), options.free);

    const received = [...here];
    for (const [i, file] of plan.files.entries()) {
      const target = join(folder, file.name);
      if (
        await stat(target).then(
          () => true,
          () => false,
        )
      )
        continue; // verified before it got its name
      await downloadFile(
        { url: file.url, target, bytes: file.bytes, maxBytes: file.maxBytes, digest: file.digest },
        {
          ...options,
          signal,
          onProgress: (bytes, size) => {
            received[i] = bytes;
            const receivedBytes = received.reduce((sum, n) => sum + n, 0);
            const fraction = total ? receivedBytes / total : (i + (size ? bytes / size : 0)) / plan.files.length;
            options.onProgress?.({
              fraction,
              message: total
                ? msg`${file.name}: ${formatBytes(receivedBytes)} of ${formatBytes(total)}`
                : `${file.name}: ${formatBytes(receivedBytes)}`,
              receivedBytes,
              totalBytes: total,
            });
          },
        },
      );
    }
    return { folder, kind: plan.kind, source: plan.source, files: plan.files.map((file) => join(folder, file.name)) };
  });
}

/** Deletes what was downloaded for an entry. */
export async function removeDownload(root: string, id: string): Promise<void> {
  await withLock(root, `download-${id}`, msg`${id} is being downloaded`, false, () =>
    rm(downloadFolder(root, id), { recursive: true, force: true }),
  );
}

/** Notes what the folder is for; files of another revision are thrown away, files that both have in common stay. */
async function adoptPlan(folder: string, plan: DownloadPlan): Promise<void> {
  const digests: Record<string, string> = Object.fromEntries(plan.files.map((file) => [file.name, file.digest.hex]));
  let old: Record<string, string> = {};
  try {
    old = (JSON.parse(await readFile(join(folder, PLAN), 'utf8')) as { digests: Record<string, string> }).digests;
  } catch {
    // nothing noted: whatever lies here is not trusted
  }
  for (const name of await readdir(folder)) {
    const base = name.replace(/\.incomplete(\.json)?$/, '');
    if (name !== PLAN && (digests[base] === undefined || old[base] !== digests[base]))
      await rm(join(folder, name), { recursive: true, force: true });
  }
  await writeJson(join(folder, PLAN), { source: plan.source, digests });
}

async function have(target: string): Promise<number> {
  for (const file of [target, `${target}.incomplete`]) {
    const bytes = await stat(file).then(
      (stats) => stats.size,
      () => undefined,
    );
    if (bytes !== undefined) return bytes;
  }
  return 0;
}
