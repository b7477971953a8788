/** A mockup that became code: how like the code's page is to it. What the webview sees of a drawn page goes to the extension, which compares. */
import type { ImageId, Region } from './engine.ts';

/** Shares of 0..1. */
export interface Likeness {
  /** Share of the mockup's texts that the page shows. */
  texts: number;
  /** 1 less the farther of the two distances as a share of the page, mean over the texts that both have. */
  place: number;
  /** 1 less the CIE76 distance of the text colours / 100, mean over the same. */
  colour: number;
  /** Structural similarity in grey at a width of 320 pixels; null where the page could not be drawn as pixels. */
  ssim: number | null;
  /** Mean of those. */
  all: number;
}

/** A text of a drawn page. */
export interface SeenText {
  text: string;
  /** Pixels of CSS. */
  box: Region;
  /** #rrggbb */
  color: string;
}

/** Grey pixels, row by row. */
export interface SeenPixels {
  width: number;
  height: number;
  data: Uint8Array;
}

/** What a page looks like, drawn at the mockup's size. */
export interface SeenPage {
  texts: SeenText[];
  /** The page and the mockup, both at a width of at most 320 pixels; null where the page could not be drawn. */
  pixels: { page: SeenPixels; mockup: SeenPixels } | null;
}

/** What a repair changes in what was read: offsets of parts and the distance of letters. */
export interface Corrections {
  /** Share of the font size that letters stand farther apart. */
  letterSpacing: number;
  /** By how many pixels of CSS each part of the page is moved down, in the order of the tree. */
  down: number[];
}

/** Of an answer whose code was made from a page that was read. */
export interface MockupView {
  picture: ImageId;
  /** Pixels of CSS. */
  width: number;
  height: number;
  likeness?: Likeness;
  /** Before the repair. */
  before?: Likeness;
  corrections?: Corrections;
}
