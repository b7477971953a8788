/** What "Generate code from mockup" writes: asked once, then remembered in the settings. */
import * as vscode from 'vscode';
import type { CodeTarget } from '../../shared/panel.ts';
import { targetName } from '../../prompts/skills.ts';
import { pick } from '../dialogs/quickInput.ts';
import { translated } from '../translation.ts';
import { codeTarget, setCodeTarget } from '../settings.ts';

const TARGETS: CodeTarget[] = (['html', 'react', 'vue', 'svelte'] as const).flatMap((framework) => [
  { framework, tailwind: false },
  { framework, tailwind: true },
]);

/** The remembered target, else the user's choice; undefined when they changed their mind. */
export async function chooseTarget(): Promise<CodeTarget | undefined> {
  return codeTarget() ?? (await askTarget());
}

/** Asks and remembers. */
export async function askTarget(): Promise<CodeTarget | undefined> {
  const items = TARGETS.map((target) => ({ label: translated(targetName(target)), target }));
  const item = await pick(items, {
    title: vscode.l10n.t('Generate Code from Mockup'),
    placeHolder: vscode.l10n.t('Which code? Imp remembers the choice; change it beside the answer or in the settings.'),
  });
  if (item) await setCodeTarget(item.target);
  return item?.target;
}
