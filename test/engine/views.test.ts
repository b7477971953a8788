/** Several views of a picture in one sequence, against the same model asked about each view alone. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { generate } from '../../src/engine/language/generate.ts';
import { createSampler } from '../../src/engine/language/sampler.ts';
import { lnTotal } from '../../src/engine/language/streams.ts';
import type { Segment } from '../../src/engine/language/vocabulary.ts';
import type { LoadedPair } from '../../src/engine/loadedPair.ts';
import { toSquare } from '../../src/image/square.ts';
import { viewsOf } from '../../src/pair/views.ts';
import { BUILTIN_MODEL } from '../../src/shared/models.ts';
import {
  convertFixture,
  engine,
  failsWith,
  FIXTURES,
  OPTIONS,
  openSession,
  picture,
  temporaryFolder,
} from './support.ts';

const folder = await temporaryFolder();
const VIEWS = viewsOf(BUILTIN_MODEL).length;
/** Logits of one stream come from a KV cache in F16, in other batches. */
const CLOSE = 2e-2;

/** Embeddings of each view of a picture, one after the other; `only`: of one view. */
function embeddings({ vision }: LoadedPair, only?: number): Float32Array {
  const one = vision.facts.tokens * vision.facts.width;
  const views = only === undefined ? Array.from({ length: VIEWS }, (_, i) => i) : [only];
  return Float32Array.from(
    { length: views.length * one },
    (_, i) => Math.sin((i % one) + 31 * views[Math.floor(i / one)]!) * 3,
  );
}

async function evaluate(session: LoadedPair, segments: Segment[], data: Float32Array, signal?: AbortSignal) {
  const evaluated = await session.language.sequence.evaluate(segments, {
    embeddings: () => data,
    imageTokens: session.vision.facts.tokens,
    logits: true,
    signal,
  });
  return { ...evaluated, logits: session.language.sequence.logits() };
}

const normal = (logits: Float32Array) => logits.map((value) => value - lnTotal(logits));
const worst = (a: Float32Array, b: Float32Array) => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

for (const fixture of FIXTURES) {
  test(`${fixture}: what is sampled from is the mean of what each view gives alone`, async () => {
    const files = await convertFixture(fixture, folder);
    const [alone, together] = [await openSession(files), await openSession({ ...files, id: BUILTIN_MODEL })];
    const { sequence, vocabulary } = together.language;
    assert.equal(together.language.contextTokens, alone.language.contextTokens);
    const prompt: Segment[] = [
      { tokens: [...vocabulary.start(), ...vocabulary.tokenize('A picture:')] },
      { image: 'p' },
      { tokens: vocabulary.tokenize(' What is it? It is') },
    ];
    const further = vocabulary.tokenize(' a chart').slice(0, 2);
    const mean = new Float32Array(alone.languageFacts.vocabulary);
    const differing: Float32Array[] = [];
    for (let view = 0; view < VIEWS; view++) {
      alone.language.sequence.truncate(0);
      await evaluate(alone, prompt, embeddings(alone, view));
      for (const token of further) await alone.language.sequence.append([token]);
      const logits = normal(alone.language.sequence.logits());
      differing.push(logits);
      logits.forEach((value, i) => (mean[i]! += value / VIEWS));
    }
    assert.ok(
      worst(differing[0]!, differing[1]!) > 5 * CLOSE,
      `the views do not differ: ${worst(differing[0]!, differing[1]!)}`,
    );

    await evaluate(together, prompt, embeddings(together));
    for (const token of further) await sequence.append([token]);
    const joined = sequence.logits();
    assert.ok(worst(joined, mean) < CLOSE, `differs by ${worst(joined, mean)}`);

    // Another question on the picture, the first views' embeddings being gone: its own tokens alone.
    const other: Segment[] = [...prompt.slice(0, 2), { tokens: vocabulary.tokenize(' How many?') }];
    const warm = await evaluate(together, other, new Float32Array());
    assert.ok(warm.reused >= together.vision.facts.tokens);
    sequence.truncate(0);
    const stop = new AbortController();
    const stopped = evaluate(together, other, embeddings(together), stop.signal);
    stop.abort();
    await assert.rejects(stopped, failsWith('cancelled'));
    const cold = await evaluate(together, other, embeddings(together));
    assert.ok(worst(warm.logits, cold.logits) < CLOSE);
    // A picture with the same embeddings in every view is asked about as in a single one.
    sequence.truncate(0);
    alone.language.sequence.truncate(0);
    const same = await evaluate(together, prompt, embeddings(together, 2));
    const single = await evaluate(alone, prompt, embeddings(alone, 2));
    assert.ok(worst(same.logits, normal(single.logits)) < CLOSE);
  });
}

