/** What the engine and the process that draws SVGs say to each other. */
export interface DrawRequest {
  id: number;
  bytes: Uint8Array;
}

export type DrawAnswer =
  /** The first message. */
  | { id: 0; type: 'ready' }
  | { id: number; type: 'drawn'; /** RGBA */ png: Uint8Array; width: number; height: number }
  | { id: number; type: 'too-large'; width: number; height: number }
  | { id: number; type: 'too-small'; width: number; height: number }
  /** It took more memory than a drawing may; the process ends itself after this. */
  | { id: number; type: 'memory' }
  | { id: number; type: 'failed'; step: 'header' | 'data'; message: string };
