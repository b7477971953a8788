/** A model's row as text: what the picker shows, tested without an editor. */
import { compose } from '../../shared/message.ts';
import { describeSpeed, formatBytes, type ModelGroup, type ModelRow } from '../../shared/models.ts';

export const GROUPS: Record<ModelGroup, string> = { fast: 'Fast', balanced: 'Balanced', best: 'Best' };
export const GROUP_ORDER: ModelGroup[] = ['fast', 'balanced', 'best'];

export interface RowText {
  /** With a codicon in front. */
  label: string;
  description: string;
  detail: string;
}

/** Translation, as vscode.l10n.t. */
type Translate = (message: string, ...args: (string | number)[]) => string;

export function rowText(row: ModelRow, selected: boolean, t: Translate): RowText {
  const usable = row.state === 'ready';
  const icon = selected ? '$(check) ' : usable ? '' : row.state === 'broken' ? '$(error) ' : '$(cloud-download) ';
  const facts = [row.quantization, formatBytes(row.diskBytes), ...(row.memory.needBytes ? [t('{0} of memory', formatBytes(row.memory.needBytes))] : [])];
  const detail = [
    ...(row.problem && row.state === 'broken' ? [`$(error) ${compose(row.problem, t)}`] : []),
    ...(row.fits ? [] : [`$(warning) ${t('Does not fit')}: ${compose(row.fitReason ?? '', t)}`]),
    compose(describeSpeed(row.speed), t),
    qualityText(row, t),
    ...(row.problem && row.state !== 'broken' ? [compose(row.problem, t)] : []),
  ].filter((part) => part !== '');
  return { label: `${icon}${row.name}`, description: facts.filter((part) => part !== '').join(' · '), detail: detail.join(' · ') };
}

/** Published quality in one line; an empty string where nothing was published. */
export function qualityText(row: Pick<ModelRow, 'quality' | 'languages'>, t: Translate): string {
  const { quality } = row;
  if (!quality) return '';
  const figures = [
    quality.mmBench !== undefined && `MMBench ${quality.mmBench}`,
    quality.textVqa !== undefined && `TextVQA ${quality.textVqa}`,
    quality.scienceQa !== undefined && `ScienceQA ${quality.scienceQa}`,
  ].filter((figure) => figure !== false);
  const chinese = row.languages.includes('zh') ? ` · ${t('speaks Chinese')}` : '';
  return figures.join(', ') + chinese;
}
