import assert from 'node:assert/strict';
import test from 'node:test';
import sharp from 'sharp';
import { decodeImage } from '../../src/image/decode.ts';
import { toWire } from '../../src/image/wire.ts';
import { random } from '../random.ts';

const red = (width: number, height: number) => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, i) => (i % 3 === 0 ? 200 : 20)),
});

test('a picture goes as PNG with its pixels, smaller where it must, never larger', async () => {
  const same = await toWire(red(300, 100), 2048, false);
  assert.deepEqual([same.type, same.width, same.height], ['image/png', 300, 100]);
  assert.deepEqual(new Uint8Array((await decodeImage(same.bytes)).data), red(300, 100).data);
  const small = await toWire(red(3000, 1000), 1024, false);
  assert.deepEqual([small.width, small.height], [1024, 341]);
  const { width, height, data } = await decodeImage(small.bytes);
  assert.deepEqual([width, height, data[0], data[1]], [1024, 341, 200, 20]);
  assert.deepEqual([(await toWire(red(5000, 1), 1024, false)).height], [1]);
});

test('what is a photo goes as JPEG, and nothing but pixels leaves', async () => {
  const next = random(3);
  const noise = {
    width: 1600,
    height: 1200,
    data: Uint8Array.from({ length: 1600 * 1200 * 3 }, () => 256 * next()),
  };
  assert.equal((await toWire(noise, 2048, false)).type, 'image/jpeg');
  const file = await sharp(noise.data, { raw: { width: 1600, height: 1200, channels: 3 } })
    .withExif({ IFD3: { GPSLatitude: '52/1 31/1 0/1' }, IFD0: { Artist: 'A secret name' } })
    .jpeg()
    .toBuffer();
  assert.ok(file.includes('A secret name'));
  const sent = await toWire(await decodeImage(file), 2048, true);
  assert.equal(sent.type, 'image/jpeg');
  assert.ok(!Buffer.from(sent.bytes).includes('A secret name'));
  assert.equal((await sharp(sent.bytes).metadata()).exif, undefined);
});
