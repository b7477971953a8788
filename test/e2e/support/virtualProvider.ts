/** The extension that `virtualFolder.ts` packs: a folder in memory, filled with the files that were packed beside it. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';

const files = new Map<string, Uint8Array>();
const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();

const provider: vscode.FileSystemProvider = {
  onDidChangeFile: changed.event,
  watch: () => new vscode.Disposable(() => {}),
  stat(uri) {
    const data = files.get(uri.path);
    if (!data && entries(uri.path).size === 0) throw vscode.FileSystemError.FileNotFound(uri);
    return {
      type: data ? vscode.FileType.File : vscode.FileType.Directory,
      size: data?.byteLength ?? 0,
      ctime: 0,
      mtime: 0,
    };
  },
  readDirectory: (uri) => [...entries(uri.path)],
  readFile(uri) {
    const data = files.get(uri.path);
    if (!data) throw vscode.FileSystemError.FileNotFound(uri);
    return data;
  },
  writeFile(uri, data) {
    files.set(uri.path, data);
    changed.fire([{ type: vscode.FileChangeType.Created, uri }]);
  },
  createDirectory() {},
  delete: (uri) => void files.delete(uri.path),
  rename(uri) {
    throw vscode.FileSystemError.NoPermissions(uri);
  },
};

export function activate(context: vscode.ExtensionContext): void {
  read(join(context.extensionPath, 'repository'), '/repository');
  context.subscriptions.push(
    vscode.workspace.registerFileSystemProvider('imp-virtual', provider, { isCaseSensitive: true }),
  );
}

function read(folder: string, at: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const [path, below] = [join(folder, entry.name), `${at}/${entry.name}`];
    if (entry.isDirectory()) read(path, below);
    else files.set(below, readFileSync(path));
  }
}

function entries(folder: string): Map<string, vscode.FileType> {
  const below = [...files.keys()]
    .filter((file) => file.startsWith(`${folder}/`))
    .map((file) => file.slice(folder.length + 1).split('/'));
  return new Map(
    below.map(([name, ...rest]) => [name!, rest.length > 0 ? vscode.FileType.Directory : vscode.FileType.File]),
  );
}
