/**
 * A question to an endpoint until it is answered or cannot be: pictures shrink where they are too much, the oldest turns are dropped where
 * the context is full, a server that loads or is busy is waited for, and what it counts is learned.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImageId, Turn, WirePicture } from '../shared/engine.ts';
import { ImpError } from '../shared/errors.ts';
import { NO_TIMINGS } from '../shared/timings.ts';
import { chat, messagesOf, type ChatAnswer, type ChatRequest } from './chat.ts';
import type { Complaint } from './complaint.ts';
import type { Connection } from './connection.ts';
import { ComplaintError } from './failures.ts';
import type { EndpointAnswer, EndpointKind, EndpointQuestion } from './types.ts';

/** Longest side of a picture that is sent at first, in pixels; most models shrink what is larger anyway. */
export const FIRST_SIDE = 2048;
/** And where the server counted too many tokens, or bytes. */
export const SMALL_SIDE = 1024;
/** An answer has room for so many tokens, or the conversation is shortened. */
const LEAST_ANSWER = 32;
const MOST_ATTEMPTS = 12;
/** A model of some ten gigabytes comes from a slow disk in some minutes. */
const LOADING_MS = 10 * 60_000;
const BUSY_MS = 60_000;
const MOST_WAIT_MS = 15_000;
/** Servers that cut what is too long without a word. */
const CUTTERS: readonly EndpointKind[] = ['ollama', 'lm-studio'];
/** Characters a token stands for at the most, in prose: an estimate that is rather too low. */
const CHARACTERS_PER_TOKEN = 4;

/** @throws ImpError one of the endpoint's codes, `context-full`, `image-too-large`, `usage`, `offline`, `consent-refused`, `cancelled` */
export async function askEndpoint(connection: Connection, question: EndpointQuestion): Promise<EndpointAnswer> {
  const { onEvent, signal } = question;
  checkTurns(question.turns);
  const started = performance.now();
  const attempt = new Attempt(question, connection.waitMs);
  let written = false;
  for (let number = 1; ; number++) {
    onEvent?.({ type: 'phase', phase: 'prefilling' });
    try {
      const answer = await chat(connection, {
        ...(await attempt.request()),
        onStart: () => onEvent?.({ type: 'phase', phase: 'generating' }),
        onText: (text, tokens) => {
          written = true;
          onEvent?.({ type: 'text', text, tokens });
        },
      });
      return { ...resultOf(answer, performance.now() - started), ...attempt.learned() };
    } catch (thrown) {
      // Half an answer is never begun anew by itself.
      if (written || number >= MOST_ATTEMPTS || !(thrown instanceof ComplaintError)) throw thrown;
      const next = attempt.after(thrown.complaint, performance.now() - started);
      if (!next) throw thrown;
      if (next.wait) {
        onEvent?.({ type: 'phase', phase: next.wait.phase });
        await pause(next.wait.ms, signal);
      }
    }
  }
}

function checkTurns(turns: readonly Turn[]): void {
  if (turns.at(-1)?.role !== 'user' || turns[0]?.role !== 'user')
    throw new ImpError('internal', 'A conversation begins and ends with a question.');
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, { signal }).catch((thrown: unknown) => {
    throw ImpError.from(thrown);
  });
}

/** What the next request holds, and how a refusal changes that. */
class Attempt {
  private first = 0;
  private maxSide: number;
  private maxTokens: number;
  private context: number | undefined;
  private contextSaid: number | undefined;
  private plain = false;
  private format = true;
  private told = 0;
  /** Longest side of what was sent last, in pixels. */
  private sentSide = 0;

  constructor(
    private readonly question: EndpointQuestion,
    private waitMs: number,
  ) {
    this.maxSide = question.maxSide ?? FIRST_SIDE;
    this.maxTokens = question.maxTokens;
    this.context = question.contextTokens;
    if (this.context) this.maxTokens = Math.min(this.maxTokens, Math.max(LEAST_ANSWER, this.context - LEAST_ANSWER));
    if (this.context && CUTTERS.includes(question.kind))
      while (this.estimate() + LEAST_ANSWER > this.context && this.dropTurn());
  }

