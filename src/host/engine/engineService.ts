/**
 * The engine with the model in use: starts at the first request, loads once, and is ready again after a crash or an idle unload.
 * Where the model in use is on a server, the engine reads and prepares pictures, and the server answers.
 */
import type { EndpointModel } from '../../endpoints/index.ts';
import type { EngineMethods, EngineOptions, ModelFacts } from '../../shared/engine.ts';
import { ImpError } from '../../shared/errors.ts';
import { english, msg } from '../../shared/message.ts';
import type { CallOptions, Remote } from '../../shared/rpc.ts';
import type { AnswerOrigin, EngineStatus } from '../../shared/panel.ts';
import { abortable } from '../abortable.ts';
import { Emitter } from '../emitter.ts';
import { failureOf } from '../failures.ts';
import type { ModelInUse } from '../ports.ts';

/** The engine process as this side needs it; `EngineClient` is the real one: it restarts, and loads and attaches again. */
export interface EngineProcess extends Remote<EngineMethods> {
  /** Sets the model that comes back by itself; undefined: none. */
  use(files: undefined): void;
  /** Allows new starts after too many crashes. */
  restart(): void;
  stop(): Promise<void>;
}

export interface EngineServiceOptions {
  /** Makes the process' client; `onEnd` is called each time the process ends by itself. */
  connect: (onEnd: (reason: ImpError) => void) => EngineProcess;
  model: () => Promise<ModelInUse>;
  options: () => EngineOptions;
  log: (message: string) => void;
}

export class EngineService {
  private readonly statusEmitter = new Emitter<EngineStatus>();
  private readonly lostEmitter = new Emitter<void>();
  readonly onStatus = this.statusEmitter.event;
  /** Everything that the engine held is gone: the process ended, or another model was loaded. */
  readonly onLost = this.lostEmitter.event;
  /** The model in use, once it is connected or loaded; whether the process still holds it is the client's to know. */
  private ready: Promise<ModelFacts> | undefined;
  private currentStatus: EngineStatus = { state: 'off' };
  private facts: ModelFacts | undefined;
  /** Set while the model in use is on a server. */
  private remote: EndpointModel | undefined;

  private readonly process: EngineProcess;

  constructor(private readonly deps: EngineServiceOptions) {
    this.process = deps.connect((reason) => {
      deps.log(`Engine process ended: ${reason.message}`);
      this.forget();
    });
  }

  get status(): EngineStatus {
    return this.currentStatus;
  }

  /** Facts of the loaded model, if one is loaded. */
  get model(): ModelFacts | undefined {
    return this.facts;
  }

  /** The server that would answer a question now, without asking it anything; undefined: this machine's engine. */
  async originInUse(): Promise<AnswerOrigin | undefined> {
    return (await this.deps.model()).endpoint?.origin;
  }

  /** The server that answers, once it is connected; undefined: this machine's engine does. */
  get origin(): AnswerOrigin | undefined {
    return this.remote?.origin;
  }

  /** Loads the model in use unless it is loaded; callers share one load. */
  ensureModel(): Promise<ModelFacts> {
    return (this.ready ??= this.load().catch((thrown: unknown) => {
      this.ready = undefined;
      const error = ImpError.from(thrown);
      this.deps.log(`Model not loaded: ${error.code}: ${error.message}`);
      this.setStatus(error.code === 'cancelled' ? { state: 'off' } : { state: 'failed', failure: failureOf(error) });
      throw error;
    }));
  }

  /** A request to the engine with the model in use loaded. */
  async request<K extends keyof EngineMethods & string>(
    method: K,
    params: EngineMethods[K]['params'],
    options?: CallOptions<EngineMethods[K]['event']>,
  ): Promise<EngineMethods[K]['result']> {
    // A picture is taken in for reading, and goes to a server when it is asked about.
    if (method === 'attach' && (await this.deps.model().catch(() => undefined))?.endpoint) {
      const { ahead: _, ...picture } = params as EngineMethods['attach']['params'];
      return await this.process.request(method, picture as EngineMethods[K]['params'], options);
    }
    await abortable(this.ensureModel(), options?.signal);
    if (this.remote)
      return (await this.requestRemote(this.remote, method, params, options)) as EngineMethods[K]['result'];
    return await this.process.request(method, params, options);
  }

