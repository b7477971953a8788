/** How a part of a picture is known: the same id in the host, the engine and kept conversations. Not for the page, which has no hashes. */
import { createHash } from 'node:crypto';
import type { ImageId, Region } from './engine.ts';

/** The id of a crop of a picture known by its id: SHA-256 of that and the rectangle, in hex. */
export function cropId(id: ImageId, { x, y, width, height }: Region): ImageId {
  return createHash('sha256').update(`${id} crop ${x},${y},${width},${height}`).digest('hex');
}
