/** Nothing that the user wrote or was told gets lost: odd files, hanging engines, full disks, changed answers. */
import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { ConversationStore } from '../../src/host/conversation/conversationStore.ts';
import { PictureStore } from '../../src/host/pictures/pictureStore.ts';
import { cropId } from '../../src/shared/crop.ts';
import { ImpError } from '../../src/shared/errors.ts';
import type { AnswerTurnView, UserTurnView } from '../../src/shared/panel.ts';
import { emit, PNG, question, setup } from './support.ts';

const HASH = 'a'.repeat(64);

async function folderOf(store: ConversationStore, pictures: string): Promise<string> {
  await store.list();
  return join(dirname(pictures), 'conversations');
}

test('odd files in the folder are left out, named once, and kept; a sync copy is a conversation of its own', async (t) => {
  const { session, store, pictures } = await setup(t);
  await session.addPicture({ bytes: PNG, name: 'a.png' });
  await session.ask(question);
  await store.flush();
  const { id } = session.current;
  const folder = await folderOf(store, pictures.folder);
  const good = await readFile(join(folder, `${id}.json`), 'utf8');
  const kept = JSON.parse(good) as Record<string, unknown>;
  const odd: Record<string, string> = {
    'broken.json': good.slice(0, 100),
    'empty.json': '',
    'null.json': 'null',
    'list.json': '[]',
    'other version.json': JSON.stringify({ ...kept, version: 99 }),
    'turns of null.json': JSON.stringify({ ...kept, turns: [null] }),
    'turns of numbers.json': JSON.stringify({ ...kept, turns: [{ role: 'user', id: 1, text: 2, pictures: 3 }] }),
    'deep.json': '['.repeat(200_000),
    [`names ${HASH}.json`]: `{"pictures":[{"file":"${HASH}.png"}`,
  };
  const copies = [
    `${id} (conflicted copy 2026-11-29).json`,
    `${id} (Ann's conflicted copy).json`,
    '对话 的副本.json',
    '.hidden.json',
  ];
  for (const [name, text] of Object.entries(odd)) await writeFile(join(folder, name), text);
  for (const name of copies) await writeFile(join(folder, name), good);
  await mkdir(join(folder, 'a folder.json'));
  await writeFile(pictures.path(`${HASH}.png`), PNG);

  const named: string[] = [];
  const other = new ConversationStore(folder, pictures, (file) => named.push(file));
  const listed = await other.list();
  assert.deepEqual(
    listed.map((item) => item.id).sort(),
    [id, ...copies.slice(0, 3).map((name) => name.slice(0, -5))].sort(),
  );
  await other.list();
  assert.deepEqual(named.sort(), [...Object.keys(odd), 'a folder.json'].sort(), 'each is named, once');
  for (const { id: each } of listed) assert.equal((await other.load(each)).id, each, 'ids come from file names');
  assert.equal((await other.load(listed[0]!.id)).turns.length, 2);
  // however old, a picture that a damaged file names stays with it
  await pictures.removeUnused(new Set(), new Set(), 0);
  await other.prune(1e9, new Set());
  await other.remove(copies[0]!.slice(0, -5));
  assert.ok((await pictures.sizes()).has(`${HASH}.png`));
  for (const name of Object.keys(odd)) assert.ok((await stat(join(folder, name))).isFile(), name);
  await assert.rejects(other.load('broken'), { code: 'usage' });
});

test('a kept file cannot lead out of the picture store, and crops get the ids that the engine gives them', async (t) => {
  const { store, pictures } = await setup(t);
  const folder = await folderOf(store, pictures.folder);
  const picture = { id: HASH, name: 'a.png', file: `${HASH}.png`, width: 9, height: 9 };
  const region = { x: 1, y: 2, width: 3, height: 4 };
  const old = 'b'.repeat(64);
  const file = {
    version: 1,
    id: '../../elsewhere',
    title: 'T',
    createdAt: 1,
    updatedAt: 2,
    draft: '',
    pending: [old, 'c'.repeat(64)],
    pictures: [
      picture,
      { ...picture, id: old, cropOf: { id: HASH, region } },
      { ...picture, id: 'c'.repeat(64), file: '../../../etc/passwd' },
      { ...picture, id: 'd'.repeat(64), file: `${HASH}.png/../../x` },
      { ...picture, id: 'e'.repeat(64), width: 'wide' },
      null,
    ],
    turns: [
      { role: 'user', id: 'u', text: 'q', pictures: [HASH, old, 'c'.repeat(64)], later: 'kept' },
      { role: 'assistant', id: 'a', text: 't', state: 'end', boxes: [{ picture: old, label: 'l', region }] },
    ],
  };
  await writeFile(join(folder, 'x.json'), JSON.stringify(file));
  const loaded = await store.load('x');
  const crop = cropId(HASH, region);
  assert.equal(loaded.id, 'x');
  assert.deepEqual(
    loaded.pictures.map(({ id }) => id),
    [HASH, crop],
  );
  assert.deepEqual(loaded.pending, [crop]);
  assert.deepEqual((loaded.turns[0] as UserTurnView).pictures, [HASH, crop]);
  assert.equal((loaded.turns[0] as unknown as { later: string }).later, 'kept', 'what a later version adds stays');
  assert.equal((loaded.turns[1] as AnswerTurnView).boxes![0]!.picture, crop);
});

