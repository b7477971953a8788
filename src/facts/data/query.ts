/** What can be asked of a dataset. */
export type DataOp =
  | 'title'
  | 'kind'
  | 'axisTitle'
  | 'axisRange'
  | 'axisScale'
  | 'unit'
  | 'seriesList'
  | 'keyList'
  | 'colorOf'
  | 'seriesOfColor'
  | 'count'
  | 'value'
  | 'extreme'
  | 'isExtreme'
  | 'diff'
  | 'spread'
  | 'ratio'
  | 'change'
  | 'biggestChange'
  | 'trend'
  | 'cross'
  | 'share'
  | 'sum'
  | 'mean'
  | 'median'
  | 'rankOf'
  | 'order'
  | 'compare'
  | 'threshold'
  | 'isThreshold'
  | 'rowsWith'
  | 'equal'
  | 'about';

export interface DataQuery {
  op: DataOp;
  dataset: number;
  /** Indexes; null: not said. */
  series: number[] | null;
  keys: number[] | null;
  /** The two keys are the ends of a range. */
  keyRange?: boolean;
  /** A place on a numeric axis. */
  at?: number;
  /** Thresholds: one, or both ends. */
  limits?: number[];
  side?: 'above' | 'below' | 'between';
  which?: 'max' | 'min';
  /** 1: the most, 2: the second; negative from the other end. */
  rank?: number;
  /** How many are asked for: the top 3. */
  top?: number;
  percent?: boolean;
  /** How many rather than which. */
  counting?: boolean;
  /** The question asks whether it is so. */
  yesNo?: boolean;
  axis?: 'x' | 'y';
  element?: 'series' | 'key' | 'point' | 'row' | 'column' | 'chart';
  color?: string;
  rising?: boolean;
  cell?: { series: number; text: string };
  /** More is asked for by name than was found. */
  missing: string[];
}

/** All keys from the first of some to the last of them. */
export function between(keys: readonly number[]): number[] {
  const [from, to] = [Math.min(...keys), Math.max(...keys)];
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
