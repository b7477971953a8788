/**
 * The reader's thread: prepares a picture, lets Tesseract find words, lays them out. It runs apart from the engine's event
 * loop, and a crash of Tesseract's own thread ends this one, not the engine.
 */
import { setFlagsFromString } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { recognizeInStrips } from './recognise/strips.ts';
import { readPicture } from './read.ts';
import type { FromThread, ThreadOptions, ToThread } from './protocol.ts';
import { startTesseract, type Recognizer } from './recognise/tesseract.ts';

// V8 compiles each WebAssembly function anew, optimised, once it has used up this budget. With the default of Node 20 (1.8 million) it
// does so for hundreds of functions that hardly matter, and the first picture takes a second of processor time more.
setFlagsFromString('--wasm-tiering-budget=50000000');

const files = workerData as ThreadOptions;
const tesseract = startTesseract(files).then((first) => recognizeInStrips(first, () => startTesseract(files)));
tesseract.catch(() => {}); // each request tells
/** The first picture is prepared while Tesseract starts. */
const recognizer: Recognizer = { recognize: async (page) => (await tesseract).recognize(page) };

parentPort!.on('message', (request: ToThread) => void reply(request));

async function reply({ id, picture }: ToThread): Promise<void> {
  let answer: FromThread;
  try {
    answer = { type: 'read', id, reading: await readPicture(picture, recognizer) };
  } catch (error) {
    const fatal = await tesseract.then(
      () => false,
      () => true,
    );
    answer = { type: 'failed', id, message: error instanceof Error ? error.message : String(error), fatal };
  }
  parentPort!.postMessage(answer);
}
