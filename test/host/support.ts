/** A session with the real store and a scripted engine. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { answerRunner } from '../../src/host/conversation/answerRunner.ts';
import { prepareQuestion } from '../../src/host/conversation/engineRequest.ts';
import { ConversationStore } from '../../src/host/conversation/conversationStore.ts';
import { OpenConversation } from '../../src/host/conversation/openConversation.ts';
import { Attachments } from '../../src/host/engine/attachments.ts';
import { EngineService } from '../../src/host/engine/engineService.ts';
import type { ModelInUse } from '../../src/host/ports.ts';
import { PictureStore } from '../../src/host/pictures/pictureStore.ts';
import type { AskParams, AttachParams, ModelFacts, Timings } from '../../src/shared/engine.ts';
import { english } from '../../src/shared/message.ts';
import { imageId } from '../../src/image/region.ts';
import { ImpError } from '../../src/shared/errors.ts';
import type { AnswerTurnView, PanelChange } from '../../src/shared/panel.ts';
import type { CallOptions } from '../../src/shared/rpc.ts';

export const PNG = Buffer.from('89504e470d0a1a0a00', 'hex');
export const timings: Timings = {
  load_ms: 0,
  encode_ms: 1,
  prefill_tokens: 1,
  prefill_ms: 1,
  first_token_ms: 1,
  generated_tokens: 2,
  drafted_tokens: 0,
  generate_ms: 1,
  total_ms: 3,
};

/** The engine's boundary: records what it is asked, answers by the script of the test. */
function fakeEngine() {
  const calls: { method: string; params: unknown }[] = [];
  const script = {
    ask: async (_params: AskParams, options: CallOptions<never>): Promise<string> => {
      emit(options, { type: 'text', text: 'two ', tokens: 1 });
      emit(options, { type: 'text', text: 'words', tokens: 2 });
      return 'two words';
    },
    attach: async (_params: AttachParams): Promise<void> => {},
  };
  let end: (reason: ImpError) => void = () => {};
  const request = async (method: string, params: never, options: CallOptions<never> = {}): Promise<never> => {
    calls.push({ method, params });
    if (method === 'load')
      return {
        id: 'm',
        name: 'Model',
        tuning: { threads: 1 },
        loadMs: 1,
        memoryBytes: 1,
      } as unknown as ModelFacts as never;
    if (method === 'attach') {
      await script.attach(params);
      const { bytes, region } = params as AttachParams;
      return {
        id: imageId(bytes, region),
        width: 10,
        height: 20,
        format: 'png',
        tokens: 4,
      } as never;
    }
    if (method === 'ask')
      return {
        answer: await script.ask(params, options),
        stop: 'end',
        timings,
        reusedTokens: 0,
        droppedTurns: 0,
      } as never;
    if (method === 'wire') return { bytes: Buffer.from('pixels'), type: 'image/png', width: 10, height: 20 } as never;
    throw new ImpError('internal', `unexpected ${method}`);
  };
  const fake = {
    calls,
    script,
    stops: 0,
    onStop: () => {},
    crash: (reason = new ImpError('engine-crashed', 'gone')) => end(reason),
    connect: (onEnd: (reason: ImpError) => void) => {
      end = onEnd;
      const stop = async () => {
        fake.stops++;
        fake.onStop();
      };
      return { request, use() {}, restart() {}, stop } as never;
    },
  };
  return fake;
}

export function emit(options: CallOptions<never>, event: unknown): void {
  (options.onEvent as ((event: unknown) => void) | undefined)?.(event);
}

const LOCAL: ModelInUse = { id: 'm', files: { id: 'm', model: 'm', mmproj: 'p' }, name: 'Model', kind: 'imp' };

export async function setup(
  t: TestContext,
  timing: { stopMs?: number; hangMs?: number } = {},
  model: ModelInUse = LOCAL,
) {
  const root = await mkdtemp(join(tmpdir(), 'imp-session-'));
  const fake = fakeEngine();
  const pictures = new PictureStore(join(root, 'pictures'));
  const store = new ConversationStore(join(root, 'conversations'), pictures);
  t.after(async () => {
    await store.flush();
    await rm(root, { recursive: true, force: true });
  });
  const engine = new EngineService({
    connect: fake.connect,
    model: async () => model,
    options: () => ({}),
    log() {},
  });
  const attachments = new Attachments(engine, pictures);
  const session = new OpenConversation({
    store,
    pictures,
    attachments,
    run: answerRunner({ engine, attachments, maxTokens: () => 16, temperature: () => 0, log() {}, ...timing }),
    prepare: (conversation) => prepareQuestion({ engine, attachments }, conversation),
    address: ({ file }) => file,
    remember() {},
    translated: english,
    log() {},
  });
  const changes: PanelChange[] = [];
  session.onDidChange((change) => changes.push(structuredClone(change)));
  const asked = () => fake.calls.filter(({ method }) => method === 'ask').map(({ params }) => params as AskParams);
  const lastAnswer = () => session.current.turns.at(-1) as AnswerTurnView;
  return { fake, engine, session, store, pictures, attachments, changes, asked, lastAnswer };
}

export const question = { text: 'What?', ocr: 'off' as const };
