/** Where the line recogniser's program, weights and characters lie. */
import { existsSync, readFileSync } from 'node:fs';
import { unavailable } from '../recognise/data.ts';

export interface LineFiles {
  program: URL;
  weights: URL;
  characters: URL;
}

/** In the source tree; in a build beside the bundle, or one folder below it in a chunk. */
export function lineFiles(): LineFiles {
  const [program, models] = import.meta.url.endsWith('.ts')
    ? ['./prebuilt/line.wasm', '../../../models/ocr/']
    : existsSync(new URL('./line.wasm', import.meta.url))
      ? ['./line.wasm', '../models/ocr/']
      : ['../line.wasm', '../../models/ocr/'];
  return {
    program: new URL(program, import.meta.url),
    weights: new URL(`${models}line.bin`, import.meta.url),
    characters: new URL(`${models}characters.txt`, import.meta.url),
  };
}

/** @throws ImpError `ocr-unavailable` */
export function contentOf(file: URL): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw unavailable(`${file.pathname.split('/').at(-1)!} is missing`, cause);
  }
}
