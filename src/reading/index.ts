export { createReader, type Reader } from './reader.ts';
