/** The built-in model refuses what it all but refused, and everything else is answered as without. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { fitOptions } from '../../src/engine/answer.ts';
import { fitConversation } from '../../src/engine/conversation.ts';
import { generate } from '../../src/engine/language/generate.ts';
import { beginRefusal, logProbability, NANO_REFUSAL } from '../../src/engine/language/refusal.ts';
import { createSampler } from '../../src/engine/language/sampler.ts';
import type { LoadedPair } from '../../src/engine/loadedPair.ts';
import { decodeImage } from '../../src/image/decode.ts';
import { toSquare } from '../../src/image/square.ts';
import type { Turn } from '../../src/shared/engine.ts';
import { BUILTIN_MODEL } from '../../src/shared/models.ts';
import { engine, failsWith, OPTIONS, openSession, ROOT } from '../engine/support.ts';

const nano = path.join(ROOT, 'models/nano');
const files = { id: BUILTIN_MODEL, model: path.join(nano, 'model.gguf'), mmproj: path.join(nano, 'mmproj.gguf') };
const chart = await readFile(path.join(nano, 'examples/05-vegalite.jpg'));

test('logProbability is the logarithm of a softmax, also of large logits', () => {
  const logits = Float32Array.of(1000, 1001, 1003);
  const sum = Math.exp(-3) + Math.exp(-2) + 1;
  for (const [i, p] of [Math.exp(-3) / sum, Math.exp(-2) / sum, 1 / sum].entries())
    assert.ok(Math.abs(logProbability(logits, i) - Math.log(p)) < 1e-6);
});

test('a question in words that were never trained is refused, and those within the field get the answers that they get without', async () => {
  const imp = engine();
  const ask = async (text: string) => {
    const { id } = await imp.request('attach', { bytes: chart });
    return (await imp.request('ask', { turns: [{ role: 'user', text, images: [id] }], maxTokens: 64 })).answer;
  };
  const within = [
    'What kind of picture is this?',
    'How many bars are there?',
    'What is the trend?',
    'Explain this chart.',
  ];
  const outside = 'What are the labels on the x axis?';
  await imp.request('load', { files, options: OPTIONS });
  const refused = await ask(outside);
  const answers: string[] = [];
  for (const question of within) answers.push(await ask(question));
  assert.match(refused, /^This looks like a bar chart\. I cannot answer that: a larger model is needed\.$/);
  const session = await openSession(files);
  assert.doesNotMatch(
    await likeliest(session, outside),
    /larger model/,
    'the model alone refuses this: another question has to be found for this test',
  );
  for (const [i, question] of within.entries()) assert.equal(answers[i], await likeliest(session, question));
});

/** The model's likeliest answer about the chart, whatever the probability of a refusal. */
async function likeliest(session: LoadedPair, text: string): Promise<string> {
  const { language, languageFacts, native, template, vision } = session;
  const turns: Turn[] = [{ role: 'user', text, images: ['chart'] }];
  const { segments } = fitConversation(turns, fitOptions(session, { turns, maxTokens: 64 }));
  const decoded = await decodeImage(chart);
  const embeddings = () => session.encode(session.squares.map((spec) => toSquare(decoded, spec)));
  await language.sequence.evaluate(segments, { embeddings, imageTokens: vision.facts.tokens, logits: true });
  const sampler = createSampler(native, language.vocabPointer, languageFacts.vocabulary, {});
  try {
    return (await generate(language, sampler, { maxTokens: 64, stop: template.stop, stopTokens: new Set() })).answer;
  } finally {
    sampler.free();
  }
}

test('a stop while the refusal is looked at ends the request, and a full context is left alone', async () => {
  const { language } = await openSession(files);
  const prompt = [{ tokens: language.vocabulary.tokenize('What is this? ASSISTANT:') }];
  await language.sequence.evaluate(prompt, { imageTokens: 0, logits: true, embeddings: () => new Float32Array() });
  const certain = { ...NANO_REFUSAL, logProbability: -1e9 };
  const before = language.sequence.length;
  await assert.rejects(beginRefusal(language, certain, AbortSignal.abort()), failsWith('cancelled'));
  assert.equal(language.sequence.length, before);
  assert.deepEqual(await beginRefusal(language, certain), language.vocabulary.tokenize(NANO_REFUSAL.start));
  await language.sequence.evaluate(
    [{ tokens: new Array<number>(language.sequence.capacity - 2).fill(prompt[0]!.tokens[0]!) }],
    { imageTokens: 0, logits: true, embeddings: () => new Float32Array() },
  );
  assert.deepEqual(await beginRefusal(language, certain), []);
});