  async request(): Promise<ChatRequest> {
    const { question } = this;
    const turns = this.turns();
    const pictures = new Map<ImageId, WirePicture>();
    for (const id of new Set(turns.flatMap(({ images }) => images ?? [])))
      pictures.set(id, await question.picture(id, this.maxSide));
    this.sentSide = Math.max(0, ...[...pictures.values()].map(({ width, height }) => Math.max(width, height)));
    if (this.first > this.told) {
      this.told = this.first;
      const gone = question.turns.slice(0, this.first).flatMap(({ images }) => images ?? []);
      const images = [...new Set(gone)].filter((id) => !pictures.has(id));
      question.onEvent?.({ type: 'dropped', turns: this.first, images });
    }
    return {
      model: question.model,
      messages: messagesOf(turns, pictures),
      maxTokens: this.maxTokens,
      temperature: question.temperature,
      seed: question.seed,
      ...(this.format && { jsonSchema: question.jsonSchema }),
      session: question.session,
      signal: question.signal,
      plain: this.plain,
    };
  }

  /** How to go on; undefined: not at all. */
  after(complaint: Complaint, elapsedMs: number): { wait?: { phase: 'loading' | 'queued'; ms: number } } | undefined {
    const { promptTokens, contextTokens } = complaint;
    if (contextTokens) this.context = this.contextSaid = contextTokens;
    switch (complaint.kind) {
      case 'answer-room': {
        const room = contextTokens! - promptTokens!;
        if (room >= LEAST_ANSWER && room < this.maxTokens) {
          this.maxTokens = room;
          return {};
        }
        return this.shrink() || this.dropTurn() ? {} : undefined;
      }
      case 'overflow':
      case 'too-large':
        return this.shrink() || this.dropTurn() ? {} : undefined;
      case 'too-many-pictures':
        return this.dropTurn() ? {} : undefined;
      case 'option':
        if (this.format && this.question.jsonSchema && /response_format|json_schema/i.test(complaint.words)) {
          this.format = false;
          return {};
        }
        if (this.plain) return undefined;
        this.plain = true;
        return {};
      case 'loading':
        return elapsedMs < LOADING_MS ? { wait: { phase: 'loading', ms: this.nextWait(complaint) } } : undefined;
      case 'busy':
        return elapsedMs < BUSY_MS ? { wait: { phase: 'queued', ms: this.nextWait(complaint) } } : undefined;
      default:
        return undefined;
    }
  }

  learned(): Pick<EndpointAnswer, 'maxSide' | 'droppedTurns' | 'contextTokens'> {
    const { maxSide, contextSaid } = this;
    return { maxSide, droppedTurns: this.first, ...(contextSaid && { contextTokens: contextSaid }) };
  }

  private nextWait({ waitSeconds }: Complaint): number {
    const ms = waitSeconds ? Math.min(waitSeconds * 1000, MOST_WAIT_MS * 2) : this.waitMs;
    this.waitMs = Math.min(MOST_WAIT_MS, this.waitMs * 2);
    return ms;
  }

  private shrink(): boolean {
    if (this.sentSide <= SMALL_SIDE || this.maxSide <= SMALL_SIDE) return false;
    this.maxSide = SMALL_SIDE;
    return true;
  }

  /** The oldest question and its answer are dropped. */
  private dropTurn(): boolean {
    const next = this.question.turns.findIndex((turn, i) => i > this.first && turn.role === 'user');
    if (next < 0) return false;
    this.first = next;
    return true;
  }

  /** The turns that stay; the pictures in use move to the first of them. */
  private turns(): Turn[] {
    const { turns } = this.question;
    const [head, ...rest] = turns.slice(this.first);
    const inUse = turns.findLastIndex(({ images }) => images?.length);
    const carried = inUse >= 0 && inUse < this.first ? turns[inUse]!.images! : [];
    return [{ ...head!, images: [...carried, ...(head!.images ?? [])] }, ...rest];
  }

  private estimate(): number {
    return this.turns().reduce(
      (sum, { text, ocr }) => sum + Math.ceil((text.length + (ocr?.length ?? 0)) / CHARACTERS_PER_TOKEN),
      0,
    );
  }
}

function resultOf(
  answer: ChatAnswer,
  totalMs: number,
): Omit<EndpointAnswer, 'maxSide' | 'droppedTurns' | 'contextTokens'> {
  const { text, stop, promptTokens, cachedTokens = 0, answerTokens, firstTokenMs, lastTokenMs, promptMs } = answer;
  return {
    answer: text.trim(),
    stop,
    reusedTokens: cachedTokens,
    ...(promptTokens !== undefined && { promptTokens }),
    timings: {
      ...NO_TIMINGS,
      prefill_tokens: Math.max(0, (promptTokens ?? 0) - cachedTokens),
      prefill_ms: promptMs ?? firstTokenMs,
      first_token_ms: firstTokenMs,
      generated_tokens: answerTokens,
      generate_ms: Math.max(0, lastTokenMs - firstTokenMs),
      total_ms: totalMs,
    },
  };
}
