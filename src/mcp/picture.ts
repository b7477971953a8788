/** A picture as a tool gets it. */
export interface Picture {
  bytes: Uint8Array;
  /** For messages and the log: a file's name, never its folder. */
  name: string;
}
