import type { Message } from '../../shared/message.ts';
import type { ChartData } from '../../shared/structure.ts';
import type { Rgb } from '../../ocr/page/normalise.ts';
import type { ReaderInput } from '../input.ts';
import { chartFrom } from './build.ts';
import { readLabels } from './labels.ts';
import type { Label } from './model.ts';

export { chartFrom } from './build.ts';
export type { Label } from './model.ts';

/**
 * The charts of a picture; empty where there is none.
 * @throws ImpError `cancelled`
 */
export async function readCharts(input: ReaderInput): Promise<{ charts: ChartData[]; notes: Message[] }> {
  const { picture } = input;
  if (picture.width < 60 || picture.height < 60) return { charts: [], notes: [] };
  const { labels } = await readLabels(input);
  return { charts: chartsIn(picture, labels), notes: [] };
}

/** The charts that stand among these labels. */
export function chartsIn(picture: Rgb, labels: readonly Label[]): ChartData[] {
  const chart = chartFrom(picture, labels, { x: 0, y: 0, width: picture.width, height: picture.height });
  return chart ? [chart] : [];
}
