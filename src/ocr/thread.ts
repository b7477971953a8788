/**
 * The reader's thread: prepares a picture, lets Tesseract find words, lays them out. It runs apart from the engine's event
 * loop, and a crash of Tesseract's own thread ends this one, not the engine.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { recognizeInStrips } from './strips.ts';
import { readPicture } from './read.ts';
import type { FromThread, ThreadOptions, ToThread } from './protocol.ts';
import { startTesseract } from './tesseract.ts';

const files = workerData as ThreadOptions;
const tesseract = startTesseract(files).then((first) => recognizeInStrips(first, () => startTesseract(files)));
tesseract.catch(() => {}); // each request tells

parentPort!.on('message', async ({ id, picture }: ToThread) => {
  let started = false;
  let answer: FromThread;
  try {
    const recognizer = await tesseract;
    started = true;
    answer = { type: 'read', id, reading: await readPicture(picture, recognizer) };
  } catch (error) {
    answer = { type: 'failed', id, message: error instanceof Error ? error.message : String(error), fatal: !started };
  }
  parentPort!.postMessage(answer);
});
