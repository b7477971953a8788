/**
 * The engine as its users see it: a remote that starts the process when it is first needed, brings a crashed one back with the
 * same model, and attaches pictures again that it lost. A request that was running when the process ended is never repeated.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import type {
  AskResult,
  AttachParams,
  EngineMethods,
  EngineOptions,
  ImageId,
  ModelFacts,
  ModelFiles,
} from '../shared/engine.ts';
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import { connect, type CallOptions, type Peer, type Remote } from '../shared/rpc.ts';
import { endedBy, endedLoading, endedOnGpu, LastWords, type Ending } from './ending.ts';
import { relayLines } from './lines.ts';
import { restartBudget, type RestartBudget } from './restartBudget.ts';

/** What is needed to attach a picture again: the original bytes, and the region when the id names a crop. */
export type Resolved = Pick<AttachParams, 'bytes' | 'name' | 'region'>;

export type EngineState =
  | { kind: 'stopped' }
  | { kind: 'running'; pid: number; model: ModelFacts | null }
  /** The process ended by itself; the next request starts a new one unless `final` (the restart budget is spent: `restart()` allows it again). */
  | { kind: 'crashed'; error: ImpError; final: boolean };

export interface EngineClientOptions {
  /** The engine's entry point: `dist/engine.js`, absolute. */
  enginePath: string;
  /** Brings back the bytes of a picture after the engine lost it; undefined when they are gone. */
  resolveImage?: (id: ImageId) => Promise<Resolved | undefined>;
  /** Every change of state. */
  onState?: (state: EngineState) => void;
  /** Lines that the engine process writes to stderr, for the log. */
  onLog?: (line: string) => void;
  /** The file of a pair whose bytes have changed since it was installed, if any: asked when a process ended while it loaded it. */
  damaged?: (files: ModelFiles) => Promise<string | undefined>;
  budget?: RestartBudget;
  /** Node options of the child, as `['--import', 'tsx']` in tests. */
  execArgv?: string[];
  env?: NodeJS.ProcessEnv;
}

interface Wanted {
  files: ModelFiles;
  options?: EngineOptions;
}

interface Running {
  child: ChildProcess;
  peer: Peer<EngineMethods>;
  /** Settles when the process is gone. */
  stopped: Promise<void>;
  /** Asked to exit. */
  stopping: boolean;
  /** The GPU that it loads a model on or has loaded one on. */
  device: string | undefined;
  /** How it ended by itself. */
  ending: Ending | undefined;
  lastWords: LastWords;
}

/** Pictures that one request may have lost: more than a context can hold. */
const MAX_REATTACH = 64;
/** Time that a process gets to exit, in ms. */
const LEAVE_MS = 2000;
/** Time that an ended process' last lines get to arrive, in ms. */
const LAST_WORDS_MS = 300;

export class EngineClient implements Remote<EngineMethods> {
  #running: Running | undefined;
  #budget: RestartBudget;
  /** The pair that requests find. The process itself forgets it when it was idle or ended. */
  #wanted: Wanted | undefined;
  /** A GPU on which a process of this client ended: handed to the next one, which does not use it and notes it. */
  #lostGpu: EngineOptions['lostGpu'];
  #state: EngineState = { kind: 'stopped' };
  readonly #options: EngineClientOptions;

  constructor(options: EngineClientOptions) {
    this.#options = options;
    this.#budget = options.budget ?? restartBudget();
  }

  get state(): EngineState {
    return this.#state;
  }

  /** Sets the model without loading it: the next request that needs one loads it. Undefined: none. */
  use(files: ModelFiles | undefined, options?: EngineOptions): void {
    this.#wanted = files && { files, options };
  }

