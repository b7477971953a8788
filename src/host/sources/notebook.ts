/** Pictures in the outputs of a notebook's cells. */
import * as vscode from 'vscode';
import type { PictureBytes } from '../../shared/panel.ts';

/** The picture outputs of the selected cells, in order; of several formats of one output the first bitmap. */
export function notebookPictures(
  editor = vscode.window.activeNotebookEditor,
  cell?: vscode.NotebookCell,
): PictureBytes[] {
  const cells = cell ? [cell] : (editor?.selections.flatMap((range) => editor.notebook.getCells(range)) ?? []);
  return cells.flatMap((source) =>
    source.outputs.flatMap((output, index) => {
      const items = output.items.filter((item) => item.mime.startsWith('image/'));
      const item = items.find((candidate) => !candidate.mime.includes('svg')) ?? items[0];
      if (!item) return [];
      const extension = item.mime.slice('image/'.length).replace(/\+.*/, '').replace('jpeg', 'jpg');
      return [{ name: `cell ${source.index + 1} output ${index + 1}.${extension}`, bytes: new Uint8Array(item.data) }];
    }),
  );
}
