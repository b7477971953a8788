/** Model files are looked into by a thread of their own: outside the extension host's, with limits on time and memory. */
import { Worker } from 'node:worker_threads';
import type { InspectAnswer, InspectRequest } from '../../pair/thread.ts';
import type { Pair } from '../../pair/pair.ts';
import { ImpError } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';

/** A pair's headers take milliseconds; on a network drive some seconds. */
const LIMIT_MS = 30_000;
const IDLE_MS = 15_000;
/** Facts alone are kept: vocabularies are passed over. */
const MEMORY_MB = 256;

/** For `inspectPairsBy`. `file`: the thread's entry point, absolute. */
export function headerThread(file: string, limitMs = LIMIT_MS): (files: string[]) => Promise<Pair> {
  let thread: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let nextId = 1;
  let last: Promise<unknown> = Promise.resolve();

  const end = () => {
    const ending = thread;
    thread = undefined;
    void ending?.terminate();
  };

  const inspect = (files: string[]) =>
    new Promise<Pair>((resolve, reject) => {
      clearTimeout(idle);
      const id = nextId++;
      const current = (thread ??= new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } }));
      const settle = (finish: () => void) => {
        clearTimeout(limit);
        current.off('message', onMessage);
        current.off('error', onError);
        idle = setTimeout(end, IDLE_MS).unref();
        finish();
      };
      const giveUp = (error: ImpError) => {
        end();
        settle(() => reject(error));
      };
      const names = files.join(', ');
      const onError = (cause: Error) =>
        giveUp(new ImpError('model-unreadable', msg`${names} cannot be read: ${cause.message}.`, { cause }));
      const onMessage = (answer: InspectAnswer) => {
        if (answer.id !== id) return;
        settle(() => ('pair' in answer ? resolve(answer.pair) : reject(ImpError.fromData(answer.error))));
      };
      const limit = setTimeout(
        () =>
          giveUp(
            new ImpError(
              'model-unreadable',
              msg`${names} takes too long to read. Check the disk or the network drive, or move the files to this machine.`,
            ),
          ),
        limitMs,
      );
      current.unref();
      current.on('message', onMessage);
      current.once('error', onError);
      current.postMessage({ id, files } satisfies InspectRequest);
    });

  return (files) => {
    const pair = last.then(() => inspect(files));
    last = pair.catch(() => {});
    return pair;
  };
}
