/**
 * How often a page is read where there is none: node --import tsx scripts/eval/mockups/none.ts FOLDER…
 * FOLDERs hold pictures of charts, diagrams, code, photographs. Text of the page is read, nothing in place.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { english } from '../../../src/shared/message.ts';
import { readPicture } from '../../../src/ocr/read.ts';
import { installedFiles } from '../../../src/ocr/recognise/data.ts';
import { startTesseract } from '../../../src/ocr/recognise/tesseract.ts';
import { readPage } from '../../../src/structure/layout/index.ts';

const recognizer = await startTesseract(installedFiles());
for (const folder of process.argv.slice(2)) {
  let none = 0;
  const names = readdirSync(folder).filter((name) => /\.(?:png|jpe?g)$/.test(name));
  for (const name of names) {
    const { data, info } = await sharp(join(folder, name))
      .flatten({ background: '#fff' })
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const picture = { width: info.width, height: info.height, data: new Uint8Array(data) };
    const text = await readPicture(picture, recognizer);
    const place = {
      read: async (regions: readonly { box: (typeof text.lines)[number]['box'] }[]) =>
        regions.map(({ box }) => ({ text: '', confidence: 0, box, lines: [], alternatives: [] })),
    };
    const { page, notes } = await readPage({ picture, text, place });
    if (!page) none++;
    console.log(page ? 'PAGE ' : 'none ', name, notes.map((note) => english(note)).join(' '));
  }
  console.log(`${folder}: no page in ${none} of ${names.length}`);
}
process.exit(0);
