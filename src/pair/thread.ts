/** The thread that looks into model files, so that no header, however large, holds up whoever asks (host/models/headerThread.ts). */
import { parentPort } from 'node:worker_threads';
import { ImpError, type ErrorData } from '../shared/errors.ts';
import { readPair, type Pair } from './pair.ts';

export interface InspectRequest {
  id: number;
  files: string[];
}

export type InspectAnswer = { id: number; pair: Pair } | { id: number; error: ErrorData };

let last: Promise<unknown> = Promise.resolve();

parentPort?.on('message', ({ id, files }: InspectRequest) => {
  // One after another: headers of hundreds of megabytes side by side would take their sum.
  last = last.then(async () => {
    const answer: InspectAnswer = await readPair(files).then(
      (pair) => ({ id, pair }),
      (thrown: unknown) => ({ id, error: ImpError.from(thrown).toData() }),
    );
    parentPort!.postMessage(answer);
  });
});
