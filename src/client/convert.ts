/** Runs the converter in a process of its own: memory and threads go with it, and a native crash takes nothing along. */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import {
  converterEnvironment,
  type ConvertMethods,
  type ConvertParams,
  type ConvertProgress,
  type ConvertResult,
  type LlavaParams,
  type LlavaResult,
} from '../shared/convert.ts';
import { ImpError } from '../shared/errors.ts';
import { relayLines } from './lines.ts';
import { connect } from '../shared/rpc.ts';

export interface ConvertProcessOptions {
  /** The converter's entry point: `dist/convert.js`, absolute. */
  entry: string;
  signal?: AbortSignal;
  onProgress?: (progress: ConvertProgress) => void;
  /** Lines that native code writes, for the log. */
  onLog?: (line: string) => void;
  /** Node options of the child, as `['--import', 'tsx']` in tests. */
  execArgv?: string[];
}

/** Converts in a forked process. Rejects with the converter's ImpError, or `internal` where the process ended by itself. */
export async function convertInProcess(params: ConvertParams, options: ConvertProcessOptions): Promise<ConvertResult> {
  return inProcess(options, (peer, { signal, onProgress: onEvent }) =>
    peer.request('convert', params, { signal, onEvent }),
  );
}

/** The same for the folder that transformers, vLLM and SGLang load. */
export async function llavaInProcess(params: LlavaParams, options: ConvertProcessOptions): Promise<LlavaResult> {
  return inProcess(options, (peer, { signal, onProgress: onEvent }) =>
    peer.request('llava', params, { signal, onEvent }),
  );
}

async function inProcess<Result>(
  options: ConvertProcessOptions,
  work: (peer: ReturnType<typeof connect<ConvertMethods>>, options: ConvertProcessOptions) => Promise<Result>,
): Promise<Result> {
  const { entry, onLog = () => {}, execArgv = [] } = options;
  const child = fork(entry, {
    serialization: 'advanced',
    execArgv,
    env: { ...process.env, ...converterEnvironment(availableParallelism()), ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  relayLines(child.stderr!, onLog);
  const peer = connect<ConvertMethods>(new IPCMessageReader(child), new IPCMessageWriter(child));
  const gone = new Promise<void>((resolve) => {
    child.once('exit', (code, killedBy) => {
      peer.close(
        new ImpError(
          'internal',
          `The converter ended by itself (${killedBy ?? `exit code ${code}`}). Try again; if it happens again, there may be too little memory.`,
        ),
      );
      resolve();
    });
    child.once('error', (cause) => {
      peer.close(new ImpError('internal', `The converter did not start: ${cause.message}`, { cause }));
      resolve();
    });
  });
  try {
    return await work(peer, options);
  } finally {
    if (child.connected) child.disconnect();
    await gone;
  }
}
