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

/** What was seen and not taken as text: a look at it shows whether that was right. */
export interface LeftOut {
  text: string;
  /** 0..100 */
  confidence: number;
  /** Pixels of the picture. */
  box: Region;
  /** `noise`: no reading of the picture is sure of it. `outline`: its shape is that of a line, an icon or a border. */
  why: 'noise' | 'outline';
}

/** Writing in a script for which there is no data: found, not read. */
export interface UnreadRegion {
  /** Unicode's English name: `Cyrillic`, `Greek`, `Arabic`, `Hebrew`, `Thai` … */
  script: string;
  /** Pixels of the picture. */
  box: Region;
}

export interface TextReading {
  lines: OcrLine[];
  /** Lines joined, indentation kept. */
  text: string;
  ms: number;
  /** Absent: nothing. */
  left?: LeftOut[];
  /** Absent: none. */
  unread?: UnreadRegion[];
  /** Languages whose data read it, Tesseract's codes (`eng`, `chi_sim`, `deu` …), the main one first; absent: English. */
  languages?: string[];
}
