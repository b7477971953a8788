/**
 * What reading finds in a picture, as data with evidence: every value carries its box in pixels of the picture, where it
 * comes from and how sure it is. Readers in src/structure make it; explanations, answers, Mermaid, tables, generated
 * code and overlays are all made from it, and nothing after it looks at pixels again.
 */
import type { Message } from './message.ts';
import type { Region, TextReading } from './reading.ts';

/** Printed text, as it was read in its place. */
export interface TextSpan {
  text: string;
  box: Region;
  /** 0..1 */
  confidence: number;
}

/** `label`: printed beside or on its mark and read as text. `measured`: from geometry and the axis. `user`: a person's word. */
export type ValueSource = 'label' | 'measured' | 'user';

export type ChartKind =
  | 'bar'
  | 'grouped-bar'
  | 'stacked-bar'
  | 'horizontal-bar'
  | 'line'
  | 'area'
  | 'scatter'
  | 'pie'
  | 'donut'
  | 'histogram'
  | 'box'
  | 'heatmap'
  | 'other';

export interface Tick {
  text: string;
  /** A number, or an ISO date or date-time on a time axis; null where the text could not be read. */
  value: number | string | null;
  box: Region;
  /** Where the tick stands along its axis, in pixels of the picture. */
  position: number;
  confidence: number;
}

export interface Axis {
  title: TextSpan | null;
  type: 'category' | 'number' | 'time';
  scale: 'linear' | 'log';
  /** As printed on ticks or in the title: `%`, `$`, `ms` … */
  unit: string | null;
  reversed: boolean;
  ticks: Tick[];
}

export interface ChartPoint {
  /** On a category axis, or a slice's name. */
  label?: string;
  /** On a numeric axis; an ISO date or date-time on a time axis. */
  x?: number | string;
  /** Null: it is there but cannot be determined; `reason` says why. */
  y: number | null;
  from: ValueSource;
  /** Where a floating bar, a band or a box begins; absent: at the axis. */
  low?: number;
  /** Half the width of what a measured value may be off, in units of the axis. */
  tolerance?: number;
  /** Where print and geometry disagree, both are kept. */
  printed?: number;
  measured?: number;
  confidence: number;
  /** The mark: bar, slice, marker, or a small box around a line's point. */
  box: Region;
  reason?: Message;
}

export interface ChartSeries {
  name: string;
  /** `#rrggbb` */
  color: string;
  /** In mixtures, what this series is drawn as. */
  kind?: ChartKind;
  /** Belongs to the second value axis. */
  secondAxis?: boolean;
  points: ChartPoint[];
}

export interface ChartData {
  kind: ChartKind;
  title: TextSpan | null;
  /** The whole chart in the picture, and the area between its axes. */
  box: Region;
  plot: Region;
  x: Axis | null;
  y: Axis | null;
  y2?: Axis | null;
  series: ChartSeries[];
  confidence: number;
  notes: Message[];
}

export interface TableCell {
  text: string;
  box: Region;
  confidence: number;
  rowSpan?: number;
  colSpan?: number;
}

export interface TableData {
  title: TextSpan | null;
  box: Region;
  /** How many of the rows, from the top, are heads. */
  headRows: number;
  /** Row-major; null where a cell is covered by a span. */
  rows: (TableCell | null)[][];
  alignment: ('left' | 'right' | 'center')[];
  confidence: number;
  notes: Message[];
}

export type NodeShape =
  | 'box'
  | 'round'
  | 'stadium'
  | 'ellipse'
  | 'circle'
  | 'diamond'
  | 'cylinder'
  | 'hexagon'
  | 'parallelogram'
  | 'trapezoid'
  | 'actor'
  | 'note'
  | 'start'
  | 'end'
  | 'bar'
  | 'text';

export interface DiagramNode {
  id: string;
  shape: NodeShape;
  /** All lines of its label, joined by a newline. */
  text: string;
  lines: TextSpan[];
  box: Region;
  /** `#rrggbb` */
  fill: string | null;
  group: string | null;
  confidence: number;
}

/** Below this confidence an edge is doubtful: drawn dashed, and listed. */
export const DOUBTFUL = 0.6;

export interface DiagramEdge {
  id: string;
  /** Ids of nodes or groups; with `arrow: 'end'` the head is at `to`. */
  from: string;
  to: string;
  label: TextSpan | null;
  line: 'solid' | 'dashed' | 'thick';
  arrow: 'end' | 'both' | 'none';
  /** Corners of its course, in pixels of the picture. */
  path: [x: number, y: number][];
  confidence: number;
}

export interface DiagramGroup {
  id: string;
  title: TextSpan | null;
  box: Region;
  parent: string | null;
}

