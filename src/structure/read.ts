/** Everything but the text: each wanted reader in turn, one that fails costs its own part alone. */
import { english, msg, type Message } from '../shared/message.ts';
import { ImpError, throwIfStopped } from '../shared/errors.ts';
import type { FactPart, FactsEvent, PictureFacts } from '../shared/structure.ts';
import type { ReaderInput } from './input.ts';
import { READERS, type StructureReaders } from './readers.ts';

export type Structure = Pick<PictureFacts, 'charts' | 'tables' | 'diagrams' | 'page' | 'numbers' | 'notes' | 'ms'>;

export interface StructureOptions {
  /** Default: all. */
  want?: readonly FactPart[];
  onEvent?: (event: FactsEvent) => void;
  signal?: AbortSignal;
}

const NAMES: Record<FactPart, Message> = {
  charts: msg`charts`,
  tables: msg`tables`,
  diagrams: msg`diagrams`,
  page: msg`the page`,
};

/** @throws ImpError `cancelled` */
export async function readStructure(
  input: ReaderInput,
  { want, onEvent, signal = input.signal }: StructureOptions = {},
  readers: StructureReaders = READERS,
): Promise<Structure> {
  const found: Structure = { charts: [], tables: [], diagrams: [], page: null, numbers: [], notes: [], ms: {} };
  const read = async (part: FactPart, work: () => Promise<void>) => {
    if (want && !want.includes(part)) return;
    throwIfStopped(signal);
    onEvent?.({ type: 'reading', part });
    const start = performance.now();
    try {
      await work();
    } catch (thrown) {
      const error = ImpError.from(thrown);
      if (error.code === 'cancelled') throw error;
      found.notes.push(msg`Reading ${NAMES[part]} failed: ${english(error.text)}`);
    }
    found.ms[part] = Math.round(performance.now() - start);
  };
  await read('charts', async () => {
    found.charts = await readers.charts(input);
    found.numbers = await readers.numbers(input);
  });
  await read('tables', async () => void (found.tables = await readers.tables(input)));
  await read('diagrams', async () => {
    const { diagrams, notes } = await readers.diagrams(input);
    found.diagrams = diagrams;
    // A diagram's own notes stand with it.
    if (diagrams.length === 0) found.notes.push(...notes);
  });
  await read('page', async () => void (found.page = await readers.page(input)));
  return found;
}
