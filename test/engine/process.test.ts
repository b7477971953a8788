/** The engine as a process: asked, stopped, killed in every phase, left by its parent; nothing hangs and it serves again. */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { EngineClient, restartBudget } from '../../src/client/index.ts';
import { planMemory } from '../../src/engine/memory.ts';
import { checkPair } from '../../src/engine/loadedPair.ts';
import type { AskEvent, ImageId, Turn } from '../../src/shared/engine.ts';
import { convertFixture, ENGINE, engine, failsWith, OPTIONS, picture, temporaryFolder, waitFor } from './support.ts';

const folder = await temporaryFolder();
const files = await convertFixture('imp-v1.5-tiny-phi2', folder);
const bytes = await picture();
const question = (id: ImageId, text = 'What is it?'): Turn[] => [{ role: 'user', text, images: [id] }];
/** A process that has ended and whose end nobody has asked for yet (a zombie) is not alive. */
const alive = (pid: number) => {
  try {
    if (process.platform === 'linux') return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('attach, ask, ask again: the second answer reuses the picture, events tell the story', async () => {
  const imp = engine();
  const facts = await imp.request('load', { files, options: OPTIONS });
  assert.deepEqual([facts.architecture, facts.imageTokens, facts.template], ['phi2', 16, 'vicuna']);
  const phases: [string, number?][] = [];
  const image = await imp.request(
    'attach',
    { bytes, ahead: { turns: [] } },
    { onEvent: ({ phase, fraction }) => phases.push([phase, fraction]) },
  );
  // a batch takes seconds with a large model: progress is reported before each batch
  assert.deepEqual(phases[0], ['prefilling', 0]);
  const encoding = phases.map(([phase]) => phase);
  const [before, behind] = [phases[encoding.indexOf('encoding') - 1]!, phases[encoding.lastIndexOf('encoding') + 1]!];
  assert.deepEqual(behind, before, 'the picture is announced, not reported when it is done');
  assert.deepEqual([image.width, image.height, image.format, image.tokens], [64, 48, 'png', 16]);
  const events: AskEvent[] = [];
  const first = await imp.request(
    'ask',
    { turns: question(image.id), maxTokens: 12 },
    { onEvent: (event) => events.push(event) },
  );
  assert.ok(first.reusedTokens > 16 && first.timings.encode_ms === 0, 'prefilled ahead');
  assert.equal(
    events
      .filter((event) => event.type === 'text')
      .map((event) => event.text)
      .join(''),
    first.answer,
  );
  const second = await imp.request('ask', {
    turns: [...question(image.id), { role: 'assistant', text: first.answer }, { role: 'user', text: 'And?' }],
    maxTokens: 4,
  });
  assert.ok(second.reusedTokens > first.reusedTokens);
  assert.equal((await imp.request('ask', { turns: question(image.id), maxTokens: 12 })).answer, first.answer);
});

test("a question is evaluated while it is typed, without being in anything's way", async () => {
  const imp = engine();
  await imp.request('prepare', { turns: [{ role: 'user', text: 'Which' }] });
  assert.equal((await imp.request('stats', {})).model, null, 'it loads nothing');
  await imp.request('load', { files, options: OPTIONS });
  const { id } = await imp.request('attach', { bytes, ahead: { turns: [] } });
  const text = 'Which of the colours in this picture stands for the eleventh month?';
  const plain = await imp.request('ask', { turns: question(id, text), maxTokens: 8 });
  await imp.request('ask', { turns: question(id), maxTokens: 1 });
  for (const typed of ['Which', 'Which of the col', 'Which of the colours in this picture stands'])
    await imp.request('prepare', { turns: question(id, typed) });
  const prepared = await imp.request('ask', { turns: question(id, text), maxTokens: 8 });
  assert.equal(prepared.answer, plain.answer);
  assert.ok(
    prepared.reusedTokens >= plain.reusedTokens + 8,
    `${prepared.reusedTokens} tokens were there, ${plain.reusedTokens} without`,
  );
  // what is asked does not wait for it, and what cannot be prepared is no error
  const late = imp.request('prepare', { turns: question(id, 'Which of the colours '.repeat(40)) });
  assert.equal((await imp.request('ask', { turns: question(id, text), maxTokens: 8 })).answer, plain.answer);
  await late;
  await imp.request('prepare', { turns: question(id, 'word '.repeat(5000)) });
  await imp.request('prepare', { turns: question('unknown' as ImageId, 'Which') });
  await imp.request('prepare', { turns: [] });
  assert.equal((await imp.request('ask', { turns: question(id, text), maxTokens: 8 })).answer, plain.answer);
});

test('a stop while generating ends the answer, and the next question is answered as always', async () => {
  const imp = engine();
  await imp.request('load', { files, options: { ...OPTIONS, contextTokens: 2048 } });
  const { id } = await imp.request('attach', { bytes });
  const expected = (await imp.request('ask', { turns: question(id), maxTokens: 8 })).answer;
  const stop = new AbortController();
  let stopped = 0;
  const long = imp.request(
    'ask',
    { turns: question(id, 'Tell everything.'), maxTokens: 100_000, sampling: { grammar: 'root ::= [a-z]+' } },
    {
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === 'text' && stopped === 0) {
          stopped = performance.now();
          stop.abort();
        }
      },
    },
  );
  const result = await long;
  assert.equal(result.stop, 'cancelled');
  assert.ok(performance.now() - stopped < 2000);
  assert.equal((await imp.request('ask', { turns: question(id), maxTokens: 8 })).answer, expected);
});

