/** "Imp: Import Model…" and "Imp: Download Model…": both end in the store, checkpoints by way of the converter. */
import * as vscode from 'vscode';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { freeId, ggufFiles, inspectPair, type CatalogEntry } from '../../models/index.ts';
import { MODEL_TYPES, VISION_TYPES, type ModelType, type VisionType } from '../../shared/convert.ts';
import { ImpError, stopped } from '../../shared/errors.ts';
import { formatBytes } from '../../shared/models.ts';
import { notifyError, notifyInformation } from '../dialogs/notify.ts';
import { enter, pick } from '../dialogs/quickInput.ts';
import { diskPath } from '../sources/uris.ts';
import { translated } from '../translation.ts';
import { withTask } from './progress.ts';
import type { ModelService } from './service.ts';

/** Files or a folder from the user; a folder with a checkpoint is converted. */
export async function importModel(service: ModelService): Promise<void> {
  const pair = vscode.l10n.t('$(file) GGUF Files…');
  const folder = vscode.l10n.t('$(folder) Folder with a Model or a Checkpoint…');
  const choice = await pick(
    [
      {
        label: pair,
        detail: vscode.l10n.t('The language model and its mmproj (vision tower). They are copied; your files stay.'),
      },
      {
        label: folder,
        detail: vscode.l10n.t(
          'A pair of GGUF files, or a checkpoint (config.json and safetensors), which is converted.',
        ),
      },
    ],
    { title: vscode.l10n.t('Imp: Import Model') },
  );
  if (!choice) throw stopped();
  if (choice.label === pair) {
    const files = await vscode.window.showOpenDialog({
      canSelectMany: true,
      filters: { GGUF: ['gguf'] },
      openLabel: vscode.l10n.t('Import'),
      title: vscode.l10n.t('Language model and mmproj'),
    });
    if (!files?.length) throw stopped();
    return importFiles(service, files.map(diskPath));
  }
  const picked = await vscode.window.showOpenDialog({
    canSelectFolders: true,
    canSelectFiles: false,
    openLabel: vscode.l10n.t('Import'),
    title: vscode.l10n.t('Folder with a model or a checkpoint'),
  });
  if (!picked?.[0]) throw stopped();
  const path = diskPath(picked[0]);
  const files = await ggufFiles(path);
  if (files.length > 0) return importFiles(service, files);
  if (!(await stat(join(path, 'config.json')).catch(() => null))) {
    throw new ImpError(
      'model-missing',
      vscode.l10n.t(
        '{0} has neither GGUF files nor a checkpoint (config.json with safetensors). Choose the folder that holds them.',
        path,
      ),
    );
  }
  const types = await pickTypes();
  const name = await askName(basename(path));
  await convert(service, {
    checkpoint: path,
    name,
    source: vscode.l10n.t('converted from a checkpoint folder'),
    ...types,
  });
}

async function importFiles(service: ModelService, files: string[]): Promise<void> {
  const { facts } = await inspectPair(files); // what is wrong with them is said before anything is asked
  const name = await askName(facts.name);
  const id = freeId(
    name,
    (await service.list()).rows.map((row) => row.id),
  );
  await withTask(vscode.l10n.t('Imp: importing {0}', name), (task) => service.importPair(files, id, name, task));
  await offer(service, id, name);
}

/** One of the catalog's models, from the hub or the mirror. `id`: chosen already. */
export async function download(service: ModelService, id?: string): Promise<void> {
  const entries = await service.catalog();
  const entry = id ? entries.find((candidate) => candidate.id === id) : await pickEntry(entries);
  if (!entry)
    throw id ? new ImpError('model-missing', vscode.l10n.t('The catalog has no model "{0}".', id)) : stopped();
  const types = entry.source.kind === 'checkpoint' ? await pickTypes(entry) : undefined;
  await acceptLicense(entry);
  const done = await withTask(vscode.l10n.t('Imp: downloading {0}', entry.name), (task) =>
    service.download(entry, task),
  );
  const { installed, kept } = await withTask(
    done.kind === 'gguf'
      ? vscode.l10n.t('Imp: importing {0}', entry.name)
      : vscode.l10n.t('Imp: converting {0}', entry.name),
    (task) => service.installDownload(entry, { done, types: types ?? {} }, task),
  );
  await offer(service, installed.id, installed.name);
  if (!kept) return;
  const remove = vscode.l10n.t('Delete Download');
  void notifyInformation(
    vscode.l10n.t('The checkpoint of {0} is still in {1}. Keep it to convert it to other types.', entry.name, kept),
    [remove],
  ).then((answer) => {
    if (answer === remove)
      void service
        .removeDownload(entry.id)
        .catch((thrown: unknown) => notifyError(translated(ImpError.from(thrown).text)));
  });
}

