/** The models as the extension sees them: settings in, rows and the model in use out. Knows no user interface. */
import * as vscode from 'vscode';
import {
  ModelStore,
  calibrate,
  damagedFile,
  downloadModel,
  editorFetch,
  figuresOfAnswer,
  inspectPair,
  installCheckpoint,
  installDownload,
  listModels,
  recordFigures,
  removeDownload,
  speedKey,
  type Downloaded,
  type InstalledModel,
  type InstallOptions,
  type Progress,
  type StoreFolders,
  type WeightTypes,
} from '../../models/index.ts';
import { loadCatalog, type CatalogEntry } from '../../models/index.ts';
import { convertInProcess } from '../../client/convert.ts';
import { EngineClient } from '../../client/index.ts';
import type { ModelType, VisionType } from '../../shared/convert.ts';
import type { Timings } from '../../shared/engine.ts';
import { ImpError } from '../../shared/errors.ts';
import { BUILTIN_MODEL, type ModelList, type ModelSpeed } from '../../shared/models.ts';
import { Emitter } from '../emitter.ts';
import type { Log } from '../log.ts';
import type { CurrentModel, ModelInUse } from '../ports.ts';
import * as settings from '../settings.ts';
import { EndpointService } from '../endpoints/service.ts';

export interface Task {
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
}

export interface Conversion {
  id: string;
  name: string;
  catalogId?: string;
  source: string;
  checkpoint: string;
  type: ModelType;
  visionType: VisionType;
}

