/** "Convert Diagram to Mermaid": a picture's diagram as a fenced block, in the Markdown file at hand or in a new one. */
import * as vscode from 'vscode';
import { toMermaid } from '../../shared/mermaid/write.ts';
import type { Found } from './bring.ts';
import { factsOf, openText, type FactsDeps } from './factsOf.ts';

/** Fails with `nothing-found` when there is no diagram, or one that is not read; the message then says which. */
export async function convertDiagram(found: Found, deps: FactsDeps): Promise<void> {
  // The editor at hand now: reading takes a while, and another may be in front then.
  const editor = vscode.window.activeTextEditor;
  const sources = await factsOf(found, deps, ({ diagrams }) => diagrams.map(toMermaid), {
    reading: (names) => vscode.l10n.t('Imp: reading the diagram in {0}', names),
    nothing: (names) => vscode.l10n.t('No diagram was found in {0}.', names),
  });
  // Labels hold no backtick (they are written as entities), so nothing ends the fence early.
  const block = sources.map((source) => `\`\`\`mermaid\n${source}\`\`\`\n`).join('\n');
  if (editor?.document.languageId === 'markdown' && !editor.document.isClosed) {
    const done = await editor.edit((edit) => edit.insert(editor.selection.active, block));
    if (done) return;
  }
  await openText('markdown', block);
}
