export { createReader, MAX_PIXELS, type Reader, type ReaderOptions } from './reader.ts';
export type { Rgb } from './page/normalise.ts';
