/** "Imp: Manage Models…": verify, reveal, remove. */
import * as vscode from 'vscode';
import { stopped } from '../../shared/errors.ts';
import { formatBytes } from '../../shared/models.ts';
import { notifyInformation } from '../dialogs/notify.ts';
import { pick } from '../dialogs/quickInput.ts';
import { translated } from '../translation.ts';
import { confirm, withTask } from './progress.ts';
import type { ModelService } from './service.ts';

export async function manageModel(service: ModelService, id?: string): Promise<void> {
  const { rows } = await service.list();
  const here = rows.filter((row) => row.folder);
  const row = id
    ? here.find((candidate) => candidate.id === id)
    : (
        await pick(
          here.map((candidate) => ({
            label: candidate.name,
            description: formatBytes(candidate.diskBytes),
            detail: translated(candidate.problem ?? candidate.folder ?? ''),
            row: candidate,
          })),
          { title: vscode.l10n.t('Imp: Manage Models') },
        )
      )?.row;
  if (!row) throw stopped();
  const actions = {
    verify: {
      label: vscode.l10n.t('$(verified) Verify'),
      detail: vscode.l10n.t('Read every byte and compare it with what was installed.'),
    },
    reveal: { label: vscode.l10n.t('$(folder-opened) Reveal on Disk'), detail: row.folder },
    remove: { label: vscode.l10n.t('$(trash) Remove'), detail: vscode.l10n.t('Delete its files.') },
  };
  const offered = [
    ...(row.state === 'partial' ? [] : [actions.verify]),
    actions.reveal,
    ...(row.origin === 'installed' ? [actions.remove] : []),
  ];
  const action = await pick(offered, { title: row.name, placeHolder: translated(row.problem ?? '') });
  if (action === actions.reveal) await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(row.folder!));
  if (action === actions.verify) {
    const { hashed } = await withTask(vscode.l10n.t('Imp: verifying {0}', row.name), (task) =>
      service.verify(row.id, task),
    );
    const how = hashed
      ? vscode.l10n.t('every byte is as it was installed')
      : vscode.l10n.t('both files are whole (no checksums are known for them)');
    void notifyInformation(`${row.name}: ${how}.`);
  }
  if (action === actions.remove) {
    await confirm(
      vscode.l10n.t('Remove {0}?', row.name),
      vscode.l10n.t('{0} are deleted from {1}.', formatBytes(row.diskBytes), row.folder!),
      vscode.l10n.t('Remove'),
    );
    await service.remove(row.id);
  }
}
