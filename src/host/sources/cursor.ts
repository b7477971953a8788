/** The picture whose name is under the cursor of the active editor. */
import * as vscode from 'vscode';
import { candidatePaths, referenceAt } from './references.ts';

/** Address of the picture under the cursor, if it names a file that exists (or a `data:` or web address). */
export async function pictureUnderCursor(editor = vscode.window.activeTextEditor): Promise<vscode.Uri | undefined> {
  if (!editor) return undefined;
  const { document, selection } = editor;
  const reference = referenceAt(document.lineAt(selection.active.line).text, selection.active.character);
  return reference && (await pictureNamed(reference.target, document.uri));
}

/** Address of the picture that a document names, if it is a file that exists (or a `data:` or web address). */
export async function pictureNamed(target: string, document: vscode.Uri): Promise<vscode.Uri | undefined> {
  if (/^(data|https?|file|vscode-remote):/i.test(target)) return vscode.Uri.parse(target);
  for (const { relative, rooted } of candidatePaths(target)) {
    const bases = rooted
      ? (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri)
      : [vscode.Uri.joinPath(document, '..')];
    for (const base of bases) {
      const uri = vscode.Uri.joinPath(base, relative);
      const facts = await vscode.workspace.fs.stat(uri).then(
        (stat) => stat,
        () => undefined,
      );
      if (facts?.type === vscode.FileType.File) return uri;
    }
  }
  return undefined;
}
