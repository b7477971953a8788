/**
 * The reading thread: one recogniser for all that is read. It prepares a picture, lets Tesseract find words and lays them
 * out, and reads charts, tables, diagrams and pages from pixels and words. It runs apart from the engine's event loop, and a
 * crash of Tesseract's own thread ends this one, not the engine. Pixels that came in stay here.
 */
import { setFlagsFromString } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { recognizeInStrips } from '../ocr/recognise/strips.ts';
import { readPicture } from '../ocr/read.ts';
import { startTesseract, type Recognizer } from '../ocr/recognise/tesseract.ts';
import { koreanFolder } from '../ocr/recognise/data.ts';
import type { Grey, Rgb } from '../ocr/page/normalise.ts';
import type { FoundWord } from '../ocr/page/words.ts';
import { diffPictures } from '../structure/compare/index.ts';
import { readFacts } from './facts.ts';
import type { FromThread, Job, ThreadOptions, ToThread } from './protocol.ts';

// V8 compiles each WebAssembly function anew, optimised, once it has used up this budget. With the default of Node 20 (1.8 million) it
// does so for hundreds of functions that hardly matter, and the first picture takes a second of processor time more.
setFlagsFromString('--wasm-tiering-budget=50000000');

const files = workerData as ThreadOptions;
const tesseract = startTesseract(files).then((first) => recognizeInStrips(first, () => startTesseract(files)));
tesseract.catch(() => {}); // each request reports it
/** The first picture is prepared while Tesseract starts. */
const recognizer: Recognizer = {
  recognize: async (page) => (await tesseract).recognize(page),
  ...(koreanFolder() && { korean: readOnceInKorean }),
};

/** A program of its own for a page: it takes 120 MB, and hardly anybody needs it. */
async function readOnceInKorean(page: Grey): Promise<FoundWord[]> {
  const own = await startTesseract({ langPath: koreanFolder()! }, 'kor', '6');
  try {
    return await own.recognize(page);
  } finally {
    await own.end?.();
  }
}

const post = (message: FromThread) => parentPort!.postMessage(message);

parentPort!.on('message', (request: ToThread) => void reply(request));

async function reply({ id, picture, job }: ToThread): Promise<void> {
  try {
    post({ type: 'done', id, result: await run(id, picture, job) });
  } catch (error) {
    const fatal = await tesseract.then(
      () => false,
      () => true,
    );
    post({ type: 'failed', id, message: error instanceof Error ? error.message : String(error), fatal });
  }
}

async function run(id: number, picture: Rgb, job: Job) {
  if (job.type === 'text') return await readPicture(picture, recognizer);
  if (job.type === 'compare') return diffPictures(picture, job.after, job.texts);
  return await readFacts(picture, job.text, recognizer, {
    want: job.want,
    onEvent: (event) => post({ type: 'event', id, event }),
  });
}