  /**
   * Sends a request, starting the process when there is none.
   * After a crash or an idle time the model of the last `load` or `use` comes back by itself, and pictures come back through `resolveImage`.
   * @throws ImpError; `engine-crashed` when the process ended under this request
   */
  async request<K extends keyof EngineMethods & string>(
    method: K,
    params: EngineMethods[K]['params'],
    options: CallOptions<EngineMethods[K]['event']> = {},
  ): Promise<EngineMethods[K]['result']> {
    let loadMs: number | undefined;
    for (let attached = 0; ;) {
      const running = this.#start();
      try {
        if (method === 'load') {
          const wanted = params as Wanted;
          const facts = await this.#load(wanted, options as CallOptions<EngineMethods['load']['event']>);
          this.#wanted = wanted;
          return facts as EngineMethods[K]['result'];
        }
        const result = await running.peer.request(method, params, options);
        if (method === 'unload') {
          this.#wanted = undefined;
          this.#set({ kind: 'running', pid: running.child.pid ?? 0, model: null });
        }
        return method === 'ask' && loadMs
          ? (withLoadTime(result as AskResult, loadMs) as EngineMethods[K]['result'])
          : result;
      } catch (thrown) {
        const error = ImpError.from(thrown);
        if (error.code === 'model-not-loaded' && this.#wanted && loadMs === undefined) {
          const start = performance.now();
          const { signal, onEvent } = options as CallOptions<unknown>;
          await this.#load(this.#wanted, {
            signal,
            onEvent: onEvent && (({ fraction }) => onEvent({ type: 'phase', phase: 'loading', fraction })),
          });
          loadMs = performance.now() - start;
        } else if (error.code === 'image-unknown' && attached < MAX_REATTACH) {
          attached++;
          await this.#attachAgain(running, error, options.signal);
        } else throw error;
      }
    }
  }

  /** Allows new starts after the restart budget was spent. */
  restart(): void {
    this.#budget = this.#options.budget ?? restartBudget();
    this.#lostGpu = undefined;
    if (this.#state.kind === 'crashed') this.#set({ kind: 'stopped' });
  }

  /** Ends the process; pending requests end with `engine-stopped`. The next request starts a new one. */
  async stop(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    this.#running = undefined;
    running.stopping = true;
    running.peer.close(new ImpError('engine-stopped', msg`The engine was stopped.`));
    if (running.child.connected) running.child.disconnect();
    const kill = setTimeout(() => running.child.kill('SIGKILL'), LEAVE_MS);
    await running.stopped;
    clearTimeout(kill);
    this.#set({ kind: 'stopped' });
  }

  #start(): Running {
    if (this.#running) return this.#running;
    if (!this.#budget.allows(Date.now())) {
      throw new ImpError(
        'engine-crashed',
        msg`The engine crashed several times in a row and is not started again. Restart it, or choose a smaller model.`,
        {
          details: { final: true },
        },
      );
    }
    const child = fork(this.#options.enginePath, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [...inspected(), ...(this.#options.execArgv ?? [])],
      // Inside an Electron host, execPath is the editor itself.
      env: { ...process.env, ...this.#options.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    let gone!: () => void;
    const running: Running = {
      child,
      peer: undefined!,
      stopped: new Promise((resolve) => (gone = resolve)),
      stopping: false,
      device: undefined,
      ending: undefined,
      lastWords: new LastWords(),
    };
    // Registered before the connection's own listeners, so that the reason is known when requests are rejected.
    const end = once((code: number | null, signal: NodeJS.Signals | null) => {
      this.#ended(running, { code, signal, lastLine: running.lastWords.line });
      gone();
    });
    child.once('exit', (code, signal) => {
      if (this.#running === running) this.#running = undefined;
      setTimeout(() => end(code, signal), LAST_WORDS_MS).unref();
    });
    child.once('close', end); // its last lines have been read by then
    child.once('error', (cause) => {
      this.#crashed(
        running,
        new ImpError('engine-crashed', msg`The engine process did not start: ${cause.message}.`, { cause }),
      );
      if (child.pid === undefined) gone();
    });
    running.peer = connect<EngineMethods>(new IPCMessageReader(child), new IPCMessageWriter(child));
    this.#relayLog(running);
    this.#running = running;
    this.#set({ kind: 'running', pid: child.pid ?? 0, model: null });
    return running;
  }

  /** The process ended; a GPU that it computed on is left alone from now on. */
  #ended(running: Running, ending: Ending): void {
    running.ending = ending;
    const { device } = running;
    // A kill comes from outside: from the user, or where memory ran out.
    const byGpu = device !== undefined && !running.stopping && ending.signal !== 'SIGKILL';
    if (byGpu) this.#lostGpu = { device, how: ending.signal ?? `code ${ending.code ?? '?'}` };
    this.#crashed(running, byGpu ? endedOnGpu(device, ending) : endedBy(ending));
  }

  #crashed(running: Running, error: ImpError): void {
    running.peer?.close(error);
    if (this.#running === running) this.#running = undefined;
    if (running.stopping) return;
    const now = Date.now();
    this.#budget = this.#budget.spend(now);
    if (!this.#running) this.#set({ kind: 'crashed', error, final: !this.#budget.allows(now) });
  }

  /** What the model is loaded with: in a new process after the one before ended on the GPU, too. */
  #withLostGpu(wanted: Wanted): Wanted {
    return this.#lostGpu ? { ...wanted, options: { ...wanted.options, lostGpu: this.#lostGpu } } : wanted;
  }

  /**
   * Loads a model. A load that ends the process on a GPU is tried again without it: nothing has come of it yet.
   * @throws ImpError saying how the process ended, and that the file is damaged only where its hash says so
   */
  async #load(wanted: Wanted, { signal, onEvent }: CallOptions<EngineMethods['load']['event']>): Promise<ModelFacts> {
    for (let again = false; ; again = true) {
      const running = this.#start();
      try {
        const facts = await running.peer.request('load', this.#withLostGpu(wanted), {
          signal,
          onEvent: (event) => {
            if (event.device !== undefined) running.device = event.device;
            onEvent?.(event);
          },
        });
        running.device = facts.gpuLayers === 0 ? undefined : facts.backend;
        this.#set({ kind: 'running', pid: running.child.pid ?? 0, model: facts });
        return facts;
      } catch (thrown) {
        const { ending, device } = running;
        if (ImpError.from(thrown).code !== 'engine-crashed' || !ending) throw thrown;
        if (device !== undefined && ending.signal !== 'SIGKILL' && !again) continue;
        throw endedLoading(wanted.files, ending, await this.#options.damaged?.(wanted.files).catch(() => undefined));
      }
    }
  }

  async #attachAgain(running: Running, error: ImpError, signal?: AbortSignal): Promise<void> {
    const id = String(error.details?.['id'] ?? '');
    const resolved = id ? await this.#options.resolveImage?.(id) : undefined;
    if (!resolved) throw error;
    const facts = await running.peer.request('attach', resolved, { signal });
    if (facts.id !== id)
      throw new ImpError('image-unknown', msg`The picture changed since it was attached. Attach it again.`, {
        details: { id },
      });
  }

  #set(state: EngineState): void {
    this.#state = state;
    this.#options.onState?.(state);
  }

  #relayLog({ child, lastWords }: Running): void {
    relayLines(child.stderr!, (line) => {
      lastWords.add(line);
      this.#options.onLog?.(line);
    });
  }
}

/** An answer that waited for its model: the engine knows the time since the model was there. */
const withLoadTime = (result: AskResult, loadMs: number): AskResult => ({
  ...result,
  timings: {
    ...result.timings,
    load_ms: result.timings.load_ms + loadMs,
    total_ms: result.timings.total_ms + loadMs,
  },
});

/** Calls a function the first time only. */
function once<Args extends unknown[]>(call: (...args: Args) => void): (...args: Args) => void {
  let called = false;
  return (...args) => {
    if (!called) call(...args);
    called = true;
  };
}

/** For debugging: IMP_ENGINE_INSPECT is the port at which the engine waits for a debugger on this machine. */
function inspected(): string[] {
  const port = Number(process.env['IMP_ENGINE_INSPECT']);
  return Number.isInteger(port) && port > 0 ? [`--inspect=127.0.0.1:${port}`] : [];
}
