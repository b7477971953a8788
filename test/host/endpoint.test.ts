/** A model on a server, as the panel uses it: what goes there and when, what is shown, what becomes of failures. */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import {
  endpointAddress,
  EndpointClient,
  endpointModel,
  Known,
  knownKey,
  type Memory,
} from '../../src/endpoints/index.ts';
import { checkEntries, freeName } from '../../src/host/endpoints/entries.ts';
import { endpointText } from '../../src/host/models/rows.ts';
import {
  answer,
  clientOf,
  delta,
  json,
  picturesIn,
  SERVERS,
  startFake,
  textsIn,
  type FakeServer,
  type Route,
} from '../endpoints/server.ts';
import { PNG, question, setup } from './support.ts';

const CHAT = 'POST /v1/chat/completions';

function memory(): Memory {
  const kept = new Map<string, unknown>();
  return {
    get: <T>(key: string) => kept.get(key) as T | undefined,
    update: (key, value) => Promise.resolve(void kept.set(key, value)),
  };
}

function entry(url: string, model = 'imp.gguf') {
  return checkEntries([{ name: 'Lab', url, model, kind: 'llama-server' }]).entries[0]!;
}

async function panel(t: TestContext, routes: Record<string, Route>, model?: string, server?: FakeServer) {
  server ??= await startFake({ ...SERVERS['llama-server'], ...routes });
  t.after(() => server.close());
  const lab = entry(server.url, model);
  const known = new Known(memory());
  const endpoint = endpointModel(lab, { known, open: ({ url }) => Promise.resolve(clientOf(url)) });
  const made = await setup(t, {}, { id: lab.id, name: lab.name, kind: 'imp', endpoint });
  const asked = () => server.requests.filter(({ path }) => path === '/v1/chat/completions');
  return { ...made, server, known, lab, chats: asked };
}

test('a picture waits here until it is asked about; then question and picture go, and the answer says from where', async (t) => {
  const { session, server, fake, lastAnswer, changes, chats, known, lab } = await panel(t, {
    [CHAT]: answer('A bar chart of some fruit, with eight words.', { prompt: 800, cached: 16 }),
  });
  await session.addPicture({ bytes: PNG, name: 'a.png' });
  session.setDraft('What is', false);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(server.requests, [], 'nothing is sent before the question');
  await session.ask(question);
  assert.equal(lastAnswer().text, 'A bar chart of some fruit, with eight words.');
  assert.equal(lastAnswer().state, 'end');
  const { host } = new URL(server.url);
  assert.deepEqual(lastAnswer().origin, { host, thisMachine: true, encrypted: false });
  const figures = lastAnswer().figures!;
  assert.deepEqual([figures.model, figures.promptTokens, figures.reusedTokens], ['Lab', 800, 16]);
  const firstWord = changes.findIndex((change) => change.type === 'text');
  const said = changes.findIndex((change) => change.type === 'turn' && 'origin' in change.turn && change.turn.origin);
  assert.ok(said >= 0 && said < firstWord, 'said before the first word');
  await session.ask({ ...question, text: 'And now?' });
  const [first, second] = chats();
  assert.deepEqual(textsIn(second!.body), ['What?', lastAnswer().text, 'And now?']);
  assert.equal(picturesIn(second!.body).length, 1);
  assert.equal(first!.headers['x-session-id'], session.current.id);
  assert.equal(second!.headers['x-session-id'], session.current.id);
  assert.deepEqual([...new Set(fake.calls.map(({ method }) => method))], ['attach', 'wire'], 'no model is loaded here');
  assert.ok(fake.calls.every(({ params }) => !(params as { ahead?: unknown }).ahead));
  const { sees, contextTokens } = known.model(knownKey(lab));
  assert.deepEqual([sees, contextTokens], ['yes', 4096]);
});

test('a server killed in mid-answer: what was written stays, Try again works', async (t) => {
  let killed = false;
  const { session, lastAnswer } = await panel(t, {
    [CHAT]: (seen, response) => {
      if (killed) return answer('All of it.')(seen, response);
      killed = true;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(delta('Half of'), () => setTimeout(() => response.destroy(), 20));
    },
  });
  await session.ask(question);
  assert.equal(lastAnswer().state, 'failed');
  assert.equal(lastAnswer().text, 'Half of');
  assert.deepEqual([lastAnswer().failure?.code, lastAnswer().failure?.action], ['endpoint-unreachable', 'retry']);
  assert.ok(lastAnswer().origin);
  await session.regenerate(lastAnswer().id, 'off');
  assert.deepEqual([lastAnswer().state, lastAnswer().text, lastAnswer().failure], ['end', 'All of it.', undefined]);
});

test('Stop keeps what was written, and ends the request', async (t) => {
  let closed!: () => void;
  const gone = new Promise<void>((resolve) => (closed = resolve));
  const { session, lastAnswer } = await panel(t, {
    [CHAT]: (_, response) => {
      response.on('close', closed);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(delta('Half of'));
    },
  });
  const done = session.ask(question);
  const written = session.onDidChange((change) => change.type === 'text' && void session.stop());
  await done;
  written.dispose();
  assert.deepEqual([lastAnswer().state, lastAnswer().text], ['cancelled', 'Half of']);
  await gone;
});

