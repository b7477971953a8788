/** Pictures that come in by paste and by drag and drop. */
import * as l10n from '@vscode/l10n';
import type { PictureBytes } from '../src/shared/panel.ts';
import type { Actions } from './actions.ts';

/** Pastes pictures; text goes where it always goes. */
export async function handlePaste(event: ClipboardEvent, actions: Actions): Promise<void> {
  const files = pictureFiles(event.clipboardData);
  if (files.length === 0) return;
  event.preventDefault();
  await actions.request('addPictures', { pictures: await readAll(files) });
}

/** Reads a drop: files of the desktop, or addresses from the editor's own views. */
export async function handleDrop(event: DragEvent, actions: Actions): Promise<void> {
  event.preventDefault();
  const data = event.dataTransfer;
  if (!data) return;
  // Everything must be taken from the event before the first await: it is emptied then.
  const files = [...data.files];
  const uris = editorUris(data);
  if (uris.length) await actions.request('addUris', { uris });
  else if (files.length) await actions.request('addPictures', { pictures: await readAll(files) });
  else actions.set({ notice: { code: 'usage', message: l10n.t('The drop held no picture. Drop a picture file, or paste the picture.') } });
}

/** The system clipboard, read because the extension asks for it; the page must have the focus. */
export async function readClipboard(): Promise<PictureBytes[]> {
  window.focus();
  const items = await navigator.clipboard.read();
  const pictures: PictureBytes[] = [];
  for (const item of items) {
    const type = item.types.find((candidate) => candidate.startsWith('image/'));
    if (!type) continue;
    const blob = await item.getType(type);
    pictures.push({ name: pastedName(type), bytes: new Uint8Array(await blob.arrayBuffer()) });
  }
  return pictures;
}

function editorUris(data: DataTransfer): string[] {
  const resources = data.getData('application/vnd.code.uri-list') || data.getData('text/uri-list');
  if (resources) return resources.split(/\r?\n/).filter((line) => line && !line.startsWith('#'));
  const json = data.getData('resourceurls') || data.getData('ResourceURLs');
  if (!json) return [];
  try {
    const urls: unknown = JSON.parse(json);
    return Array.isArray(urls) ? urls.filter((url) => typeof url === 'string') : [];
  } catch {
    return [];
  }
}

function pictureFiles(data: DataTransfer | null): File[] {
  return data ? [...data.files].filter((file) => file.type.startsWith('image/')) : [];
}

async function readAll(files: File[]): Promise<PictureBytes[]> {
  return await Promise.all(
    files.map(async (file) => ({ name: file.name && file.name !== 'image.png' ? file.name : pastedName(file.type), bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
}

let pasted = 0;

/** Every pasted picture is called image.png by the browser. */
function pastedName(type: string): string {
  const extension = type.replace('image/', '').replace('jpeg', 'jpg').replace(/\+.*/, '');
  return `${l10n.t('pasted')} ${++pasted}.${extension}`;
}
