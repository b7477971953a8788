/**
 * The client of endpoints against llama.cpp's own server (PyPI's xllamacpp, in an environment in `.cache/`) with the built-in pair. Nothing
 * leaves loopback: the client's permission is that of `imp.offline`.
 */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { EndpointAnswer, EndpointQuestion } from '../../src/endpoints/index.ts';
import type { AskEvent, Turn } from '../../src/shared/engine.ts';
import { ImpError } from '../../src/shared/errors.ts';
import { engine } from '../convert/support.ts';
import {
  clientOf,
  NANO,
  python,
  question,
  samplePicture,
  skip,
  startLlamaServer,
  type RunningServer,
} from './support.ts';

const CHART: Turn[] = [{ role: 'user', text: 'Explain this chart.', images: ['chart'] }];
const DIAGRAM: Turn[] = [{ role: 'user', text: 'What kind of picture is this?', images: ['diagram'] }];

let server: RunningServer;
if (!skip) {
  before(async () => {
    server = await startLlamaServer(python!);
  });
  after(() => server.kill());
}

const ask = (turns: Turn[], more: Partial<EndpointQuestion> = {}) => clientOf(server.url).ask(question(turns, more));
const textOf = (events: AskEvent[]) => events.map((event) => (event.type === 'text' ? event.text : '')).join('');

async function failure(work: Promise<unknown>): Promise<ImpError> {
  return work.then(
    (value) => assert.fail(`it answered: ${JSON.stringify(value)}`),
    (thrown: unknown) => ImpError.from(thrown),
  );
}

/** Resolves at the first words; the answer goes on. */
function begun(start: (onEvent: (event: AskEvent) => void) => Promise<EndpointAnswer>) {
  const events: AskEvent[] = [];
  let answer!: Promise<EndpointAnswer>;
  const words = new Promise<void>((resolve, reject) => {
    answer = start((event) => {
      events.push(event);
      if (event.type === 'text') resolve();
    });
    answer.catch(reject);
  });
  return { events, answer, words };
}

test('it says what it is, that it sees, what context runs and how many it answers at once', { skip }, async () => {
  const { kind, models, slots } = await clientOf(server.url).detect();
  assert.equal(kind, 'llama-server');
  assert.equal(slots, 2);
  assert.deepEqual(models, [{ id: NANO.model, sees: 'yes', contextTokens: 2048 }]);
});

test("the chart's answer streams, and is word for word that of this project's engine", { skip }, async () => {
  const events: AskEvent[] = [];
  const { answer, stop, promptTokens } = await ask(CHART, { onEvent: (event) => events.push(event) });
  assert.match(answer, /bar chart with 4 bars/);
  assert.doesNotMatch(answer, /<\/s>/);
  assert.equal(stop, 'end');
  assert.ok(promptTokens! > 196, 'the picture was counted');
  assert.equal(textOf(events).trim(), answer);
  assert.ok(events.filter(({ type }) => type === 'text').length > 5, 'in many pieces');

  const imp = engine();
  await imp.request('load', { files: { id: 'nano', ...NANO }, options: { threads: 1, gpu: 'off' } });
  const { id } = await imp.request('attach', { bytes: samplePicture('chart') });
  const ours = await imp.request('ask', { turns: [{ ...CHART[0]!, images: [id] }], maxTokens: 96 });
  assert.equal(answer, ours.answer);
});

test('a second turn is answered from the first, whose tokens are still there', { skip }, async () => {
  const first = await ask(CHART);
  const turns: Turn[] = [
    ...CHART,
    { role: 'assistant', text: first.answer },
    { role: 'user', text: 'Which bar is the tallest?' },
  ];
  const second = await ask(turns);
  assert.notEqual(second.answer, '');
  assert.ok(second.promptTokens! > first.promptTokens!);
  assert.ok(second.reusedTokens >= 196, `${second.reusedTokens} of ${second.promptTokens} tokens reused`);
});

test('two at once get what each alone gets', { skip }, async () => {
  const alone = [await ask(CHART), await ask(DIAGRAM)];
  const together = await Promise.all([ask(CHART), ask(DIAGRAM), ask(DIAGRAM), ask(CHART)]);
  assert.deepEqual(
    together.map(({ answer }) => answer),
    [alone[0]!, alone[1]!, alone[1]!, alone[0]!].map(({ answer }) => answer),
  );
  assert.notEqual(alone[0]!.answer, alone[1]!.answer);
});

test('a stopped answer frees its slot; what was written stays', { skip }, async () => {
  const talker = await startLlamaServer(python!, { slots: 1, endless: true });
  try {
    const stop = new AbortController();
    const long = question(CHART, { maxTokens: 1500, signal: stop.signal });
    const { events, answer, words } = begun((onEvent) => clientOf(talker.url).ask({ ...long, onEvent }));
    await words;
    stop.abort();
    assert.equal((await failure(answer)).code, 'cancelled');
    assert.notEqual(textOf(events), '');
    const next = await clientOf(talker.url).ask(question(DIAGRAM, { maxTokens: 4 }));
    assert.equal(next.stop, 'length', 'its only slot answers the next question');
  } finally {
    await talker.kill();
  }
});

test(
  'a conversation longer than the context loses its oldest turns; a question too long is told with the numbers',
  { skip },
  async () => {
    const long = 'Say it in other words, and at length. '.repeat(60);
    const turns: Turn[] = [
      ...CHART,
      { role: 'assistant', text: long },
      { role: 'user', text: long },
      { role: 'assistant', text: long },
      { role: 'user', text: 'How many bars are there?' },
    ];
    const events: AskEvent[] = [];
    const shorter = await ask(turns, { onEvent: (event) => events.push(event) });
    assert.ok(shorter.droppedTurns > 0);
    assert.ok(events.some(({ type }) => type === 'dropped'));
    assert.ok(shorter.promptTokens! > 196, 'the picture stays');

    const error = await failure(ask([{ role: 'user', text: long.repeat(4), images: ['chart'] }]));
    assert.equal(error.code, 'context-full');
    assert.match(error.message, /2,?048/);
  },
);

test('a key that is wrong or missing is told as such, and the right one answers', { skip }, async () => {
  const guarded = await startLlamaServer(python!, { key: 'sesame', slots: 1 });
  try {
    for (const key of [undefined, 'parsley'])
      assert.equal((await failure(clientOf(guarded.url, key).ask(question(CHART)))).code, 'endpoint-denied');
    const { answer } = await clientOf(guarded.url, 'sesame').ask(question(CHART, { maxTokens: 8 }));
    assert.notEqual(answer, '');
  } finally {
    await guarded.kill();
  }
});

test(
  'a server killed in mid-answer is one message, and answers again once it is back at the same address',
  { skip },
  async () => {
    const first = await startLlamaServer(python!, { slots: 1, endless: true });
    const long = question(CHART, { maxTokens: 1500 });
    const { events, answer, words } = begun((onEvent) => clientOf(first.url).ask({ ...long, onEvent }));
    await words;
    await first.kill();
    assert.equal((await failure(answer)).code, 'endpoint-unreachable');
    assert.notEqual(textOf(events), '', 'what was written stays');
    assert.equal((await failure(clientOf(first.url).ask(question(CHART)))).code, 'endpoint-unreachable');
    const second = await startLlamaServer(python!, { slots: 1, port: first.port });
    try {
      assert.match((await clientOf(second.url).ask(question(CHART))).answer, /bar chart with 4 bars/);
    } finally {
      await second.kill();
    }
  },
);
