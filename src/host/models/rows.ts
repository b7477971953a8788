/** A model's row as text: what the picker shows, tested without an editor. */
import { msg, type Message } from '../../shared/message.ts';
import { describeSpeed, formatBytes, formatSeconds, type ModelGroup, type ModelRow } from '../../shared/models.ts';
import { KIND_NAMES, type EndpointPlace, type KnownModel } from '../../endpoints/index.ts';
import { withoutIcons } from '../../shared/plainText.ts';
import { translated } from '../translation.ts';

export const GROUPS: Record<ModelGroup, Message> = { fast: msg`Fast`, balanced: msg`Balanced`, best: msg`Best` };
export const GROUP_ORDER: ModelGroup[] = ['fast', 'balanced', 'best'];

/** An entry of `imp.endpoints` with what is known of it. */
type EndpointRow = Pick<EndpointPlace, 'name' | 'model' | 'kind' | 'address'> & { known: KnownModel };

export interface RowText {
  /** With a codicon in front. */
  label: string;
  description: string;
  detail: string;
}

export function rowText(row: ModelRow, selected: boolean): RowText {
  const usable = row.state === 'ready';
  const icon = selected ? '$(check) ' : usable ? '' : row.state === 'broken' ? '$(error) ' : '$(cloud-download) ';
  // What decides comes first and is short enough to be read in a narrow window: what it costs to get, whether it fits, the wait.
  const download = row.state === 'downloadable' || row.state === 'partial' ? row.downloadBytes : undefined;
  const facts = [
    download === undefined ? formatBytes(row.diskBytes) : translated(msg`${formatBytes(download)} to download`),
    row.memory.needBytes === 0 ? '' : row.fits ? translated(msg`fits`) : translated(msg`does not fit`),
    row.speed ? translated(msg`first word after ${formatSeconds(row.speed.firstWordSeconds)}`) : '',
  ];
  const detail = [
    ...(row.problem && row.state === 'broken' ? [`$(error) ${translated(row.problem)}`] : []),
    ...(row.fits ? [] : [`$(warning) ${translated(msg`Does not fit: ${row.fitReason ?? ''}`)}`]),
    translated(describeSpeed(row.speed)),
    ...(row.memory.needBytes && row.fits ? [translated(msg`${formatBytes(row.memory.needBytes)} of memory`)] : []),
    quantizationText(row.quantization),
    qualityText(row),
    ...(row.problem && row.state !== 'broken' ? [translated(row.problem)] : []),
  ];
  const joined = (parts: string[]) => parts.filter((part) => part !== '').join(' · ');
  return { label: `${icon}${withoutIcons(row.name)}`, description: joined(facts), detail: joined(detail) };
}

/** A model on a server: where it is comes first, then what was measured there. */
export function endpointText({ name, model, kind, address, known }: EndpointRow, selected: boolean): RowText {
  const { firstWordSeconds, wordsPerSecond, contextTokens, sees } = known;
  const words =
    wordsPerSecond === undefined ? 0 : wordsPerSecond < 10 ? wordsPerSecond.toFixed(1) : Math.round(wordsPerSecond);
  const where = address.thisMachine
    ? translated(msg`on this machine (${address.host})`)
    : address.encrypted
      ? translated(msg`at ${address.host}, encrypted`)
      : translated(msg`at ${address.host}, not encrypted`);
  const detail = [
    `${KIND_NAMES[kind]}: ${model}`,
    ...(sees === 'no' ? [translated(msg`takes no pictures`)] : []),
    ...(firstWordSeconds === undefined
      ? []
      : [translated(msg`first word after ${formatSeconds(firstWordSeconds)}, then ${words} words/s (measured)`)]),
    ...(contextTokens ? [translated(msg`context of ${contextTokens} tokens`)] : []),
  ];
  return {
    label: `${selected ? '$(check) ' : ''}${withoutIcons(name)}`,
    description: where,
    detail: withoutIcons(detail.join(' · ')),
  };
}

/** `4-bit weights (Q4_K_M)`: what the letters of a quantization mean; as it is where it is none that is known. */
export function quantizationText(quantization: string): string {
  const bits = /^(?:I?Q|TQ|BF|F)(\d{1,2})(?:_|$)/i.exec(quantization)?.[1];
  return bits === undefined ? quantization : translated(msg`${Number(bits)}-bit weights (${quantization})`);
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