export interface DiagramData {
  kind: 'flowchart' | 'state' | 'tree' | 'mindmap' | 'sequence' | 'class' | 'er';
  direction: 'TB' | 'BT' | 'LR' | 'RL';
  box: Region;
  title: TextSpan | null;
  nodes: DiagramNode[];
  edges: DiagramEdge[];
  groups: DiagramGroup[];
  confidence: number;
  notes: Message[];
}

export type PageRole =
  | 'page'
  | 'header'
  | 'nav'
  | 'sidebar'
  | 'main'
  | 'section'
  | 'card'
  | 'dialog'
  | 'form'
  | 'list'
  | 'item'
  | 'table'
  | 'row'
  | 'cell'
  | 'footer'
  | 'box'
  | 'heading'
  | 'paragraph'
  | 'text'
  | 'link'
  | 'button'
  | 'field'
  | 'textarea'
  | 'select'
  | 'checkbox'
  | 'radio'
  | 'switch'
  | 'tab'
  | 'badge'
  | 'avatar'
  | 'image'
  | 'icon'
  | 'divider';

/** Roles whose nodes have no children: a control or a picture. */
export const LEAF_ROLES: ReadonlySet<PageRole> = new Set<PageRole>([
  'button',
  'field',
  'textarea',
  'select',
  'checkbox',
  'radio',
  'switch',
  'badge',
  'avatar',
  'image',
  'icon',
  'divider',
]);

export interface PageStyle {
  /** Colours as `#rrggbb`; sizes in pixels of the picture divided by its scale. */
  color?: string;
  background?: string;
  border?: string;
  borderWidth?: number;
  radius?: number;
  shadow?: boolean;
  fontSize?: number;
  fontWeight?: number;
  align?: 'left' | 'center' | 'right';
  underline?: boolean;
  /** Of paragraphs: from line to line, and how many there are. */
  lineHeight?: number;
  lines?: number;
  /** Of the page: the typeface that most of its text is set in. */
  fontFamily?: string;
  /** Of the page: share of the font size that letters stand farther apart. */
  letterSpacing?: number;
  /** A line below it (header, field) or between its rows or items (table, list). */
  rule?: { width: number; color: string; columns?: boolean };
  /** Of controls: the line box of their text, in pixels of the picture. */
  content?: Region;
  gradient?: { from: string; to: string; down: boolean };
}

export interface PageNode {
  role: PageRole;
  box: Region;
  /** What it says, for leaves. */
  text: TextSpan | null;
  style: PageStyle;
  /** How its children lie; absent for leaves. */
  flow?: 'row' | 'column' | 'grid' | 'overlay';
  gap?: number;
  /** Of fields: what names it, and whether the text inside is a value or only a hint. */
  label?: TextSpan;
  hint?: boolean;
  /** Of checks, radios, switches, tabs, links, buttons. */
  state?: { checked?: boolean; selected?: boolean; disabled?: boolean; primary?: boolean };
  /** Heading level 1..6. */
  level?: number;
  /** A field with what names it. */
  pair?: boolean;
  /** Of lists: marks before the items. */
  numbered?: boolean;
  bulleted?: boolean;
  /** Of tables: its columns, in pixels of the picture; of their rows: this one is a head. */
  columns?: { from: number; to: number; align: 'left' | 'right' | 'center' }[];
  head?: boolean;
  /** Of controls: where a picture stands in it. */
  icon?: Region;
  children: PageNode[];
  confidence: number;
}

export interface PageData {
  root: PageNode;
  /** Device pixels a CSS pixel: 1, 1.5, 2 … */
  scale: number;
  theme: 'light' | 'dark';
  confidence: number;
  notes: Message[];
}

/** One large number of a dashboard with what names it. */
export interface SingleNumber {
  label: TextSpan | null;
  text: TextSpan;
  value: number | null;
  unit: string | null;
  change: TextSpan | null;
  box: Region;
}

export type PictureKind =
  'chart' | 'dashboard' | 'table' | 'diagram' | 'page' | 'terminal' | 'code' | 'document' | 'photo' | 'other';

/** Everything that reading found in a picture, as one object: the evidence behind answers. */
export interface PictureFacts {
  version: 1;
  width: number;
  height: number;
  kind: { name: PictureKind; confidence: number };
  text: TextReading;
  charts: ChartData[];
  tables: TableData[];
  diagrams: DiagramData[];
  page: PageData | null;
  numbers: SingleNumber[];
  /** Why something that stands there was not read, for people. */
  notes: Message[];
  /** Milliseconds, by part. */
  ms: Record<string, number>;
}

/** What can be asked for apart, where not everything is needed. The text is always there. */
export type FactPart = 'charts' | 'tables' | 'diagrams' | 'page';

/** Which part is being read now. */
export interface FactsEvent {
  type: 'reading';
  part: 'text' | FactPart;
}
