/** File references of screenshots and answers as links to files that exist in the workspace. */
import * as vscode from 'vscode';
import type { FileReference } from '../../screenshot/references.ts';
import { linkFiles } from '../../screenshot/workspaceLinks.ts';
import type { FileLink } from '../../shared/panel.ts';
import { findWorkspaceFiles } from '../workspaceSearch.ts';

export interface Place {
  /** As it stands in the text that is shown. */
  text: string;
  reference: FileReference;
}

export interface WorkspaceFiles {
  /** Links for the places that mean exactly one file. */
  link(places: Place[]): Promise<FileLink[]>;
}

/** More files than this are not looked through. */
const MAX_FILES = 50_000;

export function workspaceFiles(): WorkspaceFiles {
  return {
    async link(places) {
      if (places.length === 0) return [];
      const uris = await findWorkspaceFiles({
        glob: '**/*',
        matches: () => true,
        skip: ['.git', 'node_modules', '.venv', '__pycache__'],
        limit: MAX_FILES,
      });
      // With several folders the paths begin with the folder's name: the same path in two of them must not pass for one file.
      const byPath = new Map(uris.map((uri) => [vscode.workspace.asRelativePath(uri), uri]));
      const links = linkFiles(
        places.map(({ reference }) => reference),
        [...byPath.keys()],
      );
      return links.flatMap(({ reference, path }) => {
        const place = places.find((candidate) => candidate.reference === reference);
        if (!place) return [];
        const { line, column } = reference;
        return [
          { text: place.text, uri: byPath.get(path)!.toString(), ...(line && { line }), ...(column && { column }) },
        ];
      });
    },
  };
}
