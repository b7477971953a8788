import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { decodeImage } from '../../src/image/decode.ts';
import { MAX_BYTES } from '../../src/shared/pictureLimits.ts';
import { cropImage, imageId } from '../../src/image/region.ts';
import type { RgbImage } from '../../src/image/types.ts';
import { ImpError, type ErrorCode } from '../../src/shared/errors.ts';

const folder = new URL('../fixtures/images/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder));

function pixel(image: RgbImage, x: number, y: number): number[] {
  const at = (y * image.width + x) * 3;
  return [...image.data.subarray(at, at + 3)];
}

function close(actual: number[], expected: number[], tolerance: number): void {
  assert.ok(
    actual.every((value, i) => Math.abs(value - expected[i]!) <= tolerance),
    `${actual.join()} is not ${expected.join()}`,
  );
}

// Lossy formats blur the edges: the points tested lie inside the three areas.
const formats: [string, string, number][] = [
  ['small.png', 'png', 0],
  ['small-palette.png', 'png', 0],
  ['small.jpg', 'jpeg', 8],
  ['small.webp', 'webp', 0],
  ['small.gif', 'gif', 2],
  ['small.bmp', 'bmp', 0],
  ['small-palette.bmp', 'bmp', 0],
  ['small-rgba.bmp', 'bmp', 0],
  ['small.tiff', 'tiff', 0],
  ['small.avif', 'avif', 12],
  ['small.svg', 'svg', 1],
];
for (const [name, format, tolerance] of formats) {
  test(`${name} decodes`, async () => {
    const image = await decodeImage(read(name));
    assert.deepEqual([image.format, image.width, image.height, image.data.length], [format, 24, 16, 24 * 16 * 3]);
    close(pixel(image, 3, 11), [220, 30, 40], tolerance);
    close(pixel(image, 20, 11), [20, 60, 210], tolerance);
    close(pixel(image, 12, 1), [30, 200, 60], tolerance);
  });
}

test('grey, 16 bits and CMYK become RGB of 8 bits', async () => {
  const grey = await decodeImage(read('small-grey.png'));
  const [r, g, b] = pixel(grey, 12, 1);
  assert.ok(r === g && g === b && Math.abs(r! - 133) <= 1, `${r},${g},${b}`); // 0.299, 0.587, 0.114
  close(pixel(await decodeImage(read('small-16bit.png')), 3, 11), [220, 220, 220], 1);
  const cmyk = await decodeImage(read('small-cmyk.jpg'));
  assert.equal(cmyk.data.length, 24 * 16 * 3);
  const [cr, , cb] = pixel(cmyk, 3, 11);
  assert.ok(cr! > cb! + 60, 'the left half stays red');
});

test('EXIF orientation is applied', async () => {
  const image = await decodeImage(read('small-turned.jpg'));
  assert.deepEqual([image.width, image.height], [24, 16]);
  close(pixel(image, 3, 11), [220, 30, 40], 8);
  close(pixel(image, 12, 1), [30, 200, 60], 8);
});

test('transparency is laid on white', async () => {
  assert.deepEqual(pixel(await decodeImage(read('small-alpha.png')), 20, 11), [255, 255, 255]);
});

test('of an animated GIF the first frame', async () => {
  const image = await decodeImage(read('small.gif'));
  assert.equal(image.height, 16);
});

test('SVG resolves no file and no address', async () => {
  const secret = new URL('small.png', folder).href;
  for (const href of [secret, new URL(secret).pathname, 'http://127.0.0.1:9/x.png']) {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="24" height="16"><image width="24" height="16" href="${href}" xlink:href="${href}"/></svg>`;
    const image = await decodeImage(Buffer.from(svg));
    assert.ok(
      image.data.every((value) => value === 255),
      href,
    );
  }
  const entity = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]><svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="15">&x;</text></svg>`;
  const image = await decodeImage(Buffer.from(entity)).catch((error: unknown) => error);
  assert.ok(image instanceof ImpError || (image as RgbImage).data.every((value) => value === 255));
});

/** A PNG whose header says one size and whose data may hold another. */
function png(width: number, height: number, rows: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const data = deflateSync(Buffer.alloc(rows * (width * 3 + 1)));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

async function fails(bytes: Uint8Array, code: ErrorCode, text: RegExp): Promise<void> {
  const start = performance.now();
  await assert.rejects(decodeImage(bytes, 'shot.png'), (error) => {
    assert.ok(error instanceof ImpError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, /^shot\.png /);
    assert.match(error.message, text);
    return true;
  });
  assert.ok(performance.now() - start < 2000);
}

test('what Imp does not read is called by its name, with what to do', async () => {
  const box = (brand: string, ...more: string[]) =>
    Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0${more.join('')}`, 'latin1');
  await fails(box('heic', 'mif1'), 'image-unreadable', /HEIC picture.*Export it as JPEG or PNG/);
  await fails(box('mif1', 'heix'), 'image-unreadable', /HEIC picture/);
  await fails(box('isom', 'mp42'), 'image-unreadable', /video.*screenshot of the frame/);
  await fails(Buffer.from('%PDF-1.7\n'), 'image-unreadable', /PDF document.*export the page as PNG/);
  await fails(Buffer.from([0, 0, 1, 0, 1, 0, 16, 16]), 'image-unreadable', /icon.*Save it as PNG/);
  await fails(Buffer.from('8BPS\0\x01'), 'image-unreadable', /Photoshop/);
  await fails(Buffer.from([0x1f, 0x8b, 8, 0]), 'image-unreadable', /SVGZ/);
});

test('bad pictures end in one clear error', async () => {
  await fails(new Uint8Array(), 'image-unreadable', /empty/);
  await fails(Buffer.from('just some text, named .png'), 'image-unreadable', /no picture/);
  await fails(Buffer.from('<!DOCTYPE html><html><body>Not found</body></html>'), 'image-unreadable', /web page/);
  await fails(png(1, 1, 1), 'image-unreadable', /1 × 1/);
  await fails(png(30000, 30000, 1), 'image-too-large', /30000 × 30000 .*900 megapixels/);
  await fails(png(3000, 3000, 2), 'image-unreadable', /damaged or truncated/);
  await fails(read('coffee.jpg').subarray(0, 20000), 'image-unreadable', /damaged or truncated/);
  await fails(read('small.png').subarray(0, 60), 'image-unreadable', /damaged or truncated/);
  await fails(new Uint8Array(MAX_BYTES + 1), 'image-too-large', /MB/);
  const huge = Buffer.from(read('small.bmp'));
  huge.writeInt32LE(60000, 18);
  huge.writeInt32LE(60000, 22);
  await fails(huge, 'image-too-large', /60000/);
  huge.writeInt32LE(600, 18);
  huge.writeInt32LE(600, 22);
  await fails(huge, 'image-unreadable', /BMP/);
  await fails(
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="30000" height="30000"/>'),
    'image-too-large',
    /30000/,
  );
});

test('decoding twice gives the same pixels, and sharp agrees', async () => {
  const ours = await decodeImage(read('coffee.jpg'));
  const theirs = await sharp(read('coffee.jpg')).raw().toBuffer();
  assert.deepEqual(Buffer.from(ours.data), theirs);
});

test('crops: rounded, clipped, refused where nothing is left', async () => {
  const image = await decodeImage(read('small.png'));
  const crop = cropImage(image, { x: 11.6, y: 3.7, width: 100, height: 100 });
  assert.deepEqual([crop.width, crop.height], [12, 12]);
  assert.deepEqual(pixel(crop, 0, 0), [20, 60, 210]);
  for (const region of [
    { x: 24, y: 0, width: 5, height: 5 },
    { x: 0, y: 0, width: NaN, height: 5 },
    { x: 0, y: 0, width: 1, height: 9 },
  ]) {
    assert.throws(
      () => cropImage(image, region),
      (error) => error instanceof ImpError && error.code === 'usage',
    );
  }
});

test('ids are content hashes; a crop has its own', () => {
  const bytes = read('small.png');
  assert.match(imageId(bytes), /^[0-9a-f]{64}$/);
  assert.equal(imageId(bytes), imageId(Buffer.from(bytes)));
  const region = { x: 0, y: 0, width: 4, height: 4 };
  assert.notEqual(imageId(bytes), imageId(bytes, region));
  assert.notEqual(imageId(bytes, region), imageId(bytes, { ...region, x: 1 }));
});
