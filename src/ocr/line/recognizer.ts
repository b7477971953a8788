/**
 * Reads a picture of one line at once, without cutting it into letters: PP-OCRv6's small recogniser, Latin, Greek, Chinese and
 * Japanese in one. A second, independent eye beside Tesseract; short numbers and single characters are its strength.
 */
import type { Rgb } from '../page/normalise.ts';
import { decoded, type Decoding } from './decode.ts';
import { contentOf, lineFiles, type LineFiles } from './files.ts';
import { LINE_HEIGHT, loadNetwork, STEP } from './network.ts';

export interface LineRecognizer {
  /**
   * @param line upright, one line, about a third of its height free of ink around it; any colours, any size
   * @param alphabet `number`: only what numbers are written with; default: all characters it knows
   */
  read(line: Rgb, alphabet?: 'any' | 'number'): Decoding;
}

/** Columns of 48-pixel rows: wider lines are squeezed; memory grows with it (about 60 MB for the widest). */
const WIDEST = 1600;
/** One letter needs some columns around it. */
const NARROWEST = 32;

/**
 * Loads program and weights (5.6 MB; some milliseconds). Nothing is fetched.
 * @throws ImpError `ocr-unavailable` where a file is missing
 */
export async function startLineRecognizer(files: LineFiles = lineFiles()): Promise<LineRecognizer> {
  const network = await loadNetwork(files);
  // Class 0 is the blank between characters, the last one the space.
  const characters = ['', ...contentOf(files.characters).toString('utf8').trimEnd().split('\n'), ' '];
  return {
    read(line, alphabet = 'any') {
      const columns = (line.width * LINE_HEIGHT) / line.height;
      const width = STEP * Math.round(Math.min(WIDEST, Math.max(NARROWEST, columns)) / STEP);
      return decoded(network.scores(line, width, characters.length), characters, alphabet);
    },
  };
}