test('consent refused: nothing is sent, and that is what the answer says', async (t) => {
  let requests = 0;
  const lab = entry('http://gpu.example:8080');
  const known = new Known(memory());
  const fetch = () => {
    requests++;
    return Promise.reject(new Error('it left'));
  };
  const endpoint = endpointModel(lab, {
    known,
    open: ({ url }) =>
      Promise.resolve(
        new EndpointClient({ url, fetch, permission: { offline: false, agreed: (origin) => known.agreed(origin) } }),
      ),
  });
  const { session, lastAnswer } = await setup(t, {}, { id: lab.id, name: 'Lab', kind: 'imp', endpoint });
  await session.addPicture({ bytes: PNG, name: 'a.png' });
  await session.ask(question);
  assert.deepEqual([lastAnswer().state, lastAnswer().failure?.code], ['failed', 'consent-refused']);
  assert.match(lastAnswer().failure!.message, /gpu\.example:8080 \(not encrypted\)\. Nothing was sent/);
  assert.equal(requests, 0);
  await known.agree('https://gpu.example:8080');
  await session.regenerate(lastAnswer().id, 'off');
  assert.equal(lastAnswer().failure?.code, 'consent-refused', 'encrypted is another thing than not encrypted');
  assert.equal(requests, 0);
  await known.agree('http://gpu.example:8080');
  await session.regenerate(lastAnswer().id, 'off');
  assert.equal(lastAnswer().failure?.code, 'endpoint-unreachable');
  assert.equal(requests, 1);
});

test('a model that takes no pictures gets none; those that do are named', async (t) => {
  const server = await startFake({ ...SERVERS['ollama'], [CHAT]: answer('Text.') });
  const { session, lastAnswer, chats } = await panel(t, {}, 'qwen3:8b', server);
  await session.addPicture({ bytes: PNG, name: 'a.png' });
  await session.ask(question);
  assert.equal(lastAnswer().failure?.code, 'endpoint-blind');
  assert.match(lastAnswer().failure!.message, /nothing was sent\. There, these do: gemma3:4b/);
  assert.deepEqual(chats(), []);
});

test('a model that the server does not have is said to be missing, with those that it has', async (t) => {
  const { session, lastAnswer } = await panel(t, { [CHAT]: answer('x') }, 'other.gguf');
  await session.ask(question);
  assert.deepEqual([lastAnswer().failure?.code, lastAnswer().failure?.action], ['endpoint-missing', 'selectModel']);
  assert.match(lastAnswer().failure!.message, /It has imp\.gguf/);
});

test('a model that does not say is shown the probe picture once, and remembered', async (t) => {
  const server = await startFake({
    ...SERVERS['vllm'],
    [CHAT]: (seen, response) => answer('Fine.', { prompt: 20 + 64 * picturesIn(seen.body).length })(seen, response),
  });
  const { session, engine, chats, known, lab } = await panel(t, {}, 'llava-imp', server);
  await session.ask(question);
  assert.equal(chats().length, 3);
  assert.equal(known.model(knownKey(lab)).sees, 'yes');
  engine.reset();
  await session.ask(question);
  assert.equal(chats().length, 4);
});

test('a picture that was too much is sent smaller from the start the next time', async (t) => {
  const overflow = json(
    { error: { type: 'exceed_context_size_error', message: 'x', n_prompt_tokens: 9000, n_ctx: 4096 } },
    400,
  );
  const sides: number[] = [];
  const { engine } = await panel(t, {
    [CHAT]: (seen, response) => (sides.at(-1) === 2048 ? overflow : answer('Fine.'))(seen, response),
  });
  const lab = engine as unknown as { remote: Parameters<typeof Object>[0] };
  await engine.ensureModel();
  const remote = lab.remote as { ask: ReturnType<typeof endpointModel>['ask'] };
  const picture = (_: string, maxSide: number) => {
    sides.push(maxSide);
    return Promise.resolve({ bytes: PNG, type: 'image/png' as const, width: maxSide, height: 10 });
  };
  const ask = () => remote.ask({ turns: [{ role: 'user', text: 'What?', images: ['a'] }] }, picture, {});
  assert.equal((await ask()).answer, 'Fine.');
  assert.equal((await ask()).answer, 'Fine.');
  assert.deepEqual(sides, [2048, 1024, 1024]);
});

test('entries that cannot be used are left out and named; a key in an address is none', () => {
  const { entries, problems } = checkEntries([
    { name: 'a', url: 'http://a', model: 'm', kind: 'vllm' },
    { name: 'b', url: 'http://b', model: 'm', kind: 'unheard of', key: 'secret' },
    ...[null, 7, 'x', {}, { name: 'c', url: 'http://u:p@c', model: 'm' }, { name: 'a', url: 'http://d', model: 'm' }],
  ]);
  assert.deepEqual(
    entries.map(({ id, kind }) => [id, kind]),
    [
      ['endpoint:a', 'vllm'],
      ['endpoint:b', 'openai'],
    ],
  );
  assert.ok(!JSON.stringify(entries).includes('secret'));
  assert.equal(problems.length, 6);
  assert.equal(freeName('a', ['a', 'a 2']), 'a 3');
});

test('the picker says where an endpoint is before what was measured; names draw no icon', () => {
  const row = {
    name: 'x $(check)',
    model: 'imp',
    kind: 'vllm' as const,
    address: endpointAddress('http://gpu:8000'),
    known: { firstWordSeconds: 0.84, wordsPerSecond: 31.4, contextTokens: 2048, sees: 'yes' as const },
  };
  const { label, description, detail } = endpointText(row, false);
  assert.ok(!label.includes('$('));
  assert.equal(description, 'at gpu:8000, not encrypted');
  assert.equal(detail, 'vLLM: imp · first word after 0.8 s, then 31 words/s (measured) · context of 2048 tokens');
  const here = endpointText({ ...row, address: endpointAddress('localhost:8080'), known: {} }, true);
  assert.deepEqual([here.description, here.detail], ['on this machine (localhost:8080)', 'vLLM: imp']);
});