test('a request that waits can leave the line', async () => {
  const imp = engine();
  await imp.request('load', { files, options: { ...OPTIONS, contextTokens: 2048 } });
  const { id } = await imp.request('attach', { bytes });
  const stopFirst = new AbortController();
  let generating = false;
  const first = imp.request(
    'ask',
    { turns: question(id), maxTokens: 100_000, sampling: { grammar: 'root ::= [a-z]+' } },
    {
      signal: stopFirst.signal,
      onEvent: (event) => (generating ||= event.type === 'text'),
    },
  );
  const stop = new AbortController();
  const phases: string[] = [];
  const second = imp.request(
    'ask',
    { turns: question(id) },
    { signal: stop.signal, onEvent: (event) => event.type === 'phase' && phases.push(event.phase) },
  );
  await waitFor('queued', () => phases.includes('queued'));
  stop.abort();
  await assert.rejects(second, failsWith('cancelled'));
  await waitFor('the first answer', () => generating);
  stopFirst.abort();
  assert.equal((await first).stop, 'cancelled');
});

for (const phase of ['loading', 'attaching', 'encoding', 'generating', 'idle'] as const) {
  test(`killed while ${phase}: the request ends with a coded error, the next one is served`, async () => {
    const imp = engine({ resolveImage: async () => ({ bytes }) });
    const pid = async () => (await imp.request('stats', {})).pid;
    const kill = async () => process.kill(await pid(), 'SIGKILL');
    if (phase === 'loading') {
      const id = await pid();
      const load = imp.request('load', { files, options: OPTIONS });
      setTimeout(() => process.kill(id, 'SIGKILL'), 30);
      await assert.rejects(load, failsWith('engine-crashed'));
      await imp.request('load', { files, options: OPTIONS });
    } else await imp.request('load', { files, options: { ...OPTIONS, contextTokens: 2048 } });
    if (phase === 'attaching') {
      const id = await pid();
      const attach = imp.request('attach', { bytes: await picture(1, 4000, 3000) });
      setTimeout(() => process.kill(id, 'SIGKILL'), 20);
      await assert.rejects(attach, failsWith('engine-crashed'));
    }
    const { id } = await imp.request('attach', { bytes });
    if (phase === 'encoding' || phase === 'generating') {
      const own = await pid();
      let killed = false;
      const ask = imp.request(
        'ask',
        { turns: question(id), maxTokens: 100_000, sampling: { grammar: 'root ::= [a-z]+' } },
        {
          onEvent: (event) => {
            const now =
              phase === 'encoding' ? event.type === 'phase' && event.phase === 'encoding' : event.type === 'text';
            if (now && !killed) killed = process.kill(own, 'SIGKILL');
          },
        },
      );
      await assert.rejects(ask, failsWith('engine-crashed', /killed/));
    }
    if (phase === 'idle') {
      await kill();
      await waitFor('crash noticed', () => imp.state.kind === 'crashed');
    }
    const answer = await imp.request('ask', { turns: question(id), maxTokens: 4 });
    assert.notEqual(answer.answer, '');
  });
}

test('the restart budget stops loops, and restart() allows new starts', async () => {
  const budget = restartBudget(2, 1000);
  assert.ok(budget.spend(0).allows(10));
  assert.ok(!budget.spend(0).spend(10).allows(20));
  assert.ok(budget.spend(0).spend(10).allows(1005));
  const broken = path.join(folder, 'crashes.mjs');
  await writeFile(broken, 'process.exit(7)');
  const imp = engine({ enginePath: broken, execArgv: [], budget: restartBudget(2) });
  await assert.rejects(imp.request('stats', {}), failsWith('engine-crashed', /code 7/));
  await assert.rejects(imp.request('stats', {}), failsWith('engine-crashed', /code 7/));
  await assert.rejects(imp.request('stats', {}), failsWith('engine-crashed', /several times/));
  assert.ok(imp.state.kind === 'crashed' && imp.state.final);
  imp.restart();
  await assert.rejects(imp.request('stats', {}), failsWith('engine-crashed', /code 7/));
});

