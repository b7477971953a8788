/** A row of different pictures, as a user brings them: for the test and for `npm run eval:many`. */
import sharp from 'sharp';

/** Each one is another part of one of the sources, as PNG of 420×200. */
export async function* manyPictures(sources: Uint8Array[], count: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < count; i++) {
    yield await sharp(sources[i % sources.length]!)
      .extract({ left: (i * 7) % 250, top: (i * 3) % 100, width: 420, height: 200 })
      .png()
      .toBuffer();
  }
}
