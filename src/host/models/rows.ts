/** A model's row as text: what the picker shows, tested without an editor. */
import { msg, type Message } from '../../shared/message.ts';
import { describeSpeed, formatBytes, type ModelGroup, type ModelRow } from '../../shared/models.ts';
import { withoutIcons } from '../../shared/plainText.ts';
import { translated } from '../translation.ts';

export const GROUPS: Record<ModelGroup, Message> = { fast: msg`Fast`, balanced: msg`Balanced`, best: msg`Best` };
export const GROUP_ORDER: ModelGroup[] = ['fast', 'balanced', 'best'];

export interface RowText {
  /** With a codicon in front. */
  label: string;
  description: string;
  detail: string;
}

export function rowText(row: ModelRow, selected: boolean): RowText {
  const usable = row.state === 'ready';
  const icon = selected ? '$(check) ' : usable ? '' : row.state === 'broken' ? '$(error) ' : '$(cloud-download) ';
  const facts = [
    row.quantization,
    formatBytes(row.diskBytes),
    ...(row.memory.needBytes ? [translated(msg`${formatBytes(row.memory.needBytes)} of memory`)] : []),
  ];
  const detail = [
    ...(row.problem && row.state === 'broken' ? [`$(error) ${translated(row.problem)}`] : []),
    ...(row.fits ? [] : [`$(warning) ${translated(msg`Does not fit: ${row.fitReason ?? ''}`)}`]),
    translated(describeSpeed(row.speed)),
    qualityText(row),
    ...(row.problem && row.state !== 'broken' ? [translated(row.problem)] : []),
  ].filter((part) => part !== '');
  return {
    label: `${icon}${withoutIcons(row.name)}`,
    description: facts.filter((part) => part !== '').join(' · '),
    detail: detail.join(' · '),
  };
}

/** Published quality in one line; an empty string where nothing was published. */
export function qualityText(row: Pick<ModelRow, 'quality' | 'languages'>): string {
  const { quality } = row;
  if (!quality) return '';
  const figures = [
    quality.mmBench !== undefined && `MMBench ${quality.mmBench}`,
    quality.textVqa !== undefined && `TextVQA ${quality.textVqa}`,
    quality.scienceQa !== undefined && `ScienceQA ${quality.scienceQa}`,
  ].filter((figure) => figure !== false);
  const chinese = row.languages.includes('zh') ? ` · ${translated(msg`speaks Chinese`)}` : '';
  return figures.join(', ') + chinese;
}
