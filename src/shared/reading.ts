/** Places in a picture, and the text that was read in it. */

/** A rectangle in pixels of the picture (EXIF orientation applied). */
export interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface OcrWord {
  text: string;
  /** 0..100 */
  confidence: number;
  /** Pixels of the picture. */
  box: Region;
}

export interface OcrLine {
  text: string;
  words: OcrWord[];
  box: Region;
  /** It stands on its side, as the title of a chart's axis does. */
  sideways?: boolean;
}

export interface TextReading {
  lines: OcrLine[];
  /** Lines joined, indentation kept. */
  text: string;
  ms: number;
}
