/** "Imp: Select Model…": every model with its facts on this machine, grouped as Fast, Balanced, Best. */
import * as vscode from 'vscode';
import type { ModelList, ModelRow } from '../../shared/models.ts';
import { stopped } from '../../shared/errors.ts';
import { translated } from '../translation.ts';
import { refuseUntrusted } from '../endpoints/add.ts';
import { confirm } from './progress.ts';
import { endpointText, GROUPS, GROUP_ORDER, rowText } from './rows.ts';
import type { ModelService } from './service.ts';

interface RowItem extends vscode.QuickPickItem {
  row?: ModelRow;
  /** Id of a model on a server. */
  endpoint?: string;
  action?: 'download' | 'import' | 'measure' | 'endpoint';
}

const REVEAL: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('folder-opened'),
  tooltip: vscode.l10n.t('Reveal on Disk'),
};
const MANAGE: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('gear'),
  tooltip: vscode.l10n.t('Verify or Remove…'),
};

export interface SelectActions {
  download: (id: string) => Promise<void>;
  manage: (id: string) => Promise<void>;
}

/**
 * Shows the list at once with what is known, and measures this machine beside it the first time.
 * @throws ImpError `cancelled` when nothing was chosen
 */
export async function selectModel(service: ModelService, actions: SelectActions): Promise<void> {
  const picker = vscode.window.createQuickPick<RowItem>();
  picker.title = vscode.l10n.t('Imp: Select Model');
  picker.placeholder = vscode.l10n.t('The wait counts one picture and a short question. Your conversation stays.');
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  picker.ignoreFocusOut = true;
  picker.busy = true;
  const stop = new AbortController();
  let list: ModelList | undefined;
  const refresh = async () => {
    list = await service.list();
    if (list.gpuNote) picker.placeholder = translated(list.gpuNote);
    const active = picker.activeItems[0]?.row?.id;
    picker.items = items(list, service.endpoints.list());
    picker.activeItems = picker.items.filter(
      (item) => (item.row?.id ?? item.endpoint ?? '') === (active ?? list!.selected),
    );
  };
  try {
    picker.show();
    const choice = new Promise<RowItem | undefined>((resolve) => {
      picker.onDidAccept(() => resolve(picker.selectedItems[0]));
      picker.onDidHide(() => resolve(undefined));
    });
    const buttons = picker.onDidTriggerItemButton(({ item, button }) => {
      if (button === REVEAL && item.row?.folder)
        void vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(item.row.folder));
      if (button === MANAGE && item.row) void actions.manage(item.row.id);
    });
    await refresh();
    const measured = list!.machine.calibrated ? Promise.resolve() : measure(service, picker, stop.signal).then(refresh);
    void measured.catch(() => {}).finally(() => (picker.busy = false));
    const item = await choice;
    buttons.dispose();
    if (!item) throw stopped();
    if (item.action) return await vscode.commands.executeCommand(ACTIONS[item.action]);
    if (item.endpoint) {
      refuseUntrusted();
      return await service.select(item.endpoint);
    }
    if (item.row) await choose(service, item.row, actions);
  } finally {
    stop.abort();
    picker.dispose();
  }
}

const ACTIONS = {
  download: 'imp.downloadModel',
  import: 'imp.importModel',
  measure: 'imp.measureSpeed',
  endpoint: 'imp.addEndpoint',
};

async function choose(service: ModelService, row: ModelRow, actions: SelectActions): Promise<void> {
  if (row.state === 'broken') return actions.manage(row.id);
  if (row.state !== 'ready') return row.catalogId ? actions.download(row.catalogId) : actions.manage(row.id);
  if (!row.fits) {
    const detail = vscode.l10n.t(
      '{0} {1}. It may fail to load, or slow the whole machine down.',
      row.name,
      translated(row.fitReason ?? ''),
    );
    await confirm(vscode.l10n.t('Use {0} all the same?', row.name), detail, vscode.l10n.t('Use It'));
  }
  await service.select(row.id);
}

async function measure(service: ModelService, picker: vscode.QuickPick<RowItem>, signal: AbortSignal): Promise<void> {
  const title = picker.title;
  try {
    await service.measure({
      signal,
      onProgress: ({ message }) => (picker.title = `${title} · ${translated(message)}`),
    });
  } finally {
    picker.title = title;
  }
}

function items(list: ModelList, endpoints: ReturnType<ModelService['endpoints']['list']>): RowItem[] {
  const result: RowItem[] = [];
  for (const group of GROUP_ORDER) {
    const rows = list.rows.filter((row) => row.group === group);
    if (rows.length === 0) continue;
    result.push({ kind: vscode.QuickPickItemKind.Separator, label: translated(GROUPS[group]) });
    for (const row of rows) {
      const buttons = [...(row.folder ? [REVEAL] : []), ...(row.origin === 'installed' ? [MANAGE] : [])];
      result.push({ ...rowText(row, row.id === list.selected), buttons, row });
    }
  }
  if (endpoints.length > 0)
    result.push({ kind: vscode.QuickPickItemKind.Separator, label: vscode.l10n.t('On Servers') });
  for (const entry of endpoints)
    result.push({ ...endpointText(entry, entry.id === list.selected), endpoint: entry.id });
  result.push(
    { kind: vscode.QuickPickItemKind.Separator, label: vscode.l10n.t('More') },
    { label: `$(folder) ${vscode.l10n.t('Import Model…')}`, action: 'import' },
    { label: `$(cloud-download) ${vscode.l10n.t('Download Model…')}`, action: 'download' },
    { label: `$(globe) ${vscode.l10n.t('Add Endpoint…')}`, action: 'endpoint' },
    { label: `$(dashboard) ${vscode.l10n.t('Measure This Machine Again')}`, action: 'measure' },
  );
  return result;
}