interface ConvertRequest {
  checkpoint: string;
  source: string;
  name: string;
  type: ModelType;
  visionType: VisionType;
}

async function convert(service: ModelService, request: ConvertRequest): Promise<void> {
  const id = freeId(
    `${request.name}-${request.type}`,
    (await service.list()).rows.map((row) => row.id),
  );
  await withTask(vscode.l10n.t('Imp: converting {0}', request.name), (task) =>
    service.convert({ ...request, id }, task),
  );
  await offer(service, id, request.name);
}

async function pickEntry(entries: CatalogEntry[]): Promise<CatalogEntry | undefined> {
  const items = entries.map((entry) => {
    const bytes =
      entry.source.kind === 'gguf'
        ? entry.source.files.reduce((sum, file) => sum + file.bytes, 0)
        : (entry.parameters ?? 0) * 2;
    const from = entry.source.kind === 'checkpoint' ? entry.source.repository : '';
    return {
      label: entry.name,
      description: `${bytes ? formatBytes(bytes) : ''} ${from}`.trim(),
      detail: vscode.l10n.t(entry.summary),
      entry,
    };
  });
  return (await pick(items, { title: vscode.l10n.t('Imp: Download Model'), matchOnDetail: true }))?.entry;
}

/** Default first; the text says what is traded for what. */
async function pickTypes(entry?: CatalogEntry): Promise<{ type: ModelType; visionType: VisionType }> {
  const details: Record<ModelType, string> = {
    Q4_K_M: vscode.l10n.t('recommended: a quarter of the size, little loss'),
    Q4_0: vscode.l10n.t('fastest on many processors, a little more loss'),
    Q5_K_M: vscode.l10n.t('between Q4_K_M and Q6_K'),
    Q6_K: vscode.l10n.t('nearly no loss'),
    Q8_0: vscode.l10n.t('no measurable loss, half the size of F16, slower'),
    F16: vscode.l10n.t('as published, largest and slowest'),
  };
  const order: ModelType[] = ['Q4_K_M', ...MODEL_TYPES.filter((type) => type !== 'Q4_K_M').reverse()];
  const type = await pick(
    order.map((label) => ({ label, detail: details[label] })),
    { title: vscode.l10n.t('Imp: weights of {0}', entry?.name ?? vscode.l10n.t('the language model')) },
  );
  if (!type) throw stopped();
  const visionOrder: VisionType[] = ['Q8_0', ...VISION_TYPES.filter((vision) => vision !== 'Q8_0')];
  const vision = await pick(
    visionOrder.map((label) => ({ label, detail: label === 'Q8_0' ? vscode.l10n.t('recommended') : '' })),
    { title: vscode.l10n.t('Imp: weights of the vision tower') },
  );
  if (!vision) throw stopped();
  return { type: type.label, visionType: vision.label };
}

/** What limits the use of a model is said before gigabytes are fetched. */
async function acceptLicense(entry: CatalogEntry): Promise<void> {
  if (!entry.license.note) return;
  const open = vscode.l10n.t('Read Licence');
  const go = vscode.l10n.t('Download');
  const answer = await notifyInformation(
    vscode.l10n.t('{0}: licence {1}', entry.name, entry.license.id),
    [go, ...(entry.license.url ? [open] : [])],
    { modal: true, detail: vscode.l10n.t(entry.license.note) },
  );
  if (answer === open) await vscode.env.openExternal(vscode.Uri.parse(entry.license.url!));
  if (answer !== go) throw stopped();
}

async function askName(value: string): Promise<string> {
  const name = await enter({
    title: vscode.l10n.t('Imp: name of the model'),
    value,
    validateInput: (text) => (text.trim() ? undefined : vscode.l10n.t('A name is needed.')),
  });
  if (!name) throw stopped();
  return name.trim();
}

async function offer(service: ModelService, id: string, name: string): Promise<void> {
  const use = vscode.l10n.t('Use It Now');
  void notifyInformation(vscode.l10n.t('{0} is ready.', name), [use]).then((answer) => {
    if (answer === use) void service.select(id);
  });
}
