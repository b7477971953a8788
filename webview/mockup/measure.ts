/**
 * What a generated page looks like, drawn at the mockup's size: its texts with their places and colours, and its pixels. The
 * page stands in a frame of its own that runs no scripts and loads nothing; pixels come from the same page inside an SVG picture,
 * where nothing runs or loads either.
 */
import type { MockupView, SeenPage, SeenPixels, SeenText } from '../../src/shared/mockup.ts';
import type { PictureView } from '../../src/shared/panel.ts';
import { previewDocument } from '../preview.ts';
import { seenTexts } from './texts.ts';

/** Pixels are compared at this width. */
const WIDTH = 320;
/** A page that takes longer to draw is looked at without its pixels, in milliseconds. */
const DRAW_MS = 8000;

/** @param picture the mockup as the page may load it */
export async function seePage(
  preview: string,
  { width, height }: Pick<MockupView, 'width' | 'height'>,
  picture: PictureView,
): Promise<SeenPage> {
  const frame = document.createElement('iframe');
  // Its own texts are measured from here; without `allow-scripts` nothing in it can make use of the common origin.
  frame.setAttribute('sandbox', 'allow-same-origin');
  frame.setAttribute('referrerpolicy', 'no-referrer');
  frame.setAttribute('aria-hidden', 'true');
  frame.className = 'measured';
  frame.tabIndex = -1;
  frame.style.width = `${width}px`;
  frame.style.height = `${height}px`;
  frame.srcdoc = previewDocument(preview);
  const loaded = new Promise<void>((resolve) => frame.addEventListener('load', () => resolve(), { once: true }));
  document.body.append(frame);
  try {
    await loaded;
    const page = frame.contentDocument!;
    const texts: SeenText[] = seenTexts(page);
    const pixels = await pixelsOf(page, width, height, picture).catch(() => null);
    return { texts, pixels };
  } finally {
    frame.remove();
  }
}

async function pixelsOf(
  page: Document,
  width: number,
  height: number,
  picture: PictureView,
): Promise<{ page: SeenPixels; mockup: SeenPixels }> {
  const markup = new XMLSerializer().serializeToString(page.documentElement);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><foreignObject width="100%" height="100%">${markup}</foreignObject></svg>`;
  const [drawn, mockup] = await Promise.all([
    loadImage(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`),
    loadImage(picture.src),
  ]);
  const across = Math.min(WIDTH, Math.round(width));
  const size = { width: across, height: Math.max(1, Math.round((height * across) / width)) };
  const { cropOf } = picture;
  const part = cropOf ? cropOf.region : { x: 0, y: 0, width: mockup.naturalWidth, height: mockup.naturalHeight };
  return {
    page: greyOf(drawn, { x: 0, y: 0, width, height }, size),
    mockup: greyOf(mockup, part, size),
  };
}

async function loadImage(src: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.crossOrigin = 'anonymous';
  image.src = src;
  await Promise.race([
    image.decode(),
    new Promise((_, reject) => setTimeout(() => reject(new Error('The page was not drawn in time.')), DRAW_MS)),
  ]);
  return image;
}

function greyOf(
  image: HTMLImageElement,
  from: { x: number; y: number; width: number; height: number },
  { width, height }: { width: number; height: number },
): SeenPixels {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const pen = canvas.getContext('2d', { willReadFrequently: true })!;
  pen.imageSmoothingQuality = 'high';
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, width, height);
  pen.drawImage(image, from.x, from.y, from.width, from.height, 0, 0, width, height);
  const { data } = pen.getImageData(0, 0, width, height);
  const grey = new Uint8Array(width * height);
  for (let i = 0; i < grey.length; i++)
    grey[i] = Math.round(0.299 * data[4 * i]! + 0.587 * data[4 * i + 1]! + 0.114 * data[4 * i + 2]!);
  return { width, height, data: grey };
}
