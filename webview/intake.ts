/** Pictures that come in by paste and by drag and drop. */
import * as l10n from '@vscode/l10n';
import { ImpError, together } from '../src/shared/errors.ts';
import type { PictureBytes } from '../src/shared/panel.ts';
import { checkPictureSize } from '../src/shared/pictureLimits.ts';
import type { Actions } from './actions.ts';
import { OWN_PICTURE } from './pictureOut.ts';

/** Pastes pictures; text goes where it always goes. */
export async function handlePaste(event: ClipboardEvent, actions: Actions): Promise<void> {
  const files = pictureFiles(event.clipboardData);
  if (files.length === 0) return;
  event.preventDefault();
  await addFiles(files, actions);
}

/** Reads a drop: files of the desktop, or addresses from the editor's own views. */
export async function handleDrop(event: DragEvent, actions: Actions): Promise<void> {
  event.preventDefault();
  const data = event.dataTransfer;
  if (!data) return;
  // Everything must be taken from the event before the first await: it is emptied then.
  const own = data.getData(OWN_PICTURE);
  const files = [...data.files];
  const uris = editorUris(data);
  if (own) await actions.request('reusePicture', { id: own });
  else if (uris.length) await actions.request('addUris', { uris });
  else if (files.length) await addFiles(files, actions);
  else
    actions.set({
      notice: {
        code: 'usage',
        message: l10n.t('The drop held no picture. Drop a picture file, or paste the picture.'),
      },
    });
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

/** Pictures, or files of other kinds where there is no text beside them: those are refused by name, with what to do. */
function pictureFiles(data: DataTransfer | null): File[] {
  const files = [...(data?.files ?? [])];
  const pictures = files.filter((file) => file.type.startsWith('image/'));
  return pictures.length || data?.types.includes('text/plain') ? pictures : files;
}

/** Adds what can be read; those that cannot are reported together. */
async function addFiles(files: File[], actions: Actions): Promise<void> {
  const read = await Promise.allSettled(files.map(readFile));
  const pictures = read.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failures = read.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (pictures.length) await actions.request('addPictures', { pictures }, (thrown) => failures.push(thrown));
  if (failures.length) actions.fail(together(failures));
}

async function readFile(file: File): Promise<PictureBytes> {
  const name = file.name && file.name !== 'image.png' ? file.name : pastedName(file.type);
  checkPictureSize(file.size, name);
  const bytes = await file.arrayBuffer().catch((cause: unknown) => {
    // A folder looks like a file until it is read.
    throw new ImpError('usage', l10n.t('{0} could not be read. Drop picture files, not folders.', name), { cause });
  });
  return { name, bytes: new Uint8Array(bytes) };
}

let pasted = 0;

/** Every pasted picture is called image.png by the browser. */
function pastedName(type: string): string {
  const extension = type.replace('image/', '').replace('jpeg', 'jpg').replace(/\+.*/, '');
  return `${l10n.t('pasted')} ${++pasted}.${extension}`;
}
