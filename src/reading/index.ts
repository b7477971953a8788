export { createReader, MAX_PIXELS, type Reader, type ReaderOptions } from './reader.ts';
