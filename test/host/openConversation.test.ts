import assert from 'node:assert/strict';
import test from 'node:test';
import { exportMarkdown } from '../../src/host/conversation/markdownExport.ts';
import { OpenConversation } from '../../src/host/conversation/openConversation.ts';
import { PictureStore } from '../../src/host/pictures/pictureStore.ts';
import { imageId } from '../../src/image/region.ts';
import type { AttachParams, Turn } from '../../src/shared/engine.ts';
import { ImpError } from '../../src/shared/errors.ts';
import { english } from '../../src/shared/message.ts';
import type { AnswerTurnView, PanelChange } from '../../src/shared/panel.ts';
import { emit, PNG, question, setup } from './support.ts';

test('a picture is encoded when it arrives, and the answer streams into the turn', async (t) => {
  const { session, fake, changes, asked, lastAnswer } = await setup(t);
  const picture = await session.addPicture({ bytes: PNG, name: 'a.png' });
  await session.ask(question);
  const attach = fake.calls.find(({ method }) => method === 'attach')!.params as AttachParams;
  assert.deepEqual(attach.ahead, { turns: [] });
  assert.deepEqual(asked()[0]!.turns, [{ role: 'user', text: 'What?', images: [picture.id] }]);
  assert.equal(lastAnswer().text, 'two words');
  assert.equal(lastAnswer().state, 'end');
  const streamed = changes.flatMap((change) => (change.type === 'text' ? [change.text] : [])).join('');
  assert.equal(streamed, 'two words');
  assert.deepEqual(session.pending, []);
  assert.equal(session.picture(picture.id)!.width, 10);
});

test('what is being typed is given to the engine with its conversation, once the model is loaded and while no answer is written', async (t) => {
  const { session, fake } = await setup(t);
  const prepared = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return fake.calls
      .filter(({ method }) => method === 'prepare')
      .map(({ params }) => (params as { turns: Turn[] }).turns);
  };
  session.setDraft('Which', false);
  assert.deepEqual(await prepared(), [], 'nothing is loaded, and there is no picture');
  const { id } = await session.addPicture({ bytes: PNG, name: 'a.png' });
  const asking = session.ask(question);
  session.setDraft('And', false);
  await asking;
  assert.deepEqual(await prepared(), []);
  session.setDraft(' And the col', false);
  const before = [
    { role: 'user', text: 'What?', images: [id] },
    { role: 'assistant', text: 'two words' },
  ];
  assert.deepEqual((await prepared()).at(-1), [...before, { role: 'user', text: 'And the col' }]);
  const second = await session.addPicture({ bytes: new Uint8Array([...PNG, 0]), name: 'b.png' });
  session.setDraft('And this', false);
  assert.deepEqual((await prepared()).at(-1)!.at(-1), { role: 'user', text: 'And this', images: [second.id] });
  const count = (await prepared()).length;
  session.setDraft('  ', false);
  session.setDraft('set by the extension');
  assert.equal((await prepared()).length, count);
});

test('later turns carry the conversation; prompts replace labels; failed questions are left out', async (t) => {
  const { session, fake, asked } = await setup(t);
  await session.addPicture({ bytes: PNG, name: 'a.png' });
  await session.ask({ ...question, text: 'Explain this chart', prompt: 'Long prompt' });
  const { ask } = fake.script;
  fake.script.ask = async () => {
    throw new ImpError('memory', 'too big');
  };
  await session.ask({ ...question, text: 'fails' });
  fake.script.ask = ask;
  await session.ask({ ...question, text: 'And now?' });
  assert.deepEqual(
    asked()
      .at(-1)!
      .turns.map(({ role, text }) => [role, text]),
    [
      ['user', 'Long prompt'],
      ['assistant', 'two words'],
      ['user', 'And now?'],
    ],
  );
});

test('a failure is part of its turn, with the button that helps', async (t) => {
  const { session, fake, lastAnswer } = await setup(t);
  fake.script.ask = async () => {
    throw new ImpError('memory', 'It does not fit.');
  };
  await session.ask(question);
  assert.equal(lastAnswer().state, 'failed');
  assert.deepEqual(lastAnswer().failure, { code: 'memory', message: 'It does not fit.', action: 'selectModel' });
});

test('stop keeps what was written', async (t) => {
  const { session, fake, lastAnswer } = await setup(t);
  fake.script.ask = (_params, options) =>
    new Promise((_, reject) => {
      emit(options, { type: 'text', text: 'half', tokens: 1 });
      options.signal!.addEventListener('abort', () => reject(new ImpError('cancelled', 'Stopped.')));
    });
  const done = session.ask(question);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(session.busy, true);
  await assert.rejects(session.ask(question), { code: 'usage' });
  await session.stop();
  await done;
  assert.equal(lastAnswer().state, 'cancelled');
  assert.equal(lastAnswer().text, 'half');
  assert.equal(session.busy, false);
});

test('after a crash the pictures go in again with the next question', async (t) => {
  const { session, fake, asked, attachments } = await setup(t);
  const picture = await session.addPicture({ bytes: PNG, name: 'a.png' });
  await session.ask(question);
  fake.crash();
  assert.equal(attachments.state(picture.id).state, 'waiting');
  await session.ask({ ...question, text: 'Again?' });
  assert.equal(fake.calls.filter(({ method }) => method === 'load').length, 2);
  assert.equal(fake.calls.filter(({ method }) => method === 'attach').length, 2);
  assert.equal(asked().at(-1)!.turns.length, 3);
  assert.deepEqual((await attachments.resolve(picture.id))?.name, 'a.png');
});

