/** A picture on its way out of the panel: onto the clipboard, or dragged. */
import type { PictureView } from '../src/shared/panel.ts';

/** Says in a drag which picture of the panel it is. */
export const OWN_PICTURE = 'application/x-imp-picture';

/** Puts the picture, or the region of it, onto the clipboard as PNG. */
export async function copyPicture(picture: PictureView, whole: PictureView | undefined): Promise<void> {
  // Not awaited before the clipboard has it: the click's permission to write does not last.
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': pngOf(picture, whole) })]);
}

async function pngOf({ src, cropOf }: PictureView, whole: PictureView | undefined): Promise<Blob> {
  const image = new Image();
  image.crossOrigin = 'anonymous';
  image.src = src;
  await image.decode();
  // What stands for a drawing may have another size than the drawing.
  const scale = cropOf && whole?.width ? image.naturalWidth / whole.width : 1;
  const { x, y, width, height } = cropOf?.region ?? {
    x: 0,
    y: 0,
    width: image.naturalWidth,
    height: image.naturalHeight,
  };
  const canvas = new OffscreenCanvas(Math.max(1, width * scale), Math.max(1, height * scale));
  canvas
    .getContext('2d')!
    .drawImage(image, x * scale, y * scale, width * scale, height * scale, 0, 0, canvas.width, canvas.height);
  return await canvas.convertToBlob({ type: 'image/png' });
}

/** Fills a drag of a picture: editors take the file's address, other programs what the browser adds of the picture itself. */
export function dragOut(event: DragEvent, picture: PictureView): void {
  const data = event.dataTransfer;
  if (!data) return;
  data.effectAllowed = 'copy';
  data.setData(OWN_PICTURE, picture.id);
  const address = picture.cropOf ? undefined : addressOf(picture.src);
  if (!address) return;
  data.setData('application/vnd.code.uri-list', address);
  data.setData('ResourceURLs', JSON.stringify([address]));
}

/** The file behind the address that the page loads it from: `https://SCHEME+AUTHORITY.vscode-resource.HOST/PATH`. */
function addressOf(src: string): string | undefined {
  const url = URL.canParse(src) ? new URL(src) : undefined;
  const host = url && /^([a-z-]+)(?:\+|%2b)(.*)\.vscode-resource\./i.exec(url.host);
  if (!host) return undefined;
  // Letters that a host name cannot have are written as their number: `-003a` is a colon.
  const authority = host[2]!.replace(/-([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return `${host[1]}://${authority}${url.pathname}`;
}