export class ModelService implements CurrentModel, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** The user chose another model, or models came or went. */
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: vscode.Disposable[] = [this.changed];
  /** Bytes of the loaded model, which a switch gives back. */
  loadedBytes: () => number = () => 0;
  readonly endpoints: EndpointService;
  private measuring: Promise<void> | undefined;
  private readonly measured = new Emitter<Progress>();

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: Log,
  ) {
    this.endpoints = new EndpointService(context, log);
    this.subscriptions.push(
      settings.onDidChangeSettings(['model', 'models.directories', 'models.catalog', 'endpoints', 'offline'], () =>
        this.changed.fire(),
      ),
    );
  }

  get root(): string {
    return this.context.globalStorageUri.fsPath;
  }

  private folders(): StoreFolders {
    return {
      root: this.root,
      builtin: vscode.Uri.joinPath(this.context.extensionUri, 'models').fsPath,
      shared: settings.modelDirectories(),
    };
  }

  store(): ModelStore {
    return new ModelStore(this.folders());
  }

  async current(): Promise<ModelInUse> {
    const id = settings.modelId();
    const endpoint = this.endpoints.current(id);
    if (endpoint) return endpoint;
    const { models } = await this.store().list();
    const model = models.find((candidate) => candidate.id === id);
    if (!model)
      throw new ImpError(
        'model-missing',
        vscode.l10n.t('The model "{0}" is not on this machine. Select another one, or download or import it.', id),
      );
    if (!model.pair)
      throw new ImpError('model-missing', model.problem ?? vscode.l10n.t('The model "{0}" cannot be used.', id));
    const { quantization } = model.pair.facts;
    return {
      id,
      files: { id, model: model.pair.model, mmproj: model.pair.mmproj },
      name: model.name,
      detail: quantization,
      kind: model.origin === 'builtin' ? 'nano' : 'imp',
    };
  }

  list(): Promise<ModelList> {
    return listModels({
      folders: this.folders(),
      extraCatalog: settings.catalogEntries(),
      selected: settings.modelId(),
      reclaimableBytes: this.loadedBytes(),
    });
  }

  async speed(): Promise<ModelSpeed | null> {
    const { rows, selected } = await this.list();
    return rows.find(({ id }) => id === selected)?.speed ?? null;
  }

  async catalog(): Promise<CatalogEntry[]> {
    const { entries, warnings } = await loadCatalog(this.folders().builtin, this.root, settings.catalogEntries());
    for (const warning of warnings) this.log.warn(warning);
    return entries.filter((entry) => entry.source.kind !== 'builtin');
  }

  /** Makes `id` the model in use; the conversation stays, the engine loads it at the next question. */
  async select(id: string): Promise<void> {
    await settings.setModelId(id === BUILTIN_MODEL ? undefined : id);
  }

  async importPair(files: string[], id: string, name: string, task: Task): Promise<InstalledModel> {
    return this.notify(
      this.store().importPair(files, { id, name, source: vscode.l10n.t('imported from files') }, task),
    );
  }

  /** Fetches all files of a catalog entry, or what is missing of them. */
  async download(entry: CatalogEntry, task: Task): Promise<Downloaded> {
    return downloadModel(this.root, entry, {
      // The extension host's fetch goes through the editor's proxy and trusts its certificates.
      fetch: await editorFetch(globalThis.fetch, settings.proxy()),
      offline: settings.offline(),
      mirror: settings.mirror() || undefined,
      ...task,
    });
  }

  /** What was downloaded becomes a model; `kept`: the folder of a checkpoint that was converted. */
  installDownload(
    entry: CatalogEntry,
    download: { done: Downloaded; types: WeightTypes },
    task: Task,
  ): Promise<{ installed: InstalledModel; kept?: string }> {
    return this.notify(installDownload(this.store(), entry, download, this.installOptions(task)));
  }

  removeDownload(id: string): Promise<void> {
    return removeDownload(this.root, id);
  }

  /** Converts the user's own checkpoint folder, straight into the store. */
  convert({ checkpoint, type, visionType, ...model }: Conversion, task: Task): Promise<InstalledModel> {
    const request = { checkpointDir: checkpoint, model, types: { type, visionType }, bytes: 0 };
    return this.notify(installCheckpoint(this.store(), request, this.installOptions(task)));
  }

  private installOptions(task: Task): InstallOptions {
    const entry = vscode.Uri.joinPath(this.context.extensionUri, 'dist', 'convert.js').fsPath;
    return {
      ...task,
      convert: (params, options) =>
        convertInProcess(params, {
          entry,
          ...options,
          onLog: (line) => this.log.debug(`converter: ${line}`),
        }),
      saying: ({ fraction, secondsLeft }) => {
        const left =
          secondsLeft === undefined ? '' : vscode.l10n.t(', {0} min left', Math.max(1, Math.round(secondsLeft / 60)));
        return vscode.l10n.t('Converting: {0} %', Math.round(fraction * 100)) + left;
      },
      onArrived: (line) => this.log.info(line),
    };
  }

  verify(id: string, task: Task): Promise<{ hashed: boolean }> {
    return this.store().verify(id, task);
  }

  async remove(id: string): Promise<void> {
    if (settings.modelId() === id) await this.select(BUILTIN_MODEL); // lets go of the files first
    await this.notify(this.store().remove(id));
  }

  /** Measures this machine with an engine process of its own; callers share one run and its progress, the first can stop it. */
  async measure({ signal, onProgress }: Task): Promise<void> {
    const listening = this.measured.event(onProgress);
    this.measuring ??= this.runMeasurement({ signal, onProgress: (progress) => this.measured.fire(progress) }).finally(
      () => (this.measuring = undefined),
    );
    await this.measuring.finally(() => listening.dispose());
  }

  private async runMeasurement(task: Task): Promise<void> {
    const engine = new EngineClient({
      enginePath: vscode.Uri.joinPath(this.context.extensionUri, 'dist', 'engine.js').fsPath,
      onLog: (line) => this.log.debug(`measuring: ${line}`),
      damaged: damagedFile,
    });
    try {
      const { models } = await this.store().list();
      const rates = await calibrate(this.root, {
        engine,
        engineOptions: settings.engineOptions(this.root),
        models,
        ...task,
      });
      this.log.info(`Measured this machine: ${JSON.stringify(rates.language)}`);
    } finally {
      await engine.stop();
    }
  }

  /** Keeps what an answer took, so that the picker's figures become measured ones. Pictures: those of its question. */
  async record(timings: Timings, pictures: number): Promise<void> {
    const { files } = await this.current();
    if (!files) return; // a server's figures are kept with its entry
    const { facts } = await inspectPair([files.model, files.mmproj]);
    await recordFigures(this.root, speedKey(files.id, facts.fileBytes), figuresOfAnswer(timings, pictures));
  }

  private async notify<T>(work: Promise<T>): Promise<T> {
    const result = await work;
    this.changed.fire();
    return result;
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }
}
