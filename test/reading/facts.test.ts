import assert from 'node:assert/strict';
import test from 'node:test';
import { PictureReadings } from '../../src/engine/pictureReadings.ts';
import { Pictures } from '../../src/engine/pictures.ts';
import type { Reader } from '../../src/reading/index.ts';
import { textFacts } from '../../src/facts/assemble.ts';
import type { ReaderInput } from '../../src/structure/input.ts';
import { readStructure } from '../../src/structure/read.ts';
import { READERS, type StructureReaders } from '../../src/structure/readers.ts';
import { ImpError } from '../../src/shared/errors.ts';
import { english } from '../../src/shared/message.ts';
import type { FactsEvent } from '../../src/shared/structure.ts';

const input = { text: { lines: [], text: '', ms: 0 } } as unknown as ReaderInput;
const nothing: StructureReaders = {
  charts: async () => [],
  numbers: async () => [],
  tables: async () => [],
  diagrams: async () => ({ diagrams: [], notes: [] }),
  page: async () => null,
};

test('a reader that fails costs its own part alone, and says so', async () => {
  const events: FactsEvent[] = [];
  const readers: StructureReaders = {
    ...nothing,
    charts: async () => {
      throw new Error('no axis');
    },
    page: async () => ({ confidence: 0.9 }) as never,
  };
  const found = await readStructure(input, { onEvent: (event) => events.push(event) }, readers);
  assert.deepEqual(found.notes.map(english), ['Reading charts failed: no axis']);
  assert.equal(found.page?.confidence, 0.9);
  assert.deepEqual(
    events.map(({ part }) => part),
    ['charts', 'tables', 'diagrams', 'page'],
  );
});

test('only wanted parts are read, and a cancelled reader ends the reading', async () => {
  const cancelled: StructureReaders = {
    ...nothing,
    tables: async () => {
      throw new ImpError('cancelled', 'Stopped.');
    },
  };
  assert.deepEqual(Object.keys((await readStructure(input, { want: ['charts'] }, cancelled)).ms), ['charts']);
  await assert.rejects(readStructure(input, {}, cancelled), { code: 'cancelled' });
  assert.ok(READERS);
});

/** 2×2 pixels of PPM are no format that is read here: a BMP made by hand. */
function bmp(shade: number): Uint8Array {
  const bytes = Buffer.alloc(54 + 16, shade);
  bytes.write('BM', 0, 'latin1');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.fill(0, 6, 54);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(2, 18);
  bytes.writeInt32LE(2, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  return bytes;
}

/** A reader whose work ends when the test lets it. */
function slowReader() {
  const calls: string[] = [];
  const signals: AbortSignal[] = [];
  let finish: () => void = () => {};
  const step = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      finish = resolve;
      signals.push(signal);
      signal.addEventListener('abort', () => reject(new ImpError('cancelled', 'Stopped.')));
    });
  const reader: Reader = {
    async read() {
      calls.push('text');
      return { lines: [], text: 'words', ms: 1 };
    },
    async facts(_picture, { signal, onEvent, text, want } = {}) {
      calls.push(`facts ${want?.join() ?? 'all'}`);
      onEvent?.({ type: 'reading', part: 'charts' });
      await step(signal!);
      return textFacts({ width: 2, height: 2 }, text!);
    },
    compare: () => Promise.reject(new Error('not asked for')),
    dispose: async () => {},
  };
  return { reader, calls, signals, finish: () => finish() };
}

test('facts are read once for all who wait, kept, and stopped when the last has given up', async () => {
  const pictures = new Pictures();
  const { id } = await pictures.attach({ bytes: bmp(7) });
  const slow = slowReader();
  const readings = new PictureReadings(pictures, () => slow.reader);
  const [one, two] = [new AbortController(), new AbortController()];
  const events: string[] = [];
  const first = readings.facts(id, undefined, { signal: one.signal, onEvent: ({ part }) => events.push(part) });
  const second = readings.facts(id, undefined, { signal: two.signal });
  await new Promise((resolve) => setTimeout(resolve, 20));
  one.abort();
  await assert.rejects(first, { code: 'cancelled' });
  assert.equal(slow.signals[0]!.aborted, false, 'somebody waits still');
  slow.finish();
  assert.equal((await second).text.text, 'words');
  assert.deepEqual(events, ['text', 'charts']);
  await readings.facts(id, ['charts']); // a whole reading serves a part
  assert.deepEqual(slow.calls, ['text', 'facts all']);
  readings.forget(id);
  const third = readings.facts(id, ['charts'], { signal: two.signal });
  await new Promise((resolve) => setTimeout(resolve, 20));
  two.abort();
  await assert.rejects(third, { code: 'cancelled' });
  assert.equal(slow.signals[1]!.aborted, true);
  const again = readings.facts(id, ['charts']);
  await new Promise((resolve) => setTimeout(resolve, 20));
  slow.finish();
  await again;
  assert.equal(slow.calls.at(-1), 'facts charts');
});
