/** Runs one answer into its turn and reports to the panel: phases, text in small batches, figures, one failure. */
import type { AskEvent, Region } from '../../shared/engine.ts';
import { ImpError, stopped } from '../../shared/errors.ts';
import type { CodeTarget, OcrMode, PanelChange } from '../../shared/panel.ts';
import { refusalMessage } from '../answers/refusals.ts';
import { translated } from '../translation.ts';
import { abortable } from '../abortable.ts';
import { failureOf } from '../failures.ts';
import { askEngine, type Answerer, type AnswerRequest } from './engineRequest.ts';
import { askInTurn } from './partByPart.ts';
import { pictureTurn, type AnswerTurn, type Conversation, type ConversationTurn, type UserTurn } from './model.ts';
import type { PictureRecord } from '../pictures/record.ts';

export interface AnswerRunParams {
  conversation: Conversation;
  /** The turns up to and with the question. */
  turns: ConversationTurn[];
  question: UserTurn;
  answer: AnswerTurn;
  ocr: OcrMode;
  signal: AbortSignal;
  emit: (change: PanelChange) => void;
  /** Work on the answer that the next question does not wait for. */
  afterwards: (work: Promise<void>) => void;
  /** Makes a region of a picture a picture of the conversation. */
  addPart: (whole: PictureRecord, region: Region) => PictureRecord;
}

/** Never rejects: a failure is part of the turn. */
export type AnswerRun = (params: AnswerRunParams) => Promise<void>;

export interface AnswerRunDeps extends Answerer {
  maxTokens: () => number;
  temperature: () => number;
  /** What goes on around the answer: recognised text, links, marks. */
  help?: { prepare(params: AnswerRunParams): Promise<void>; finish(params: AnswerRunParams): Promise<void> };
  /** What the pictures themselves decide; `done`: no model is asked. */
  direct?: {
    answer(params: AnswerRunParams): Promise<{ done: boolean }>;
    /** What they say against a model's answer. */
    check(params: AnswerRunParams): Promise<void>;
  };
  /** Makes the code of the target out of what the model wrote for a mockup. */
  shape?: (answer: AnswerTurn, target: CodeTarget) => Promise<void>;
  log: (message: string) => void;
  /** For tests. */
  stopMs?: number;
  hangMs?: number;
}

/** Text goes to the panel at most this often, in milliseconds: two screen frames. */
const FLUSH_MS = 33;

/** An engine that is asked to stop does so between two batches; after this long the turn ends without its word, in milliseconds. */
const STOP_MS = 1500;
/** One that has still not stopped hangs, and is ended. */
const HANG_MS = 15_000;

