/** The pictures of all conversations as files named by their SHA-256, in the extension's storage. */
import { createHash } from 'node:crypto';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { ImpError } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';
import { checkPictureSize } from '../../shared/pictureLimits.ts';
import { privateFolder, readIfPresent, writeAtomically } from '../files.ts';
import { extensionOf, pictureFormat } from '../../shared/pictureFormat.ts';

export interface StoredPicture {
  /** SHA-256 of the bytes, hex: the engine's id of the whole picture. */
  id: string;
  /** File name inside the store. */
  file: string;
  bytes: number;
}

/** Files younger than this stay even without a conversation: another window may be about to save one. */
const GRACE_MS = 60 * 60 * 1000;
/** After the name of a file: its PNG for the page. */
const SHOWN = '.shown.png';

export class PictureStore {
  /** @param added called with each picture that arrives, its file's path and its name */
  constructor(
    readonly folder: string,
    private readonly added: (path: string, name: string) => void = () => {},
  ) {}

  /** Stores the bytes once; fails with `image-unreadable` or `image-too-large` and stores nothing then. */
  async add(bytes: Uint8Array, name: string): Promise<StoredPicture> {
    checkPictureSize(bytes.byteLength, name);
    const id = createHash('sha256').update(bytes).digest('hex');
    const file = `${id}.${extensionOf(pictureFormat(bytes, name))}`;
    const present = await stat(this.path(file)).catch(() => undefined);
    if (present?.size === bytes.byteLength) {
      const now = new Date();
      await utimes(this.path(file), now, now).catch(() => {});
    } else {
      await writeAtomically(this.path(file), bytes);
    }
    this.added(this.path(file), name);
    return { id, file, bytes: bytes.byteLength };
  }

  /** The picture's bytes; `image-unreadable` when the file is gone. */
  async read(file: string): Promise<Uint8Array> {
    const bytes = await readIfPresent(this.path(file));
    if (bytes) return bytes;
    throw new ImpError(
      'image-unreadable',
      msg`The stored picture is gone: storage was cleaned from outside. Add the picture again.`,
    );
  }

  path(file: string): string {
    return join(this.folder, file);
  }

  /** File of the PNG that stands for one that the page must not or cannot show. */
  shownFile(file: string): string {
    return `${file}${SHOWN}`;
  }

  async hasShown(file: string): Promise<boolean> {
    return (await stat(this.path(this.shownFile(file))).catch(() => undefined))?.isFile() ?? false;
  }

  async addShown(file: string, png: Uint8Array): Promise<void> {
    await writeAtomically(this.path(this.shownFile(file)), png);
  }

  /** Bytes of each stored file. */
  async sizes(): Promise<Map<string, number>> {
    await privateFolder(this.folder);
    const sizes = new Map<string, number>();
    for (const file of await readdir(this.folder)) {
      const facts = await stat(this.path(file)).catch(() => undefined);
      if (facts?.isFile()) sizes.set(file, facts.size);
    }
    return sizes;
  }

  /** Removes files that no conversation names any more; young ones only when they are known to be orphaned. */
  async removeUnused(used: ReadonlySet<string>, orphaned: ReadonlySet<string>, now = Date.now()): Promise<void> {
    for (const file of (await this.sizes()).keys()) {
      const owner = file.endsWith(SHOWN) ? file.slice(0, -SHOWN.length) : file;
      if (used.has(owner)) continue;
      const facts = await stat(this.path(file)).catch(() => undefined);
      if (orphaned.has(owner) || (facts && now - facts.mtimeMs > GRACE_MS)) await rm(this.path(file), { force: true });
    }
  }
}
