/** Charts as reading would give them, with the numbers that were put in. */
import type { ChartData, ChartKind, PictureFacts } from '../../../src/shared/structure.ts';
import type { Source } from './random.ts';

export interface ChartWorld {
  facts: PictureFacts;
  title: string;
  keys: string[];
  keyNoun: string;
  keyNounZh: string;
  measure: string;
  measureZh: string;
  series: { name: string; color: string; values: number[] }[];
  printed: boolean;
  kind: ChartKind;
  span: number;
  ordered: boolean;
}

const KEYS: [noun: string, zh: string, names: string[], ordered: boolean][] = [
  ['month', '月份', 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' '), true],
  ['region', '地区', ['North', 'South', 'East', 'West', 'Central', 'Overseas'], false],
  ['quarter', '季度', ["Q1'23", "Q2'23", "Q3'23", "Q4'23", "Q1'24", "Q2'24"], true],
  ['year', '年份', ['2017', '2018', '2019', '2020', '2021', '2022', '2023', '2024'], true],
  ['language', '语言', ['Rust', 'Go', 'Python', 'Kotlin', 'TypeScript', 'Java', 'C#'], false],
  ['release', '版本', ['v1.0', 'v1.1', 'v1.2', 'v2.0', 'v2.1', 'v3.0'], true],
  ['department', '部门', ['Sales', 'Support', 'Legal', 'Engineering', 'Finance', 'Human Resources'], false],
  ['weekday', '星期', ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'], true],
  ['browser', '浏览器', ['Chrome', 'Safari', 'Firefox', 'Edge', 'Opera', 'Samsung Internet'], false],
  ['country', '国家', ['France', 'Germany', 'Japan', 'Brazil', 'Canada', 'New Zealand', 'Mexico'], false],
  ['package', '包', ['core', 'cli', 'worker', 'api-client', 'web', 'shared'], false],
];
const MEASURES: [title: string, axis: string, zh: string, high: number, unit: string | null][] = [
  ['Revenue', 'Revenue ($k)', '收入', 900, '$'],
  ['Downloads', 'downloads', '下载量', 3_000_000, null],
  ['Bugs', 'bugs', '缺陷数', 60, null],
  ['Headcount', 'employees', '员工数', 240, null],
  ['Test Coverage', 'coverage', '覆盖率', 100, '%'],
  ['Temperature', 'temperature', '温度', 35, '°C'],
  ['Page Views', 'views', '浏览量', 90_000, null],
  ['Response Time', 'latency', '响应时间', 480, 'ms'],
];
const SERIES: string[][] = [
  ['Berlin', 'Austin', 'Pune'],
  ['unit', 'integration', 'e2e'],
  ['Retail', 'Wholesale', 'Online'],
  ['Web', 'iOS', 'Android'],
  ['node-1', 'node-2', 'node-3'],
  ['Open', 'Closed', 'Escalated'],
  ['2023', '2024'],
  ['train', 'validation'],
];
const COLORS = ['#1f77b4', '#d62728', '#2ca02c'];

export function chartWorld(random: Source): ChartWorld {
  const [keyNoun, keyNounZh, allKeys, ordered] = random.pick(KEYS);
  const [name, axis, measureZh, high, unit] = random.pick(MEASURES);
  const count = random.int(4, Math.min(allKeys.length, 9));
  const keys = ordered ? allKeys.slice(0, count) : random.some(allKeys, count);
  const several = random.next() < 0.45;
  const names = several ? random.pick(SERIES.filter((each) => !each.some((one) => keys.includes(one)))) : [''];
  const kind: ChartKind = several
    ? random.pick(
        ordered ? (['grouped-bar', 'line', 'line', 'stacked-bar'] as const) : (['grouped-bar', 'stacked-bar'] as const),
      )
    : random.pick(
        ordered
          ? (['bar', 'line', 'area', 'horizontal-bar'] as const)
          : (['bar', 'horizontal-bar', 'pie', 'donut'] as const),
      );
  const printed = random.next() < 0.5;
  const used = new Set<number>();
  const value = (): number => {
    for (;;) {
      const raw = high * (0.12 + 0.88 * random.next());
      const rounded =
        high > 1000 ? Math.round(raw / 100) * 100 : high > 150 ? Math.round(raw) : Math.round(raw * 10) / 10;
      // No ties, nothing within the tolerance of measuring.
      if ([...used].every((other) => Math.abs(other - rounded) > high * 0.012)) {
        used.add(rounded);
        return rounded;
      }
    }
  };
  const series = names.map((seriesName, i) => ({ name: seriesName, color: COLORS[i]!, values: keys.map(value) }));
  const title = `${name} by ${keyNoun[0]!.toUpperCase()}${keyNoun.slice(1)}`;
  const [width, height] = [800, 500];
  const plot = { x: 80, y: 60, width: 680, height: 360 };
  const tolerance = printed ? 0 : high * 0.005;
  const at = (i: number, s: number) => ({
    x: plot.x + (i * plot.width) / keys.length + s * 20,
    y: plot.y + 20,
    width: 18,
    height: plot.height - 20,
  });
  const chart: ChartData = {
    kind,
    title: { text: title, box: { x: 250, y: 10, width: 300, height: 24 }, confidence: 0.95 },
    box: { x: 0, y: 0, width, height },
    plot,
    x: {
      title:
        random.next() < 0.5 ? { text: keyNoun, box: { x: 380, y: 470, width: 60, height: 16 }, confidence: 0.9 } : null,
      type: 'category',
      scale: 'linear',
      unit: null,
      reversed: false,
      ticks: keys.map((text, i) => ({
        text,
        value: null,
        box: { x: at(i, 0).x, y: 430, width: 40, height: 14 },
        position: at(i, 0).x,
        confidence: 0.9,
      })),
    },
    y: {
      title: { text: axis, box: { x: 10, y: 200, width: 16, height: 90 }, confidence: 0.9 },
      type: 'number',
      scale: 'linear',
      unit,
      reversed: false,
      ticks: [0, high / 2, high].map((tick) => ({
        text: String(tick),
        value: tick,
        box: { x: 40, y: 60, width: 30, height: 12 },
        position: 60,
        confidence: 0.9,
      })),
    },
    series: series.map(({ name: seriesName, color, values }, s) => ({
      name: seriesName,
      color,
      points: keys.map((label, i) => ({
        label,
        y: printed ? values[i]! : values[i]! + (random.next() - 0.5) * tolerance,
        from: printed ? ('label' as const) : ('measured' as const),
        ...(printed ? {} : { tolerance }),
        confidence: 0.93,
        box: at(i, s),
      })),
    })),
    confidence: 0.92,
    notes: [],
  };
  if (kind === 'pie' || kind === 'donut') Object.assign(chart, { x: null, y: null });
  return {
    facts: {
      version: 1,
      width,
      height,
      kind: { name: 'chart', confidence: 0.9 },
      text: { lines: [], text: '', ms: 0 },
      charts: [chart],
      tables: [],
      diagrams: [],
      page: null,
      numbers: [],
      notes: [],
      ms: {},
    },
    title,
    keys,
    keyNoun,
    keyNounZh,
    measure: kind === 'pie' || kind === 'donut' ? name.toLowerCase() : axis.replace(/ \(.*/, '').toLowerCase(),
    measureZh,
    series,
    printed,
    kind,
    span: high,
    ordered,
  };
}
