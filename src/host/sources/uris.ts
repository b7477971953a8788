/** Pictures by address: files of the workspace, of this machine or of a remote, and `data:` addresses. Nothing is fetched from the web. */
import * as vscode from 'vscode';
import { ImpError } from '../../shared/errors.ts';
import type { PictureBytes } from '../../shared/panel.ts';
import { checkPictureSize } from '../../shared/pictureLimits.ts';

/** Reads one picture through the editor's file systems (`file:`, `vscode-remote:`, `vscode-vfs:` …). */
export async function readPicture(uri: vscode.Uri): Promise<PictureBytes> {
  // A Uri's path is decoded already: a percent sign in it is a part of the name.
  const name = uri.path.split('/').pop() || 'picture';
  if (uri.scheme === 'http' || uri.scheme === 'https') {
    throw new ImpError(
      'usage',
      vscode.l10n.t('Imp never loads pictures from the web. Save {0} to a file, or copy it and paste it.', name),
    );
  }
  if (uri.scheme === 'data') return readDataAddress(uri.toString(true));
  try {
    const file = await firstThatExists(uri);
    const facts = await vscode.workspace.fs.stat(file);
    if (facts.type & vscode.FileType.Directory)
      throw new ImpError('usage', vscode.l10n.t('{0} is a folder. Drop the pictures in it.', name));
    // Unknown is a pipe or a device, which may never end.
    if (facts.type === vscode.FileType.Unknown) throw new Error('no file');
    checkPictureSize(facts.size, name);
    // A Buffer view of a larger block must not travel on: the copy has exactly these bytes.
    return { name, bytes: new Uint8Array(await vscode.workspace.fs.readFile(file)) };
  } catch (thrown) {
    if (thrown instanceof ImpError) throw thrown;
    throw new ImpError(
      'usage',
      vscode.l10n.t('{0} could not be read. Check that the file is still there, or paste the picture.', name),
      { cause: thrown },
    );
  }
}

/** `data:image/png;base64,…`; fails with `image-unreadable` for anything else. */
export function readDataAddress(address: string): PictureBytes {
  const match = /^data:image\/([\w.+-]+)((?:;[\w-]+=[\w-]+)*)(;base64)?,(.*)$/s.exec(address);
  if (!match) throw new ImpError('image-unreadable', vscode.l10n.t('This data address does not hold a picture.'));
  const [, type, , base64, data] = match;
  const bytes = base64 ? Buffer.from(data!, 'base64') : Buffer.from(decodeURIComponent(data!), 'utf8');
  return { bytes: new Uint8Array(bytes), name: `picture.${type!.replace(/\+.*/, '').replace('jpeg', 'jpg')}` };
}

/** Whether an address leads to a disk of the machine that Imp runs on. */
export function onDisk({ scheme }: vscode.Uri): boolean {
  return scheme === 'file' || scheme === 'vscode-remote';
}

/** Where a file or folder lies on the disk: gigabytes are read in place, and a virtual folder (a repository on a server, an archive) has none. */
export function diskPath(uri: vscode.Uri): string {
  if (onDisk(uri)) return uri.fsPath;
  throw new ImpError(
    'usage',
    vscode.l10n.t(
      '{0} is in a virtual folder. Save the model to a disk of this machine, and import it from there.',
      uri.path,
    ),
  );
}

/** The addresses of a drop's `text/uri-list` (RFC 2483: lines, `#` comments). */
export function parseUriList(lines: string[]): vscode.Uri[] {
  return lines
    .flatMap((line) => line.split(/\r?\n/))
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => vscode.Uri.parse(line, true));
}

/** On a remote host the workbench says `vscode-remote://host/path` for what is `file:///path` here. */
async function firstThatExists(uri: vscode.Uri): Promise<vscode.Uri> {
  if (uri.scheme !== 'vscode-remote') return uri;
  const local = vscode.Uri.file(uri.path);
  const found = await vscode.workspace.fs.stat(uri).then(
    () => uri,
    () => undefined,
  );
  return found ?? local;
}
