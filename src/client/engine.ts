/**
 * The engine as its users see it: a remote that starts the process when it is first needed, brings a crashed one back with the
 * same model, and attaches pictures again that it lost. A request that was running when the process ended is never repeated.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import type { AttachParams, EngineMethods, EngineOptions, ImageId, ModelFacts, ModelFiles } from '../shared/engine.ts';
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import { connect, type CallOptions, type Peer, type Remote } from '../shared/rpc.ts';
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
  budget?: RestartBudget;
  /** Node options of the child, as `['--import', 'tsx']` in tests. */
  execArgv?: string[];
  env?: NodeJS.ProcessEnv;
}

interface Running {
  child: ChildProcess;
  peer: Peer<EngineMethods>;
  /** Settles when the process is gone. */
  stopped: Promise<void>;
}

/** Pictures that one request may have lost: more than a context can hold. */
const MAX_REATTACH = 64;
/** Time that a process asked to leave gets, in ms. */
const LEAVE_MS = 2000;

export class EngineClient implements Remote<EngineMethods> {
  #running: Running | undefined;
  #budget: RestartBudget;
  #wanted: { files: ModelFiles; options?: EngineOptions } | undefined;
  #state: EngineState = { kind: 'stopped' };
  readonly #options: EngineClientOptions;

  constructor(options: EngineClientOptions) {
    this.#options = options;
    this.#budget = options.budget ?? restartBudget();
  }

  get state(): EngineState {
    return this.#state;
  }

  /** The model that requests find: loaded now with `load`, or when a request first needs it with `use`. */
  get files(): ModelFiles | undefined {
    return this.#wanted?.files;
  }

  /** Sets the model without loading it: the next request that needs one loads it. Undefined: none. */
  use(files: ModelFiles | undefined, options?: EngineOptions): void {
    this.#wanted = files && { files, options };
  }

  /**
   * Sends a request, starting the process when there is none.
   * After a crash the model of the last `load` or `use` comes back by itself, and pictures come back through `resolveImage`.
   * @throws ImpError; `engine-crashed` when the process ended under this request
   */
  async request<K extends keyof EngineMethods & string>(
    method: K,
    params: EngineMethods[K]['params'],
    options: CallOptions<EngineMethods[K]['event']> = {},
  ): Promise<EngineMethods[K]['result']> {
    const loadedBefore = { value: false };
    for (let attached = 0; ;) {
      const running = this.#start();
      try {
        const result = await running.peer.request(method, params, options);
        if (method === 'load') {
          this.#wanted = params as EngineMethods['load']['params'];
          this.#set({ kind: 'running', pid: running.child.pid ?? 0, model: result as ModelFacts });
        }
        if (method === 'unload') {
          this.#wanted = undefined;
          this.#set({ kind: 'running', pid: running.child.pid ?? 0, model: null });
        }
        return result;
      } catch (thrown) {
        const error = ImpError.from(thrown);
        if (method === 'load' && error.code === 'engine-crashed')
          throw crashedOver(params as EngineMethods['load']['params'], error);
        if (error.code === 'model-not-loaded' && this.#wanted && !loadedBefore.value) {
          loadedBefore.value = true;
          await this.#load(running, options as CallOptions<unknown>);
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
    if (this.#state.kind === 'crashed') this.#set({ kind: 'stopped' });
  }

  /** Ends the process; pending requests end with `engine-stopped`. The next request starts a new one. */
  async stop(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    this.#running = undefined;
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
    const running: Running = { child, peer: undefined!, stopped: new Promise((resolve) => (gone = resolve)) };
    // Registered before the connection's own listeners, so that the reason is known when requests are rejected.
    child.once('exit', (code, signal) => {
      this.#crashed(running, endedBy(code, signal));
      gone();
    });
    child.once('error', (cause) => {
      this.#crashed(
        running,
        new ImpError('engine-crashed', msg`The engine process did not start: ${cause.message}.`, { cause }),
      );
      if (child.pid === undefined) gone();
    });
    running.peer = connect<EngineMethods>(new IPCMessageReader(child), new IPCMessageWriter(child));
    this.#relayLog(child);
    this.#running = running;
    this.#set({ kind: 'running', pid: child.pid ?? 0, model: null });
    return running;
  }

  /** The process ended although nobody asked it to. */
  #crashed(running: Running, error: ImpError): void {
    running.peer?.close(error);
    if (this.#running !== running) return;
    this.#running = undefined;
    const now = Date.now();
    this.#budget = this.#budget.spend(now);
    this.#set({ kind: 'crashed', error, final: !this.#budget.allows(now) });
  }

  async #load(running: Running, { signal, onEvent }: CallOptions<unknown>): Promise<void> {
    const facts = await running.peer.request('load', this.#wanted!, {
      signal,
      onEvent: onEvent && (({ fraction }) => onEvent({ type: 'phase', phase: 'loading', fraction })),
    });
    this.#set({ kind: 'running', pid: running.child.pid ?? 0, model: facts });
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

  #relayLog(child: ChildProcess): void {
    let rest = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      for (const line of lines) this.#options.onLog?.(line);
    });
  }
}

function endedBy(code: number | null, signal: NodeJS.Signals | null): ImpError {
  const how =
    signal === 'SIGKILL'
      ? msg`was killed, most likely because memory ran out`
      : signal
        ? msg`crashed (${signal})`
        : msg`ended with code ${code ?? '?'}`;
  return new ImpError(
    'engine-crashed',
    msg`The engine ${how}. Ask again: it starts anew. If it happens again, choose a smaller model.`,
    {
      details: { ...(code !== null && { code }), ...(signal && { signal }) },
    },
  );
}

/** A file that passed every check and still took the process with it. */
function crashedOver({ files }: { files: ModelFiles }, error: ImpError): ImpError {
  return new ImpError(
    'engine-crashed',
    msg`The engine ended while it loaded ${files.model}: the file is damaged, or memory ran out. Get it again, or choose a smaller model.`,
    {
      details: error.details,
      cause: error,
    },
  );
}

/** For debugging: IMP_ENGINE_INSPECT is the port at which the engine waits for a debugger on this machine. */
function inspected(): string[] {
  const port = Number(process.env['IMP_ENGINE_INSPECT']);
  return Number.isInteger(port) && port > 0 ? [`--inspect=127.0.0.1:${port}`] : [];
}
