import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { answerRunner } from '../../src/host/conversation/answerRunner.ts';
import { createAsker } from '../../src/host/conversation/asker.ts';
import { ConversationStore } from '../../src/host/conversation/conversationStore.ts';
import { OpenConversation } from '../../src/host/conversation/openConversation.ts';
import { Attachments } from '../../src/host/engine/attachments.ts';
import { EngineService } from '../../src/host/engine/engineService.ts';
import { PictureStore } from '../../src/host/pictures/pictureStore.ts';
import { textFacts } from '../../src/facts/index.ts';
import { closerLooks } from '../../src/host/reading/closerLook.ts';
import type { LookSpeed } from '../../src/prompts/tiles.ts';
import { readingHelp } from '../../src/host/reading/readingHelp.ts';
import { Readings } from '../../src/host/reading/readings.ts';
import type { AskParams, AttachParams, OcrLine, Region, Timings } from '../../src/shared/engine.ts';
import { imageId } from '../../src/image/region.ts';
import { ImpError } from '../../src/shared/errors.ts';
import { english } from '../../src/shared/message.ts';
import type { AnswerTurnView, PanelChange, UserTurnView } from '../../src/shared/panel.ts';
import type { CallOptions } from '../../src/shared/rpc.ts';

const PNG = Buffer.from('89504e470d0a1a0a00', 'hex');
const [WIDTH, HEIGHT] = [1600, 1000];
const timings: Timings = {
  load_ms: 0,
  encode_ms: 5,
  prefill_tokens: 7,
  prefill_ms: 1,
  first_token_ms: 3,
  generated_tokens: 2,
  drafted_tokens: 0,
  generate_ms: 1,
  total_ms: 9,
};
const line = (text: string, x: number, y: number): OcrLine => ({
  text,
  box: { x, y, width: 200, height: 16 },
  words: [{ text, confidence: 95, box: { x, y, width: 200, height: 16 } }],
});
/** One line of small text in each quarter. */
const LINES = [
  line('alpha error', 100, 100),
  line('beta error', 1200, 100),
  line('gamma error', 100, 800),
  line('delta error', 1200, 800),
];
const idOf = (region?: Region) => imageId(PNG, region);

/** The engine's boundary: `answer` says what it answers about the pictures it is asked about. */
async function setup(
  t: TestContext,
  contextTokens: number,
  answer: (params: AskParams, options: CallOptions<never>) => Promise<string> | string,
  lines = LINES,
  kind: 'nano' | 'imp' = 'imp',
  measured: LookSpeed | null = null,
) {
  const root = await mkdtemp(join(tmpdir(), 'imp-closer-'));
  const asked: AskParams[] = [];
  const request = async (method: string, params: never, options: CallOptions<never> = {}): Promise<never> => {
    if (method === 'load')
      return {
        id: 'm',
        name: 'M',
        contextTokens,
        imageSide: 384,
        imageTokens: 200,
        preprocess: 'pad',
        tuning: { threads: 1 },
        loadMs: 1,
        memoryBytes: 1,
      } as never;
    if (method === 'attach') {
      const { region } = params as AttachParams;
      return {
        id: idOf(region),
        width: region?.width ?? WIDTH,
        height: region?.height ?? HEIGHT,
        format: 'png',
        tokens: 200,
      } as never;
    }
    if (method === 'read') return { lines, text: lines.map(({ text }) => text).join('\n'), ms: 1 } as never;
    if (method === 'facts')
      return textFacts(
        { width: WIDTH, height: HEIGHT },
        { lines, text: lines.map(({ text }) => text).join('\n'), ms: 1 },
      ) as never;
    asked.push(params);
    const text = await answer(params, options);
    (options.onEvent as ((event: unknown) => void) | undefined)?.({ type: 'text', text, tokens: 2 });
    return { answer: text, stop: 'end', timings, reusedTokens: 0, droppedTurns: 0 } as never;
  };
  const pictures = new PictureStore(join(root, 'pictures'));
  const store = new ConversationStore(join(root, 'conversations'), pictures);
  t.after(async () => {
    await store.flush();
    await rm(root, { recursive: true, force: true });
  });
  const model = {
    current: async () => ({ id: 'm', files: { id: 'm', model: 'm', mmproj: 'p' }, name: 'M', kind }),
    speed: async () => null,
    onDidChange: () => ({ dispose() {} }),
  };
  const engine = new EngineService({
    connect: () => ({ request, use() {}, restart() {}, async stop() {} }) as never,
    model: model.current,
    options: () => ({}),
    log() {},
  });
  const attachments = new Attachments(engine, pictures);
  const readings = new Readings(attachments);
  const maxTokens = () => 256;
  const closer = closerLooks({ readings, engine, speed: async () => measured, maxTokens });
  const help = readingHelp({
    readings,
    engine,
    closer,
    kind: async () => kind,
    maxTokens,
    files: { link: async () => [] },
    log() {},
  });
  const session = new OpenConversation({
    store,
    pictures,
    attachments,
    run: answerRunner({ engine, attachments, maxTokens, temperature: () => 0, help, log() {} }),
    prepare: async () => {},
    address: ({ file }) => file,
    remember() {},
    translated: english,
    log() {},
  });
  const asker = createAsker({
    session,
    model,
    chooseTarget: async () => undefined,
    ocr: () => 'auto',
    shape: async () => {},
    revive() {},
  });
  const changes: PanelChange[] = [];
  session.onDidChange((change) => changes.push(structuredClone(change)));
  const turn = <T>(index: number) => session.current.turns.at(index) as T;
  await session.addPicture({ bytes: PNG, name: 'screen.png' });
  await settled(() => session.current.pictures[0]!.width > 0); // as it is when an answer offers the look
  return {
    session,
    asker,
    asked,
    changes,
    store,
    question: () => turn<UserTurnView>(-2),
    answer: () => turn<AnswerTurnView>(-1),
  };
}

