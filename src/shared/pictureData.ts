/** Data read in a picture as it stands under an answer: shown beside the picture, changed by the user, written in many forms. */
import type { ImageId } from './engine.ts';
import type { ChartData, DiagramData, TableData } from './structure.ts';

interface Part<Data> {
  picture: ImageId;
  /** Which of the picture's charts, tables or diagrams, from 0. */
  index: number;
  data: Data;
  /** As it was read, where the user changed it. */
  read?: Data;
}

export interface ChartPart extends Part<ChartData> {
  kind: 'chart';
}
export interface TablePart extends Part<TableData> {
  kind: 'table';
}
export interface DiagramPart extends Part<DiagramData> {
  kind: 'diagram';
  /** Mermaid as the user changed it; absent: as the diagram is written. */
  source?: string;
}

export type DataPart = ChartPart | TablePart | DiagramPart;

/** One change by the user. */
export type DataEdit =
  | { type: 'value'; series: number; point: number; value: number | null }
  /** A category, a slice, a place on the axis: in every series that has it. */
  | { type: 'key'; key: string; to: string }
  | { type: 'series'; series: number; name: string }
  | { type: 'cell'; row: number; column: number; text: string }
  | { type: 'title'; text: string }
  /** The text of a diagram, and the parts and arrows that it stands for. */
  | { type: 'diagram'; source: string; data: DiagramData }
  /** Back to what was read. */
  | { type: 'reset' };

export type DataForm =
  'csv' | 'tsv' | 'json' | 'markdown' | 'vega-lite' | 'chartjs' | 'matplotlib' | 'mermaid' | 'plantuml' | 'dot';

/** Where it is written: a new editor, the clipboard, or the Markdown file at hand (as a fenced block, else as it is). */
export type DataTarget = 'editor' | 'clipboard' | 'insert';
