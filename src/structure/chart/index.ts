import type { Message } from '../../shared/message.ts';
import type { ChartData } from '../../shared/structure.ts';
import type { Rgb } from '../../ocr/page/normalise.ts';
import type { ReaderInput } from '../input.ts';
import type { Region } from '../../shared/engine.ts';
import { cardsOf } from '../regions.ts';
import { chartFrom, unitOf } from './build.ts';
import { withoutGrain } from './grain.ts';
import { partsByAxes } from './several.ts';
import { mayHoldChart } from './gate.ts';
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
  if (!mayHoldChart(picture, input.text)) return { charts: [], notes: [] };
  const { labels } = await readLabels(input);
  return { charts: chartsIn(picture, labels), notes: [] };
}

/** The charts that stand among these labels. */
export function chartsIn(seen: Rgb, labels: readonly Label[]): ChartData[] {
  const picture = withoutGrain(seen);
  const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
  const inside = (box: Region) =>
    labels.filter(({ box: one }) => {
      const [cx, cy] = [one.x + one.width / 2, one.y + one.height / 2];
      return cx >= box.x && cx <= box.x + box.width && cy >= box.y && cy <= box.y + box.height;
    });
  // Cards of a dashboard each hold their own; what stands in none of them is read as one.
  const panels = cardsOf(picture, unitOf(labels, picture)).filter((card) => inside(card).length >= 3);
  // One alone that leaves labels outside is a chart's own plot area.
  const alone = panels.length === 1 && inside(panels[0]!).length < 0.9 * labels.length;
  const cards = alone ? [] : panels;
  const found = cards.flatMap((card) => chartFrom(picture, inside(card), card) ?? []);
  if (found.length > 0) return found;
  const parts = partsByAxes(labels, picture);
  if (parts.length > 1) {
    const read = parts.flatMap((part) => chartFrom(picture, inside(part), part) ?? []);
    if (read.length > 1) return read;
  }
  const chart = chartFrom(picture, labels, whole);
  return chart ? [chart] : [];
}
