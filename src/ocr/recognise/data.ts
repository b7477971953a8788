/** Where Tesseract's program and its English data lie, and whether they are whole. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ImpError } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';

export interface OcrFiles {
  /** Folder of `eng.traineddata.gz`. */
  langPath: string;
  /** Folder of tesseract.js-core's WebAssembly. */
  corePath: string;
}

/** Smaller files were cut off. The data is 2.9 MB, the programs are 3.4 MB. */
const LEAST_BYTES = 1 << 20;
const GZIP = [0x1f, 0x8b];
const WASM = [0x00, 0x61, 0x73, 0x6d];

/** The files of the installed packages. `4.0.0_best_int` is the more accurate of the two data sets, quantized to integers. */
export function installedFiles(): OcrFiles {
  const require = createRequire(import.meta.url);
  try {
    const tesseract = createRequire(require.resolve('tesseract.js/package.json'));
    return {
      langPath: join(dirname(require.resolve('@tesseract.js-data/eng/package.json')), '4.0.0_best_int'),
      corePath: dirname(tesseract.resolve('tesseract.js-core/package.json')),
    };
  } catch (cause) {
    throw unavailable('the package tesseract.js or its data is not installed', cause);
  }
}

/** Folder of `kor.traineddata.gz`; undefined where it is not installed. */
export function koreanFolder(): string | undefined {
  const require = createRequire(import.meta.url);
  try {
    return join(dirname(require.resolve('@tesseract.js-data/kor/package.json')), '4.0.0_best_int');
  } catch {
    return undefined;
  }
}

/**
 * Checks the files before Tesseract starts: it would wait for ever for missing ones.
 * @throws ImpError `ocr-unavailable` with what is wrong
 */
export function checkFiles({ langPath, corePath }: OcrFiles): void {
  checkFile(join(langPath, 'eng.traineddata.gz'), GZIP);
  // Which of the two is loaded depends on the processor and on the version of V8.
  for (const build of ['simd', 'relaxedsimd']) checkFile(join(corePath, `tesseract-core-${build}.wasm`), WASM);
}

function checkFile(path: string, magic: number[]): void {
  const name = path.split(/[\\/]/).at(-1)!;
  const head = Buffer.alloc(magic.length);
  let size: number;
  try {
    size = statSync(path).size;
    const file = openSync(path, 'r');
    try {
      readSync(file, head, 0, head.length, 0);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw unavailable(`${name} is missing`, cause);
  }
  if (size < LEAST_BYTES || !head.equals(Buffer.from(magic))) throw unavailable(`${name} is damaged`);
}

/** The one message about missing eyes for text: all else works without them. */
export function unavailable(what: string, cause?: unknown): ImpError {
  return new ImpError(
    'ocr-unavailable',
    msg`Text in pictures cannot be read: ${what}. Reinstall the extension to repair it; questions about pictures work without it.`,
    { cause },
  );
}

/** Tesseract works but takes too long here and now. */
export function tooSlow(limitMs: number): ImpError {
  return new ImpError(
    'ocr-unavailable',
    msg`Reading the picture's text took longer than ${Math.round(limitMs / 1000)} s. Try again when the machine is less busy, or select a smaller region.`,
  );
}