test(
  'what was written is on the disk while it comes, and after a reload nothing is streaming',
  { timeout: 20_000 },
  async (t) => {
    const { session, store, fake } = await setup(t);
    await session.addPicture({ bytes: PNG, name: 'a.png' });
    fake.script.ask = (_params, options) => {
      emit(options, { type: 'text', text: 'half an ans', tokens: 3 });
      return new Promise(() => {}); // the engine hangs
    };
    void session.ask(question);
    const begun = performance.now();
    let kept: AnswerTurnView | undefined;
    while (kept?.text !== 'half an ans') {
      assert.ok(performance.now() - begun < 8000, 'nothing of it was kept');
      await new Promise((resolve) => setTimeout(resolve, 100));
      // as the next window reads it
      kept = (await store.load(session.current.id).catch(() => undefined))?.turns.at(-1) as AnswerTurnView | undefined;
    }
    assert.equal(kept.state, 'cancelled');
    assert.equal(kept.interrupted, true);
    assert.equal(kept.phase, undefined);
    await session.stop();
  },
);

test(
  'an engine that hangs does not keep Stop from working, and is ended before the next question',
  { timeout: 20_000 },
  async (t) => {
    const { session, fake, lastAnswer } = await setup(t, { stopMs: 100, hangMs: 400 });
    await session.addPicture({ bytes: PNG, name: 'a.png' });
    const answers = fake.script.ask;
    let hang: ((error: ImpError) => void) | undefined;
    fake.script.ask = (_params, options) => {
      emit(options, { type: 'text', text: 'half', tokens: 1 });
      return new Promise((_, reject) => (hang = reject));
    };
    fake.onStop = () => hang?.(new ImpError('engine-stopped', 'stopped'));
    const asking = session.ask(question);
    while (!hang) await new Promise((resolve) => setTimeout(resolve, 10));
    const begun = performance.now();
    await session.stop();
    await asking;
    assert.ok(performance.now() - begun < 2000);
    assert.deepEqual([lastAnswer().state, lastAnswer().text, session.busy], ['cancelled', 'half', false]);
    fake.script.ask = answers;
    await session.ask({ ...question, text: 'And now?' });
    assert.equal(lastAnswer().text, 'two words');
    assert.equal(fake.stops, 1);
  },
);

test('writing an earlier answer again keeps what followed, as a conversation in the history', async (t) => {
  const { session, store, changes } = await setup(t);
  await session.addPicture({ bytes: PNG, name: 'a.png' });
  for (const text of ['One?', 'Two?', 'Three?']) await session.ask({ ...question, text });
  await session.regenerate(session.current.turns[1]!.id, 'off');
  assert.equal(session.current.turns.length, 2);
  await store.flush();
  const listed = await store.list();
  assert.deepEqual(listed.map(({ turns }) => turns).sort(), [1, 3]);
  const before = listed.find(({ turns }) => turns === 3)!;
  assert.match(before.title, /One\? \(before the change\)/);
  assert.match(
    changes.flatMap((change) => (change.type === 'notice' ? [change.message] : []))[0]!,
    /kept in the history/,
  );
  // the last answer alone has nothing behind it
  await session.regenerate(session.current.turns.at(-1)!.id, 'off');
  await store.flush();
  assert.equal((await store.list()).length, 2);
});

test('a conversation that cannot be saved is said, and saved when it works again', async (t) => {
  const { session, store, changes, pictures } = await setup(t);
  await session.addPicture({ bytes: PNG, name: 'a.png' });
  await store.flush();
  const folder = await folderOf(store, pictures.folder);
  await rm(folder, { recursive: true });
  await writeFile(folder, 'a file in the way'); // as root, permissions keep nobody out
  await session.ask(question);
  await store.flush();
  const problems = () => changes.flatMap((change) => (change.type === 'unsaved' ? [change.problem] : []));
  assert.ok(problems().at(-1), 'nothing was said');
  await rm(folder);
  await session.saver.again();
  assert.equal(problems().at(-1), null);
  assert.equal((await store.load(session.current.id)).turns.length, 2);
});

test('a picture pasted a second time has its size', async (t) => {
  const { session, changes } = await setup(t);
  const first = await session.addPicture({ bytes: PNG, name: 'a.png' });
  await session.ask(question);
  assert.equal(session.picture(first.id)!.width, 10);
  await session.startNew();
  const again = await session.addPicture({ bytes: PNG, name: 'b.png' });
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual([again.width, again.height], [10, 20]);
  const shown = changes.flatMap((change) =>
    change.type === 'picture' && change.picture.id === again.id ? [change.picture] : [],
  );
  assert.deepEqual([shown.at(-1)!.width, shown.at(-1)!.state], [10, 'ready']);
});

test(
  'conversations and pictures are readable by their owner alone',
  { skip: process.platform === 'win32' },
  async (t) => {
    const { session, store, pictures } = await setup(t);
    await mkdir(pictures.folder, { recursive: true });
    await chmod(pictures.folder, 0o755); // as an earlier version made it
    await session.addPicture({ bytes: PNG, name: 'a.png' });
    await session.ask(question);
    await store.flush();
    const folder = await folderOf(store, pictures.folder);
    for (const place of [folder, pictures.folder]) {
      assert.equal((await stat(place)).mode & 0o777, 0o700, place);
      for (const file of await readdir(place)) assert.equal((await stat(join(place, file))).mode & 0o777, 0o600, file);
    }
    assert.ok(pictures instanceof PictureStore);
  },
);
