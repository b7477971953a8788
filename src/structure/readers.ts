/**
 * The readers of structure, one line each. A reader takes {@link ReaderInput} and returns what it found, an empty list or
 * null where there is nothing of its kind; it throws only when it was cancelled. To plug one in, import it here and put it
 * into the table: the reading thread, the engine's `facts`, `imp chart` and its sisters, answers and tools all get it.
 */
import type { Message } from '../shared/message.ts';
import type { ChartData, DiagramData, PageData, SingleNumber, TableData } from '../shared/structure.ts';
import { readDiagrams } from './diagram/index.ts';
import { readCharts } from './chart/index.ts';
import type { ReaderInput } from './input.ts';
import { readNumbers } from './numbers.ts';
import { readTables } from './table/index.ts';
import { readPage } from './layout/index.ts';

export interface StructureReaders {
  charts(input: ReaderInput): Promise<ChartData[]>;
  /** Large single numbers of dashboards. */
  numbers(input: ReaderInput): Promise<SingleNumber[]>;
  tables(input: ReaderInput): Promise<TableData[]>;
  /** Notes say which kind of diagram it is where it is one that is not read. */
  diagrams(input: ReaderInput): Promise<{ diagrams: DiagramData[]; notes: Message[] }>;
  page(input: ReaderInput): Promise<PageData | null>;
}

export const READERS: StructureReaders = {
  charts: async (input) => (await readCharts(input)).charts,
  numbers: readNumbers,
  tables: readTables,
  diagrams: readDiagrams,
  page: async (input) => (await readPage(input)).page,
};