for (const fixture of FIXTURES) {
  test(`${fixture}: every token of an answer is chosen by all views`, async () => {
    const session = await openSession({ ...(await convertFixture(fixture, folder)), id: BUILTIN_MODEL });
    const { sequence, vocabulary } = session.language;
    const prompt: Segment[] = [
      { tokens: [...vocabulary.start(), ...vocabulary.tokenize('A picture:')] },
      { image: 'p' },
      { tokens: vocabulary.tokenize(' What is it? It is') },
    ];
    let { logits } = await evaluate(session, prompt, embeddings(session));
    const wanted: number[] = [];
    for (let i = 0; i < 24; i++) {
      wanted.push(logits.indexOf(Math.max(...logits)));
      await sequence.append(wanted.slice(-1));
      logits = sequence.logits();
    }
    sequence.truncate(0); // the same batches again: these models' best tokens are close to each other
    await evaluate(session, prompt, embeddings(session));
    const chosen: number[] = [];
    const sampler = createSampler(session.native, session.language.vocabPointer, session.languageFacts.vocabulary, {});
    await generate(session.language, sampler, {
      maxTokens: wanted.length,
      stop: [],
      stopTokens: new Set(),
      drafts: true,
      onToken: (token) => chosen.push(token),
    });
    sampler.free();
    const end = wanted.findIndex((token) => vocabulary.isEnd(token));
    assert.deepEqual(chosen, end < 0 ? wanted : wanted.slice(0, end + 1));
  });
}

test("embeddings of another number of views are an error, not somebody else's memory", async () => {
  const session = await openSession({ ...(await convertFixture(FIXTURES[0], folder)), id: BUILTIN_MODEL });
  const two = new Float32Array(2 * session.vision.facts.tokens * session.vision.facts.width);
  await assert.rejects(evaluate(session, [{ image: 'p' }], two), /embeddings of \d+ floats/);
});

test('the process encodes each view, and embed gives the picture as it is', async () => {
  const files = await convertFixture(FIXTURES[0], folder);
  const imp = engine();
  const bytes = await picture(3, 120, 80);
  const data: Float32Array[] = [];
  for (const id of ['alone', BUILTIN_MODEL]) {
    await imp.request('load', { files: { ...files, id }, options: OPTIONS });
    const attached = await imp.request('attach', { bytes });
    const embedded = await imp.request('embed', { id: attached.id });
    assert.equal(embedded.data.length, embedded.tokens * embedded.width);
    data.push(embedded.data);
    const asked = await imp.request('ask', {
      turns: [{ role: 'user', text: 'What?', images: [attached.id] }],
      maxTokens: 4,
    });
    assert.ok(asked.timings.prefill_tokens > embedded.tokens);
  }
  assert.deepEqual(data[0], data[1]);
});

test('a view is the picture, smaller and moved within its square', () => {
  const [width, height] = [200, 100];
  const image = { width, height, data: new Uint8Array(3 * width * height).fill(255) };
  const spec = { side: 110, mode: 'pad', padColor: [0, 0, 0] } as const;
  const at = ({ data }: { data: Uint8Array }, x: number, y: number) => data[3 * (110 * y + x)];
  const corner = toSquare(image, { ...spec, view: { margin: 0.1, x: 1, y: 0 } });
  assert.deepEqual(corner.content, { x: 10, y: 25, width: 100, height: 50 });
  assert.deepEqual(
    [at(corner, 5, 40), at(corner, 12, 40), at(corner, 108, 27), at(corner, 108, 20), at(corner, 108, 80)],
    [0, 255, 255, 0, 0],
  );
  assert.deepEqual(toSquare(image, { ...spec, view: { margin: 0.1, x: 0.5, y: 0.5 } }).content, {
    x: 5,
    y: 30,
    width: 100,
    height: 50,
  });
  // Also what is a square already, and what is stretched otherwise.
  assert.deepEqual(
    toSquare(
      { width: 10, height: 10, data: new Uint8Array(300) },
      { ...spec, mode: 'squash', view: { margin: 0.1, x: 0, y: 0 } },
    ).content,
    { x: 0, y: 0, width: 100, height: 100 },
  );
});
