import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { ConversationStore } from '../../src/host/conversation/conversationStore.ts';
import type { Conversation } from '../../src/host/conversation/model.ts';
import { pruning } from '../../src/host/conversation/pruning.ts';
import { ShownPictures } from '../../src/host/pictures/shownPictures.ts';
import { PictureStore } from '../../src/host/pictures/pictureStore.ts';
import { ImpError } from '../../src/shared/errors.ts';

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

function png(bytes: number, fill: number): Uint8Array {
  return Buffer.concat([PNG, Buffer.alloc(bytes - PNG.length, fill)]);
}

async function stores(t: TestContext) {
  const root = await mkdtemp(join(tmpdir(), 'imp-store-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  const pictures = new PictureStore(join(root, 'pictures'));
  return { root, pictures, store: new ConversationStore(join(root, 'conversations'), pictures) };
}

async function conversation(
  store: ConversationStore,
  pictures: PictureStore,
  title: string,
  picture: Uint8Array,
  updatedAt: number,
): Promise<Conversation> {
  const stored = await pictures.add(picture, `${title}.png`);
  const value: Conversation = {
    ...store.create(),
    title,
    updatedAt,
    pictures: [{ id: stored.id, name: `${title}.png`, file: stored.file, width: 1, height: 1 }],
    turns: [{ role: 'user', id: 'u', text: title, pictures: [stored.id] }],
  };
  await store.save(value);
  return value;
}

test('a picture is stored once, under its hash, and comes back byte by byte', async (t) => {
  const { pictures } = await stores(t);
  const first = await pictures.add(png(100, 1), 'a.png');
  const again = await pictures.add(png(100, 1), 'b.png');
  assert.equal(first.id, again.id);
  assert.match(first.file, /^[0-9a-f]{64}\.png$/);
  assert.deepEqual(new Uint8Array(await pictures.read(first.file)), new Uint8Array(png(100, 1)));
  assert.equal((await readdir(pictures.folder)).length, 1);
});

test('what is no picture is refused by its bytes, and nothing is stored', async (t) => {
  const { pictures } = await stores(t);
  for (const bytes of [Buffer.from('<html>'), Buffer.alloc(0), Buffer.from('%PDF-1.7')]) {
    await assert.rejects(
      pictures.add(bytes, 'x.png'),
      (error: ImpError) => error.code === 'image-unreadable' && error.message.includes('x.png'),
    );
  }
  assert.equal((await pictures.sizes()).size, 0);
});

test('a conversation comes back as it was saved, and the newest of quick writes wins', async (t) => {
  const { store, pictures } = await stores(t);
  const value = await conversation(store, pictures, 'one', png(50, 1), 1);
  void store.save({ ...value, title: 'two' });
  await store.save({ ...value, title: 'three' });
  assert.equal((await store.load(value.id)).title, 'three');
  assert.deepEqual((await store.load(value.id)).turns, value.turns);
});

test('the list is newest first and leaves out damaged files and empty conversations', async (t) => {
  const { store, pictures, root } = await stores(t);
  await conversation(store, pictures, 'old', png(50, 1), 1);
  await conversation(store, pictures, 'new', png(50, 2), 2);
  await store.save(store.create());
  await writeFile(join(root, 'conversations', 'broken.json'), '{"version":1,');
  assert.deepEqual(
    (await store.list()).map((item) => item.title),
    ['new', 'old'],
  );
  await assert.rejects(store.load('broken'), { code: 'usage' });
  await assert.rejects(store.load('../../etc/passwd'), { code: 'usage' });
});

test('deleting takes the pictures along that no other conversation shows', async (t) => {
  const { store, pictures } = await stores(t);
  const shared = png(80, 7);
  const first = await conversation(store, pictures, 'first', shared, 1);
  const second = await conversation(store, pictures, 'second', shared, 2);
  await store.remove(first.id);
  assert.equal((await pictures.sizes()).size, 1);
  await store.remove(second.id);
  assert.equal((await pictures.sizes()).size, 0);
});

test('over the bound the oldest go first, the open one never', async (t) => {
  const { store, pictures } = await stores(t);
  const old = await conversation(store, pictures, 'old', png(40_000, 1), 1);
  const middle = await conversation(store, pictures, 'middle', png(40_000, 2), 2);
  const recent = await conversation(store, pictures, 'recent', png(40_000, 3), 3);
  assert.equal(await store.prune(90_000, new Set([old.id])), 1);
  assert.deepEqual((await store.list()).map((item) => item.id).sort(), [old.id, recent.id].sort());
  assert.equal((await pictures.sizes()).has(middle.pictures[0]!.file), false);
  assert.equal(await store.prune(1_000_000, new Set()), 0);
});

test('a limit that was lowered asks before it deletes, once; the one that is open by then stays', async (t) => {
  const { store, pictures } = await stores(t);
  const old = await conversation(store, pictures, 'old', png(40_000, 1), 1);
  const recent = await conversation(store, pictures, 'recent', png(40_000, 2), 2);
  const asked: [number, number][] = [];
  let kept = 0;
  let [answer, open] = [false, ''];
  const within = pruning({
    store,
    earlier: { get: () => kept, set: async (limit) => void (kept = limit) },
    keep: () => new Set([open]),
    ask: async (limit, conversations) => {
      asked.push([limit, conversations]);
      open = old.id;
      return answer;
    },
  });
  assert.equal(await within(200_000), 0);
  assert.equal(await within(100_000), 0, 'nothing is beyond it');
  for (let i = 0; i < 3; i++) assert.equal(await within(50_000), 0);
  assert.deepEqual(asked, [[50_000, 1]]);
  assert.equal((await store.list()).length, 2);
  [answer, open] = [true, ''];
  assert.equal(await within(45_000), 1);
  assert.deepEqual(asked.at(-1), [45_000, 1]);
  assert.deepEqual(
    (await store.list()).map(({ id }) => id),
    [old.id],
    `${recent.id} is not the one that was opened meanwhile`,
  );
  assert.equal(kept, 45_000);
});

test("the panel is never given a user's SVG, nor what no browser shows: the engine's PNG, made once", async (t) => {
  const { pictures } = await stores(t);
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><use href="#a"/></svg>');
  const id = (await pictures.add(svg, 'a.svg')).file;
  const drawn: string[] = [];
  const shown = new ShownPictures(
    pictures,
    async ({ file }) => {
      drawn.push(file);
      if (file.endsWith('.tiff')) throw new ImpError('image-unreadable', 'damaged');
      return png(60, 4);
    },
    () => {},
  );
  const picture = (file: string) => ({ id: file, name: 'a', file });
  const made = new Promise((resolve) => shown.onDidChange(resolve));
  assert.equal(shown.fileOf(picture(id)), undefined, 'nothing until it is drawn');
  await made;
  const file = shown.fileOf(picture(id))!;
  assert.match(file, /\.png$/);
  assert.deepEqual(await readFile(pictures.path(file)), png(60, 4));
  for (let i = 0; i < 3; i++) shown.fileOf(picture('b.tiff'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(shown.fileOf(picture('b.tiff')), undefined);
  assert.deepEqual(drawn, [id, 'b.tiff']);
  assert.equal(shown.fileOf(picture('c.png')), 'c.png');
});

test('a picture that waits for its conversation stays for an hour', async (t) => {
  const { store, pictures } = await stores(t);
  const fresh = await pictures.add(png(60, 1), 'fresh.png');
  const stale = await pictures.add(png(60, 2), 'stale.png');
  const past = new Date(Date.now() - 2 * 60 * 60 * 1000);
  await utimes(pictures.path(stale.file), past, past);
  await store.prune(1e9, new Set());
  assert.deepEqual([...(await pictures.sizes()).keys()], [fresh.file]);
});

test('two windows with the same conversation lose nothing: the second goes on under an id of its own', async (t) => {
  const { root, store, pictures } = await stores(t);
  const here = await conversation(store, pictures, 'shared', png(50, 1), 1);
  const other = new ConversationStore(join(root, 'conversations'), pictures);
  const there = await other.load(here.id);
  await store.save(Object.assign(here, { draft: 'typed here' }));
  void other.save(Object.assign(there, { draft: 'typed' }));
  await other.save(Object.assign(there, { draft: 'typed there' }));
  assert.notEqual(there.id, here.id);
  assert.equal((await store.load(here.id)).draft, 'typed here');
  assert.equal((await store.load(there.id)).draft, 'typed there');
  assert.equal((await store.load(there.id)).id, there.id);
  assert.equal((await store.list()).length, 2);
  // Each goes on where it is.
  await other.save(Object.assign(there, { draft: 'more' }));
  await store.save(Object.assign(here, { draft: 'more' }));
  assert.equal((await store.list()).length, 2);
});
