/** Pieces of a file that are made and written side by side. */

/**
 * Takes piece after piece with so many at work; after a failure nobody starts another.
 * @throws the first failure, when all that was begun has ended
 */
export async function workThrough<Piece>(
  pieces: IterableIterator<Piece>,
  workers: number,
  work: (piece: Piece) => Promise<void>,
): Promise<void> {
  let failed = false;
  let failure: unknown;
  const worker = async () => {
    // one iterator for all: each worker takes the next piece
    for (const piece of pieces) {
      if (failed) return;
      try {
        await work(piece);
      } catch (error) {
        if (!failed) failure = error;
        failed = true;
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  if (failed) throw failure;
}
