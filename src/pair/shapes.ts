/** The dimensions of a pair that memory needs and speed follow from. */

export interface LanguageShape {
  architecture: string;
  layers: number;
  /** Embedding length. */
  width: number;
  ffn: number;
  heads: number;
  kvHeads: number;
  vocab: number;
  /** Context the model was trained for, in tokens. */
  context: number;
}

/** `side` and `patch` in pixels. */
export interface VisionShape {
  side: number;
  patch: number;
  layers: number;
  width: number;
  ffn: number;
  heads: number;
}