test('the engine leaves within 2 s of its parent, even while it computes', async () => {
  const parent = path.join(folder, 'parent.mts');
  const client = path.join(ENGINE, '../../client/index.ts');
  await writeFile(
    parent,
    `
    import { EngineClient } from ${JSON.stringify(client)};
    const imp = new EngineClient({ enginePath: ${JSON.stringify(ENGINE)}, execArgv: ['--import', 'tsx'] });
    await imp.request('load', { files: ${JSON.stringify(files)}, options: { threads: 1, gpu: 'off', contextTokens: 2048 } });
    const { pid } = await imp.request('stats', {});
    void imp.request('ask', { turns: [{ role: 'user', text: 'Tell.' }], maxTokens: 100000, sampling: { grammar: 'root ::= [a-z]+' } }, {
      onEvent: (event) => { if (event.type === 'text') process.send(pid); },
    });
  `,
  );
  const child = fork(parent, [], { execArgv: ['--import', 'tsx'], cwd: path.join(ENGINE, '../../..') });
  const pid = await new Promise<number>((resolve, reject) => {
    child.once('message', (value) => resolve(value as number));
    child.once('exit', () => reject(new Error('the parent ended')));
  });
  assert.ok(alive(pid));
  child.kill('SIGKILL');
  await waitFor('the engine left', () => !alive(pid), 2000);
});

test('unload and idle unload free the model; an idle one comes back by itself', async () => {
  const imp = engine();
  await imp.request('load', { files, options: { ...OPTIONS, idleUnloadMinutes: 0.005 } });
  await waitFor('idle unload', async () => (await imp.request('stats', {})).model === null);
  const phases: string[] = [];
  const { timings } = await imp.request(
    'ask',
    { turns: [{ role: 'user', text: 'Hi' }], maxTokens: 2 },
    { onEvent: (event) => event.type === 'phase' && phases.push(event.phase) },
  );
  assert.ok(phases.includes('loading'));
  assert.ok(timings.load_ms > 0 && timings.total_ms > timings.load_ms, JSON.stringify(timings));
  await waitFor('idle unload', async () => (await imp.request('stats', {})).model === null);
  assert.ok((await imp.request('attach', { bytes, ahead: { turns: [] } })).tokens > 0);
  await imp.request('unload', {});
  await assert.rejects(imp.request('ask', { turns: [{ role: 'user', text: 'Hi' }] }), failsWith('model-not-loaded'));
});

test('a detached picture is unknown; a client that can bring it back does', async () => {
  const imp = engine();
  await imp.request('load', { files, options: OPTIONS });
  const { id } = await imp.request('attach', { bytes });
  await imp.request('detach', { id });
  await assert.rejects(imp.request('ask', { turns: question(id) }), failsWith('image-unknown'));
  const resolving = new EngineClient({
    enginePath: ENGINE,
    execArgv: ['--import', 'tsx'],
    resolveImage: async (wanted) => (wanted === id ? { bytes } : undefined),
  });
  try {
    resolving.use(files, OPTIONS);
    assert.equal((await resolving.request('ask', { turns: question(id), maxTokens: 3 })).timings.generated_tokens, 3);
  } finally {
    await resolving.stop();
  }
});

test('a model that cannot fit is refused with the figures', async () => {
  const { language, vision } = await checkPair(files);
  await assert.rejects(planMemory(1e13, language, vision, 1), failsWith('memory', /needs 10 TB.* available/));
});

test('a load that fails leaves the model that is loaded', async () => {
  const imp = engine();
  await imp.request('load', { files, options: OPTIONS });
  await assert.rejects(
    imp.request('load', { files: { ...files, model: path.join(folder, 'none.gguf') } }),
    failsWith('model-missing'),
  );
  assert.equal((await imp.request('stats', {})).model?.id, files.id);
});

test('a hundred pictures in a row leave no growth', async () => {
  const imp = engine();
  await imp.request('load', { files, options: OPTIONS });
  const pass = async (from: number, to: number) => {
    for (let seed = from; seed < to; seed++) {
      const { id } = await imp.request('attach', { bytes: await picture(seed, 300, 200), ahead: { turns: [] } });
      await imp.request('ask', { turns: question(id), maxTokens: 2 });
    }
    return await imp.request('stats', {});
  };
  const warm = await pass(0, 100);
  const after = await pass(100, 200);
  assert.ok(after.rssBytes - warm.rssBytes < 25e6, `${(after.rssBytes - warm.rssBytes) / 1e6} MB more`);
});

test('without a model the engine stays small', async () => {
  const imp = engine();
  const { rssBytes } = await imp.request('stats', {});
  // from source, with the TypeScript loader in it; the built engine is smaller
  assert.ok(rssBytes < 150e6, `${rssBytes / 1e6} MB`);
});
