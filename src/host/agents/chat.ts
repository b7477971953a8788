/** The chat participant `@imp`: what stands in an attached picture, read here. Never calls a language model of its own. */
import * as vscode from 'vscode';
import type { Picture, ToolResult } from '../../mcp/index.ts';
import { fenced } from '../../screenshot/screenshotMarkdown.ts';
import { inertMarkdown } from '../../shared/inertMarkdown.ts';
import { readPicture } from '../sources/uris.ts';

const COMMANDS: Record<string, string> = {
  explain: 'all',
  chart: 'chart',
  diagram: 'diagram',
  code: 'page',
  read: 'text',
};

/** A picture as the editor's chat hands it over; the shape is still proposed, so it is looked for at run time. */
interface BinaryData {
  mimeType: string;
  data(): Thenable<Uint8Array>;
}

export async function chatReply(
  request: vscode.ChatRequest,
  stream: vscode.ChatResponseStream,
  read: (what: string, picture: () => Promise<Picture>) => Promise<ToolResult>,
  latest: () => Promise<Picture>,
): Promise<vscode.ChatResult> {
  const pictures = request.references.flatMap((reference) => pictureOf(reference.value) ?? []);
  const what = COMMANDS[request.command ?? 'explain'] ?? 'all';
  stream.progress(vscode.l10n.t('Reading the picture on this machine…'));
  let failed = 0;
  for (const picture of pictures.length > 0 ? pictures : [latest]) {
    const result = await read(what, picture);
    if (result.failed) failed++;
    if (result.failed && pictures.length === 0) {
      stream.markdown(vscode.l10n.t('Attach a picture, or paste one into the Imp panel.'));
    } else if (what === 'text' && !result.failed) {
      stream.markdown(`${fenced(result.text, 'text')}\n`);
    } else stream.markdown(inertMarkdown(result.text)); // untrusted: no commands, no HTML, no picture from elsewhere
  }
  return { metadata: { pictures: pictures.length, failed } };
}

function pictureOf(value: unknown): (() => Promise<Picture>) | undefined {
  if (value instanceof vscode.Uri) return async () => await readPicture(value);
  if (value instanceof vscode.Location) return async () => await readPicture(value.uri);
  const binary = value as Partial<BinaryData> | null;
  if (typeof binary?.data === 'function' && binary.mimeType?.startsWith('image/'))
    return async () => ({ bytes: new Uint8Array(await binary.data!()), name: 'attached picture' });
  return undefined;
}