  /** What a server does in the engine's place. */
  private async requestRemote(
    remote: EndpointModel,
    method: string,
    params: unknown,
    options: CallOptions<never> = {},
  ): Promise<unknown> {
    if (method === 'ask')
      return await remote.ask(
        params as EngineMethods['ask']['params'],
        (id, maxSide) => this.process.request('wire', { id, maxSide }, { signal: options.signal }),
        options as CallOptions<EngineMethods['ask']['event']>,
      );
    if (method === 'prepare') return undefined; // nothing leaves before the question is asked
    throw new ImpError('usage', msg`What the model at ${remote.origin.host} sees of a picture is known there alone.`);
  }

  /** A request that needs no model, such as reading text. */
  async requestWithoutModel<K extends 'attach' | 'read' | 'facts' | 'compare' | 'shown'>(
    method: K,
    params: EngineMethods[K]['params'],
    options?: CallOptions<EngineMethods[K]['event']>,
  ): Promise<EngineMethods[K]['result']> {
    return await this.process.request(method, params, options);
  }

  /** The user tries again: crashes of the past no longer keep the engine from starting. */
  revive(): void {
    this.process.restart();
    if (this.currentStatus.state === 'failed') this.setStatus({ state: 'off' });
  }

  /** The model or its settings changed: what is loaded is stale, and the next request loads anew. */
  reset(): void {
    if (this.ready) this.deps.log('Model or settings changed: loading anew at the next request.');
    this.process.use(undefined);
    this.forget();
  }

  /** Ends a process that does not answer; the next request starts another. */
  abandon(): void {
    void this.process.stop().catch(() => {});
    this.forget();
  }

  async dispose(): Promise<void> {
    await this.process.stop();
  }

  private forget(): void {
    const held = this.ready !== undefined || this.currentStatus.state === 'failed';
    this.ready = undefined;
    this.facts = undefined;
    this.remote = undefined;
    if (!held) return;
    this.setStatus({ state: 'off' });
    this.lostEmitter.fire();
  }

  private async load(): Promise<ModelFacts> {
    this.setStatus({ state: 'starting' });
    const model = await this.deps.model();
    if (!model.files) return await this.connect(model.endpoint!, model.name);
    const facts = await this.process.request(
      'load',
      { files: model.files, options: this.deps.options() },
      { onEvent: (event) => this.setStatus({ state: 'loading', fraction: event.fraction }) },
    );
    // The name that the user chose, not the one that its maker wrote into the file.
    this.facts = { ...facts, name: model.name };
    this.deps.log(
      `Loaded ${facts.id} (${facts.architecture}, ${facts.quantization}) on ${facts.backend} in ${Math.round(facts.loadMs)} ms: ` +
        `context ${facts.contextTokens}, ${facts.tuning.threads} threads, ${facts.gpuLayers} GPU layers, ${Math.round(facts.memoryBytes / 1e6)} MB.`,
    );
    if (facts.backendNote) this.deps.log(english(facts.backendNote));
    this.setStatus({ state: 'ready' });
    return facts;
  }

  private async connect(endpoint: EndpointModel, name: string): Promise<ModelFacts> {
    this.facts = { ...(await endpoint.connect()), name };
    this.remote = endpoint;
    this.deps.log(`Connected to ${endpoint.origin.host} (${this.facts.backend}): context ${this.facts.contextTokens}.`);
    this.setStatus({ state: 'ready' });
    return this.facts;
  }

  private setStatus(status: EngineStatus): void {
    this.currentStatus = status;
    this.statusEmitter.fire(status);
  }
}
