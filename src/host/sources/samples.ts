/** The sample pictures that ship with the extension, for the empty state and the walkthrough. */
import * as vscode from 'vscode';
import type { PictureBytes, Sample } from '../../shared/panel.ts';

export interface Samples {
  read(sample: Sample): Promise<PictureBytes>;
}

export function samplesIn(extensionUri: vscode.Uri): Samples {
  return {
    async read(sample) {
      const name = `${sample}.png`;
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'media', 'samples', name));
      return { name: `sample ${name}`, bytes: new Uint8Array(bytes) };
    },
  };
}
