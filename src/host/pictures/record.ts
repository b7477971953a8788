/** A picture as a conversation keeps it. */
import type { ImageId, Region } from '../../shared/engine.ts';

export interface PictureRecord {
  id: ImageId;
  name: string;
  /** File in the picture store; a crop names its whole picture's file. */
  file: string;
  width: number;
  height: number;
  cropOf?: { id: ImageId; region: Region };
}
