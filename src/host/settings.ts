/** Every setting of the extension, typed; the only place that reads `imp.*`. */
import * as vscode from 'vscode';
import type { ProxySettings } from '../models/index.ts';
import type { EngineOptions } from '../shared/engine.ts';
import { MOST_ANSWER_TOKENS } from '../shared/models.ts';
import type { CodeTarget, OcrMode } from '../shared/panel.ts';

const SECTION = 'imp';

function read<T>(key: string, fallback: T): T {
  return vscode.workspace.getConfiguration(SECTION).get<T>(key) ?? fallback;
}

async function write(key: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration(SECTION).update(key, value, vscode.ConfigurationTarget.Global);
}

/** What the engine is started and loaded with. `cacheDir` holds its calibration. */
export function engineOptions(cacheDir: string): EngineOptions {
  const contextTokens = read('contextSize', 0);
  return {
    threads: read('threads', 0),
    gpu: read<'auto' | 'off'>('gpu', 'auto'),
    ...(contextTokens > 0 && { contextTokens }),
    idleUnloadMinutes: read('idleUnloadMinutes', 10),
    cacheDir,
  };
}

/** Keys whose change makes the loaded model's options stale. */
export const ENGINE_KEYS = ['threads', 'gpu', 'contextSize', 'idleUnloadMinutes'];

export const maxAnswerTokens = (): number => read('maxAnswerTokens', MOST_ANSWER_TOKENS);
export const temperature = (): number => read('temperature', 0);
export const offline = (): boolean => read('offline', false);
export const ocrMode = (): OcrMode => read<OcrMode>('ocr', 'auto');
/** Whether facts answer before a model, and whether the model adds its words then. */
export const directAnswers = () => ({
  fromPicture: read('answers.fromPicture', true),
  modelAfterwards: read('answers.modelAfterwards', true),
});
export const sharesNewestPicture = (): boolean => read('agents.shareNewestPicture', true);
export const showFigures = (): boolean => read('showFigures', true);
/** Bytes that conversations and their pictures may take. */
export const historyBytes = (): number => Math.max(10, read('history.maxMegabytes', 200)) * 1e6;

export const modelId = (): string => read('model', '') || 'imp-nano';
/** Shared read-only folders with models. */
export const modelDirectories = (): string[] =>
  read<unknown[]>('models.directories', []).filter(
    (folder): folder is string => typeof folder === 'string' && folder !== '',
  );
/** The user's own catalog entries; checked where they are read. */
export const catalogEntries = (): unknown[] => read<unknown[]>('models.catalog', []);
export const mirror = (): string => read('download.mirror', '');

/** Servers with models; checked where they are read. */
export const endpoints = (): unknown[] => read<unknown[]>('endpoints', []);
export const setEndpoints = (entries: readonly object[]): Promise<void> => write('endpoints', entries);

/** The editor's own settings of the network. */
export function proxy(): ProxySettings {
  const http = vscode.workspace.getConfiguration('http');
  return {
    proxy: http.get<string>('proxy') ?? '',
    authorization: http.get<string | null>('proxyAuthorization') ?? '',
    noProxy: http.get<string[]>('noProxy') ?? [],
    strictSSL: http.get<boolean>('proxyStrictSSL') ?? true,
  };
}

/** Undefined: the built-in model. */
export const setModelId = (id: string | undefined): Promise<void> => write('model', id);

/** The chosen code target, or undefined while the user was never asked. */
export function codeTarget(): CodeTarget | undefined {
  const framework = read<CodeTarget['framework'] | 'ask'>('codeTarget.framework', 'ask');
  return framework === 'ask' ? undefined : { framework, tailwind: read('codeTarget.tailwind', false) };
}

export async function setCodeTarget(target: CodeTarget): Promise<void> {
  await write('codeTarget.framework', target.framework);
  await write('codeTarget.tailwind', target.tailwind);
}

export const setOcrMode = (mode: OcrMode): Promise<void> => write('ocr', mode);

/** Calls back when one of the keys (without the `imp.` prefix; none: any) changes. */
export function onDidChangeSettings(keys: string[], callback: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    const names = keys.length ? keys.map((key) => `${SECTION}.${key}`) : [SECTION];
    if (names.some((name) => event.affectsConfiguration(name))) callback();
  });
}