export function answerRunner(deps: AnswerRunDeps): AnswerRun {
  /** An answer that was stopped and whose engine has not said so yet: the next question waits for it. */
  let leftover: Promise<unknown> = Promise.resolve();

  /** The result; where the user stops and the engine does not, `cancelled` all the same. */
  const untilStopped = async <T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    await abortable(leftover, signal);
    const work = ask();
    return await new Promise<T>((resolve, reject) => {
      let late: NodeJS.Timeout | undefined;
      let hung: NodeJS.Timeout | undefined;
      const onAbort = () => {
        late = setTimeout(() => {
          leftover = work.catch(() => {});
          reject(stopped());
        }, deps.stopMs ?? STOP_MS);
        hung = setTimeout(() => {
          deps.log('The engine does not stop: it is ended.');
          deps.engine.abandon();
        }, deps.hangMs ?? HANG_MS);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      work.then(resolve, reject).finally(() => {
        signal.removeEventListener('abort', onAbort);
        clearTimeout(late);
        clearTimeout(hung);
      });
    });
  };

  return async (params) => {
    const { answer, question, conversation, signal, emit } = params;
    const asked = performance.now();
    const stream = new TextStream(answer, emit);
    const waiting = deps.attachments.onDidChange(({ id }) => {
      const { state, fraction } = deps.attachments.state(id);
      if (answer.text === '' && (state === 'encoding' || state === 'prefilling'))
        stream.phase({ type: 'phase', phase: state, fraction });
    });
    const loading = deps.engine.onStatus((status) => {
      if (status.state === 'loading' || status.state === 'starting')
        stream.phase({ type: 'phase', phase: 'loading', fraction: 'fraction' in status ? status.fraction : undefined });
    });
    try {
      if ((await deps.direct?.answer(params))?.done) {
        answer.state = 'end';
        return;
      }
      await deps.help?.prepare(params);
      const request: AnswerRequest = {
        turns: params.turns,
        pictures: conversation.pictures,
        maxTokens: deps.maxTokens(),
        temperature: deps.temperature(),
        session: conversation.id,
        signal,
        onEvent: (event) => stream.handle(event),
      };
      await abortable(deps.engine.ensureModel(), signal);
      // Said before the first word, and kept whatever becomes of the answer.
      const { origin } = deps.engine;
      if (origin) {
        answer.origin = origin;
        emit({ type: 'turn', turn: answer });
      }
      const result = await untilStopped(
        () =>
          question.tiles?.mode === 'in-turn'
            ? askInTurn(deps, request, question, (part) => stream.part(part))
            : askEngine(deps, request),
        signal,
      );
      answer.text = result.answer;
      const refusal = result.refused && refusalMessage(result.answer);
      // The model goes on from its own words.
      if (refusal) Object.assign(answer, { text: translated(refusal), written: result.answer });
      if (question.target && result.stop !== 'cancelled') await deps.shape?.(answer, question.target);
      answer.state = result.stop;
      answer.figures = {
        model: deps.engine.model?.name ?? '',
        timings: result.timings,
        reusedTokens: result.reusedTokens,
        ...(stream.firstWordAt !== undefined && { waitedMs: Math.round(stream.firstWordAt - asked) }),
        pictures: origin ? 0 : (pictureTurn(params.turns)?.pictures.length ?? 0),
        ...(result.promptTokens !== undefined && { promptTokens: result.promptTokens }),
      };
      if (result.refused) answer.refused = true;
      const { timings } = result;
      deps.log(
        `Answer (${result.stop}): first token ${Math.round(timings.first_token_ms)} ms, encode ${Math.round(timings.encode_ms)} ms, ` +
          `prefill ${timings.prefill_tokens} tokens in ${Math.round(timings.prefill_ms)} ms (${result.reusedTokens} reused), ` +
          `${timings.generated_tokens} tokens in ${Math.round(timings.generate_ms)} ms.`,
      );
      if (result.stop !== 'cancelled') params.afterwards(afterAnswer(deps, params));
    } catch (thrown) {
      const error = ImpError.from(thrown);
      if (error.code === 'cancelled') {
        answer.state = 'cancelled';
      } else {
        answer.state = 'failed';
        answer.failure = failureOf(error);
        deps.log(`Answer failed: ${error.code}: ${error.message}`);
      }
    } finally {
      waiting.dispose();
      loading.dispose();
      stream.end();
    }
  };
}

/** Marks and links first: what the pictures contradict is marked beside them. */
async function afterAnswer({ help, direct }: AnswerRunDeps, params: AnswerRunParams): Promise<void> {
  await help?.finish(params);
  if (!params.answer.refused) await direct?.check(params);
}

/** Collects the engine's events into the answer turn and passes them on in batches. */
class TextStream {
  private timer: NodeJS.Timeout | undefined;
  private unsent = '';
  private tokens = 0;
  private firstAt = 0;
  /** When the first word went to the panel. */
  firstWordAt: number | undefined;
  private ended = false;

  constructor(
    private readonly answer: AnswerTurn,
    private readonly emit: (change: PanelChange) => void,
  ) {}

  handle(event: AskEvent): void {
    // Of an engine that went on after the user stopped it.
    if (this.ended) return;
    if (event.type === 'phase') return this.phase(event);
    if (event.type === 'dropped') {
      this.answer.dropped = { turns: event.turns, pictures: event.images.length };
      this.emit({ type: 'turn', turn: this.answer });
      return;
    }
    if (this.tokens === 0) this.firstAt = performance.now();
    this.firstWordAt ??= performance.now();
    this.answer.text += event.text;
    this.unsent += event.text;
    this.tokens = event.tokens;
    this.timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  phase(event: Extract<AskEvent, { type: 'phase' }>): void {
    const fraction = event.fraction === undefined ? undefined : Math.round(event.fraction * 100) / 100;
    if (this.answer.phase === event.phase && this.answer.fraction === fraction) return;
    this.answer.phase = event.phase;
    this.answer.fraction = fraction;
    this.emit({ type: 'turn', turn: this.answer });
  }

  part(part: AnswerTurn['part']): void {
    this.flush();
    this.answer.part = part;
    this.emit({ type: 'turn', turn: this.answer });
  }

  end(): void {
    this.flush();
    this.ended = true;
    delete this.answer.part;
    delete this.answer.phase;
    delete this.answer.fraction;
    this.emit({ type: 'turn', turn: this.answer });
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.unsent) return;
    const seconds = (performance.now() - this.firstAt) / 1000;
    const tokensPerSecond = seconds > 0.2 ? (this.tokens - 1) / seconds : 0;
    this.emit({ type: 'text', id: this.answer.id, text: this.unsent, tokens: this.tokens, tokensPerSecond });
    this.unsent = '';
  }
}
