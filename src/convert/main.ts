/** The converter's process: serves `ConvertMethods` over the fork's IPC, and exits when its parent does. */
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import type { ConvertMethods } from '../shared/convert.ts';
import { connect, type CallContext } from '../shared/rpc.ts';
import { convertCheckpoint, inspectCheckpoint } from './convert.ts';
import { exportLlava } from './llava/export.ts';

/** Time to remove unfinished files after the parent has gone, in ms; what is left, the next run removes. */
const CLEAN_UP_MS = 5000;

if (!process.send) {
  process.stderr.write('The converter is started by the extension or by imp, not by hand.\n');
  process.exit(2);
}
// A terminal's Ctrl+C goes to the whole process group: the parent cancels.
process.on('SIGINT', () => {});

const running = new Set<Promise<unknown>>();
function tracked<T>(work: Promise<T>): Promise<T> {
  running.add(work);
  return work.finally(() => running.delete(work));
}

const peer = connect<Record<never, never>, ConvertMethods>(
  new IPCMessageReader(process),
  new IPCMessageWriter(process),
  {
    convert: (params, { signal, emit }: CallContext<ConvertMethods['convert']['event']>) =>
      tracked(convertCheckpoint({ ...params, signal, onProgress: emit })),
    llava: (params, { signal, emit }: CallContext<ConvertMethods['llava']['event']>) =>
      tracked(exportLlava({ ...params, signal, onProgress: emit })),
    inspect: (params) => tracked(inspectCheckpoint(params)),
  },
);

async function leave(): Promise<void> {
  peer.close(); // aborts what runs
  await Promise.race([Promise.allSettled(running), new Promise((resolve) => setTimeout(resolve, CLEAN_UP_MS))]);
  process.exit(0);
}
process.once('disconnect', () => void leave());