test('a broken picture fails its own question, not the later ones', async (t) => {
  const { session, fake, lastAnswer } = await setup(t);
  fake.script.attach = async () => {
    throw new ImpError('image-unreadable', 'truncated');
  };
  const picture = await session.addPicture({ bytes: PNG, name: 'bad.png' });
  await session.ask(question);
  assert.equal(lastAnswer().failure?.code, 'image-unreadable');
  assert.equal(session.pictureViews()[0]!.state, 'error');
  assert.ok(session.picture(picture.id));
  await session.ask({ ...question, text: 'Without it?' });
  assert.equal(lastAnswer().state, 'end');
});

test('a conversation opens again with pictures, draft and answers', async (t) => {
  const { session, store } = await setup(t);
  const picture = await session.addPicture({ bytes: PNG, name: 'a.png' });
  await session.ask(question);
  session.setDraft('next', false);
  const { id } = session.current;
  const before = structuredClone(session.current);
  await store.save(session.current);
  await session.startNew();
  assert.equal(session.current.turns.length, 0);
  await session.open(id);
  assert.deepEqual(session.current, before);
  assert.equal(session.pictureViews()[0]!.id, picture.id);
  await assert.rejects(session.open('missing'), { code: 'usage' });
  assert.equal(session.current.id, id);
});

test('conversations that began with the same command are told apart by their pictures', async (t) => {
  const { session, changes } = await setup(t);
  await session.addPicture({ bytes: PNG, name: 'sales.png' });
  await session.ask({ ...question, text: 'Explain this chart.', task: 'chart' });
  const titles = changes.flatMap((change) => (change.type === 'title' ? [change.title] : []));
  assert.deepEqual(titles, ['Explain this chart – sales.png']);
});

test('a region is a picture of its own, of the same file', async (t) => {
  const { session, fake, asked } = await setup(t);
  const whole = await session.addPicture({ bytes: PNG, name: 'a.png' });
  const crop = session.addRegion(whole.id, { x: 1, y: 2, width: 3, height: 4 });
  session.removePicture(whole.id);
  assert.ok(session.picture(whole.id), 'the whole picture stays while its crop needs it');
  await session.ask(question);
  const regions = fake.calls
    .filter(({ method }) => method === 'attach')
    .map(({ params }) => (params as AttachParams).region);
  assert.deepEqual(regions.at(-1), { x: 1, y: 2, width: 3, height: 4 });
  assert.deepEqual(asked()[0]!.turns[0]!.images, [crop.id]);
  assert.equal(crop.id, imageId(PNG, { x: 1, y: 2, width: 3, height: 4 }), 'one id in the host and in the engine');
});

test('regenerate replaces the answer and what followed it', async (t) => {
  const { session, asked, lastAnswer } = await setup(t);
  await session.ask(question);
  const first = lastAnswer().id;
  await session.ask({ ...question, text: 'More?' });
  await session.regenerate(first, 'off', { prompt: 'Other' });
  assert.equal(session.current.turns.length, 2);
  assert.notEqual(lastAnswer().id, first);
  assert.equal(asked().at(-1)!.turns[0]!.text, 'Other');
});

test('Markdown export names every picture once and keeps the words', async (t) => {
  const { session } = await setup(t);
  await session.addPicture({ bytes: PNG, name: 'my chart [1].png' });
  await session.ask(question);
  const { markdown, pictures } = exportMarkdown(session.current, 'x-pictures');
  assert.equal(pictures.length, 1);
  assert.equal(pictures[0]!.to, 'my-chart-1.png');
  assert.match(markdown, /!\[my chart \\\[1\\\]\.png\]\(x-pictures\/my-chart-1\.png\)/);
  assert.match(markdown, /> What\?/);
  assert.match(markdown, /two words/);
});

test('another code target changes the answer and its question without asking the model again', async (t) => {
  const { session, asked, lastAnswer, changes } = await setup(t);
  await session.ask(question);
  const before = changes.length;
  await session.change(
    lastAnswer().id,
    { text: 'In React', target: { framework: 'react', tailwind: false } },
    async (answer) => void (answer.text = 'changed'),
  );
  assert.equal(asked().length, 1);
  assert.equal(lastAnswer().text, 'changed');
  assert.equal(session.current.turns[0]!.text, 'In React');
  assert.deepEqual(
    changes.slice(before).map((change) => change.type === 'turn' && change.turn.text),
    ['In React', 'changed'],
  );
  await assert.rejects(
    session.change('no such answer', {}, async () => {}),
    { code: 'usage' },
  );
});

test('a change that fails leaves the question as it was', async (t) => {
  const { session, lastAnswer } = await setup(t);
  await session.ask(question);
  await assert.rejects(
    session.change(lastAnswer().id, { text: 'In Vue' }, () => Promise.reject(new ImpError('usage', 'no markup'))),
    { code: 'usage' },
  );
  assert.equal(session.current.turns[0]!.text, 'What?');
});

test('marks that come after an answer was written again do not bring it back', async (t) => {
  const { store, attachments } = await setup(t);
  let marked!: () => void;
  const late = new Promise<void>((resolve) => (marked = resolve));
  const runs: AnswerTurnView[] = [];
  const session = new OpenConversation({
    store,
    pictures: new PictureStore('unused'),
    attachments,
    async run({ answer, afterwards }) {
      runs.push(answer);
      Object.assign(answer, { text: `answer ${runs.length}`, state: 'end' });
      if (runs.length === 1) afterwards(late);
    },
    prepare: async () => {},
    address: ({ file }) => file,
    remember() {},
    translated: english,
    log() {},
  });
  await session.ask(question);
  await session.regenerate(runs[0]!.id, 'off');
  const changes: PanelChange[] = [];
  session.onDidChange((change) => changes.push(change));
  marked();
  await late;
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(changes, []);
  assert.deepEqual(
    session.current.turns.map(({ text }) => text),
    ['What?', 'answer 2'],
  );
});