const settled = async (condition: () => boolean) => {
  for (let i = 0; i < 3000 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(condition());
};

test('an answer about small letters offers a closer look; in a large context the whole and its parts go out in one prompt', async (t) => {
  const { asker, asked, question, answer, session } = await setup(t, 4096, () => 'an answer');
  await asker.ask('What is wrong?');
  await settled(() => answer().closer !== undefined);
  assert.deepEqual(answer().closer, { mode: 'together', parts: 4 });
  session.setDraft('half a question');
  await asker.lookCloser(answer().id);
  assert.equal(asked.length, 2);
  assert.deepEqual(asked[1]!.turns.at(-1)!.images!.length, 5);
  assert.equal(asked[1]!.turns.at(-1)!.images![0], idOf());
  assert.equal(question().text, 'What is wrong?');
  assert.equal(question().tiles!.mode, 'together');
  assert.equal(session.current.draft, 'half a question');
});

test('where looking at a part takes longer than an answer on this machine, parts are offered and asked one after the other', async (t) => {
  const { asker, asked, question, answer } = await setup(t, 4096, () => 'an answer', LINES, 'imp', {
    encodeSeconds: 5,
    prefillTokensPerSecond: 60,
    tokensPerSecond: 20,
  });
  await asker.ask('What is wrong?');
  await settled(() => answer().closer !== undefined);
  assert.deepEqual(answer().closer, { mode: 'in-turn', parts: 4 });
  await asker.lookCloser(answer().id);
  assert.equal(question().tiles!.mode, 'in-turn');
  assert.equal(asked.length, 5);
});

test('the nano is not offered parts of a chart; a real model is', async (t) => {
  for (const [kind, parts] of [
    ['nano', undefined],
    ['imp', 4],
  ] as const) {
    const { asker, answer, changes } = await setup(t, 4096, () => 'A bar chart at 99%.', LINES, kind);
    await asker.run('chart');
    // the marks come with the offer, at the end of the work on an answer
    await settled(() => answer().unconfirmed !== undefined && changes.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(answer().closer?.parts, parts);
  }
});

test('in a small context each part is asked about by itself, with its own text, and the answers become one', async (t) => {
  const { asker, asked, changes, question, answer, session, store } = await setup(t, 700, ({ turns }) =>
    /alpha|delta/.test(turns[0]!.ocr ?? '') ? 'An error.' : 'No.',
  );
  await asker.ask('Is there an error?', undefined, true);
  assert.equal(question().tiles!.mode, 'in-turn');
  const parts = question().tiles!.pictures.length;
  assert.equal(parts, 4); // of six: two have no text
  assert.equal(asked.length, parts);
  for (const { turns } of asked) {
    assert.equal(turns.length, 1);
    assert.equal(turns[0]!.images!.length, 1);
    assert.notEqual(turns[0]!.images![0], idOf());
  }
  const corner = session.current.pictures.find(({ cropOf }) => cropOf?.region.x === 0 && cropOf.region.y === 0)!;
  const first = asked.find(({ turns }) => turns[0]!.images![0] === corner.id)!;
  assert.match(first.turns[0]!.ocr!, /alpha error/);
  assert.doesNotMatch(first.turns[0]!.ocr!, /beta|gamma|delta/);
  assert.equal(answer().text, 'An error.');
  assert.equal(answer().part, undefined);
  assert.equal(answer().figures!.timings.encode_ms, 5 * parts);
  const shown = changes.flatMap((change) =>
    change.type === 'turn' && change.turn.role === 'assistant' && change.turn.part ? [change.turn.part.number] : [],
  );
  assert.deepEqual([...new Set(shown)], [1, 2, 3, 4]);
  // All of it comes back from the disk.
  await store.flush();
  const kept = await store.load(session.current.id);
  assert.deepEqual((kept.turns[0] as UserTurnView).tiles, question().tiles);
  for (const id of question().tiles!.pictures)
    assert.deepEqual(kept.pictures.find((picture) => picture.id === id)!.file, kept.pictures[0]!.file);
});

test('stopping between the parts keeps what was answered', async (t) => {
  let calls = 0;
  const { asker, session, answer } = await setup(t, 700, (_, { signal }) => {
    if (++calls < 3) return `answer ${calls}`;
    return new Promise((_, reject) =>
      signal!.addEventListener('abort', () => reject(new ImpError('cancelled', 'Stopped.'))),
    );
  });
  const done = asker.ask('What?', undefined, true);
  await settled(() => calls === 3);
  await session.stop();
  await done;
  assert.equal(answer().state, 'cancelled');
  assert.match(answer().text, /^\*\*top left:\*\* answer 1\n\n\*\*top.*:\*\* answer 2/);
});

test('large letters and no letters at all are looked at as a whole', async (t) => {
  for (const lines of [[], [{ ...line('TITLE', 100, 100), box: { x: 100, y: 100, width: 900, height: 120 } }]]) {
    const { asker, asked, question, answer } = await setup(t, 4096, () => 'an answer', lines);
    await asker.ask('What?', undefined, true);
    assert.equal(question().tiles, undefined);
    assert.deepEqual(asked[0]!.turns[0]!.images, [idOf()]);
    assert.equal(answer().closer, undefined);
  }
});
