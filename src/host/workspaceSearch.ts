/** Files of the workspace: by the editor's search, and in virtual folders by listing them. */
import * as vscode from 'vscode';
import { onDisk } from './sources/uris.ts';

/** Folders of a virtual folder that are listed at most: each may be a request to a server. */
const MAX_FOLDERS = 500;

export interface Wanted {
  /** A glob of the editor, for paths inside a folder of the workspace. */
  glob: string;
  /** The same question about one path. */
  matches: (path: string) => boolean;
  /** Names of folders that are passed over wherever they are. */
  skip: string[];
  /** Files at most. */
  limit: number;
}

/** A search in a virtual folder whose provider brought no search of its own never ends, so none is begun there. */
export async function findWorkspaceFiles(wanted: Wanted): Promise<vscode.Uri[]> {
  const { glob, skip, limit } = wanted;
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const found = await Promise.all(
    folders.map((folder) =>
      onDisk(folder)
        ? vscode.workspace.findFiles(new vscode.RelativePattern(folder, glob), `**/{${skip.join(',')}}/**`, limit)
        : list(folder, wanted),
    ),
  );
  // A folder of the workspace may lie in another one.
  return [...new Map(found.flat().map((uri) => [uri.toString(), uri])).values()].slice(0, limit);
}

/** Level by level, so that what is near the top is found before a limit is reached. A folder that cannot be listed is passed over. */
async function list(root: vscode.Uri, { matches, skip, limit }: Wanted): Promise<vscode.Uri[]> {
  const files: vscode.Uri[] = [];
  const folders = [root];
  for (let next = 0; next < folders.length && next < MAX_FOLDERS && files.length < limit; next++) {
    const entries = await vscode.workspace.fs.readDirectory(folders[next]!).then(
      (listed) => listed,
      () => [],
    );
    for (const [name, type] of entries) {
      const uri = vscode.Uri.joinPath(folders[next]!, name);
      if (type === vscode.FileType.Directory && !skip.includes(name)) folders.push(uri);
      if (type & vscode.FileType.File && matches(uri.path)) files.push(uri);
    }
  }
  return files.slice(0, limit);
}
