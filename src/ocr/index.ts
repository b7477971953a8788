export type { Rgb } from './page/normalise.ts';
export { readPicture } from './read.ts';
