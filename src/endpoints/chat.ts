/** One question by `POST /v1/chat/completions`: its request, and the answer as it streams. */
import type { Turn, WirePicture } from '../shared/engine.ts';
import type { ImpError } from '../shared/errors.ts';
import { withReading } from '../shared/readingPrompt.ts';
import { boundedText } from './body.ts';
import { complaintOf, isComplaint } from './complaint.ts';
import type { Connection } from './connection.ts';
import { serverEvents, type ServerEvent } from './events.ts';
import { lost, noAnswer, refused } from './failures.ts';
import { amount, list, positive, record } from './json.ts';

/** Ends of an answer that servers leave in it where the model's file does not say what they are; at most four are taken. */
export const STOPS = ['</s>', '<|im_end|>', '<|end|>', '<|endoftext|>'];

/** Characters of an answer a token, at the most: what goes on beyond that ignores `max_tokens`. */
const MOST_CHARACTERS_PER_TOKEN = 40;
const LEAST_CHARACTERS = 20_000;
/** Events that are no JSON, before a stream counts as garbage. */
const MOST_GARBAGE = 3;

export interface ChatRequest {
  model: string;
  messages: object[];
  maxTokens: number;
  temperature?: number;
  seed?: number;
  jsonSchema?: object;
  session?: string;
  signal?: AbortSignal;
  /** Without `stream_options`, which old servers refuse. */
  plain?: boolean;
  /** Text of the answer, and how many pieces there were: about one a token. */
  onText?: (text: string, tokens: number) => void;
  /** The first sign that the model writes, though it may be thinking. */
  onStart?: () => void;
}

/** What the server said of an answer. Milliseconds are from the request on. */
export interface ChatAnswer {
  text: string;
  stop: 'end' | 'length';
  promptTokens?: number;
  cachedTokens?: number;
  answerTokens: number;
  firstTokenMs: number;
  lastTokenMs: number;
  /** The server's own measure of the prompt's evaluation. */
  promptMs?: number;
}

/**
 * The messages of a conversation. Each picture stands before the words of its turn, as Imp was trained; recognised text after them.
 * @param pictures those of the turns, by id
 */
export function messagesOf(turns: readonly Turn[], pictures: ReadonlyMap<string, WirePicture>): object[] {
  return turns.map((turn) => {
    if (turn.role === 'assistant') return { role: 'assistant', content: turn.text };
    const shown = (turn.images ?? []).flatMap((id) => pictures.get(id) ?? []);
    const text = withReading(turn.text, turn.ocr);
    if (shown.length === 0) return { role: 'user', content: text };
    return {
      role: 'user',
      content: [
        ...shown.map(({ bytes, type }) => ({
          type: 'image_url',
          image_url: { url: `data:${type};base64,${Buffer.from(bytes).toString('base64')}` },
        })),
        { type: 'text', text },
      ],
    };
  });
}

/**
 * @throws ComplaintError where the server refuses, before or within the answer; `endpoint-unreachable` where the connection is
 * lost, `endpoint-failed` for what is no answer, `cancelled`; text that came before was passed to `onText`
 */
export async function chat(connection: Connection, request: ChatRequest): Promise<ChatAnswer> {
  const started = performance.now();
  const stream = await connection.stream('/v1/chat/completions', request.model, {
    body: bodyOf(request),
    signal: request.signal,
    headers: request.session ? { 'x-session-id': request.session } : {},
  });
  const answer = new AnswerReader(connection, request, started);
  try {
    if (/^\s*text\/event-stream/i.test(stream.type)) {
      for await (const event of serverEvents(stream.body)) {
        stream.alive();
        if (answer.take(event)) break;
      }
    } else answer.whole((await boundedText(stream.body)).text);
    return answer.end();
  } finally {
    stream.close();
  }
}

function bodyOf({ model, messages, maxTokens, temperature, seed, jsonSchema, plain }: ChatRequest): object {
  return {
    model,
    messages,
    max_tokens: maxTokens,
    temperature: temperature ?? 0,
    ...(seed !== undefined && { seed }),
    stop: STOPS,
    stream: true,
    ...(!plain && { stream_options: { include_usage: true } }),
    ...(jsonSchema && {
      response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema: jsonSchema } },
    }),
  };
}

class AnswerReader {
  private text = '';
  /** The end of the text, held back while it may become a stop. */
  private held = '';
  private pieces = 0;
  private finish: string | undefined;
  private stopped = false;
  private garbage = 0;
  private events = 0;
  private firstAt = 0;
  private lastAt = 0;
  private usage: Record<string, unknown> = {};
  private timings: Record<string, unknown> = {};

  constructor(
    private readonly connection: Connection,
    private readonly request: ChatRequest,
    private readonly started: number,
  ) {}

  /** True: the answer is over, whatever follows. */
  take(event: ServerEvent): boolean {
    if (event.error !== undefined) throw this.refuse(parsed(event.error) ?? event.error);
    if (event.data.trim() === '[DONE]') {
      this.finish ??= 'stop';
      return true;
    }
    // Some servers leave out the empty lines between events.
    const whole = parsed(event.data);
    const bodies =
      whole === undefined
        ? event.data.split('\n').map((line) => [line, parsed(line)] as const)
        : [[event.data, whole] as const];
    for (const [line, body] of bodies) {
      if (line.trim() === '[DONE]') {
        this.finish ??= 'stop';
        return true;
      }
      if (body === undefined) {
        if (++this.garbage > MOST_GARBAGE || this.events === 0) throw noAnswer(this.connection.address, line);
        continue;
      }
      if (event.name === 'error' || isComplaint(body)) throw this.refuse(body);
      this.events++;
      this.add(record(body), 'delta');
      if (this.full()) return true;
    }
    return false;
  }

  /** An answer that came in one piece, though a stream was asked for. */
  whole(text: string): void {
    const body = parsed(text);
    if (body === undefined) {
      // Streams under another content type.
      if (!/^\s*(?:data|event|:)/.test(text)) throw noAnswer(this.connection.address, text);
      for (const data of text.split(/\r?\n\r?\n/))
        if (this.take({ name: '', data: data.replace(/^data: ?/gm, '') })) return;
      return;
    }
    if (isComplaint(body)) throw this.refuse(body);
    if (!Array.isArray(record(body)['choices'])) throw noAnswer(this.connection.address, text);
    this.add(record(body), 'message');
    this.finish ??= 'stop';
  }

  end(): ChatAnswer {
    if (this.finish === undefined) throw lost(this.connection.address);
    if (this.held) this.say(this.held);
    const cached =
      amount(record(this.usage['prompt_tokens_details'])['cached_tokens']) ?? amount(this.timings['cache_n']);
    const prompt = positive(this.usage['prompt_tokens']);
    const promptMs = amount(this.timings['prompt_ms']);
    const answerTokens = amount(this.usage['completion_tokens']) ?? this.pieces;
    return {
      text: this.text,
      stop: this.finish === 'length' ? 'length' : 'end',
      answerTokens,
      firstTokenMs: this.firstAt || performance.now() - this.started,
      lastTokenMs: this.lastAt || performance.now() - this.started,
      ...(prompt !== undefined && { promptTokens: prompt }),
      ...(cached !== undefined && { cachedTokens: cached }),
      ...(promptMs !== undefined && { promptMs }),
    };
  }

  private add(body: Record<string, unknown>, part: 'delta' | 'message'): void {
    if (body['usage']) this.usage = record(body['usage']);
    if (body['timings']) this.timings = record(body['timings']);
    const choice = record(list(body['choices'])[0]);
    const delta = record(choice[part] ?? choice['delta'] ?? choice['message']);
    const thinks = delta['reasoning_content'] ?? delta['reasoning'];
    const said = contentText(delta['content']);
    if (said || (typeof thinks === 'string' && thinks)) {
      if (this.pieces === 0) this.request.onStart?.();
      this.pieces++;
    }
    if (said && !this.stopped) this.write(said);
    if (typeof choice['finish_reason'] === 'string') this.finish = choice['finish_reason'];
  }

  /** Passes text on, without a stop string and what follows it; what may be the beginning of one waits. */
  private write(said: string): void {
    this.lastAt = performance.now() - this.started;
    this.firstAt ||= this.lastAt;
    const text = this.held + said;
    const end = Math.min(...STOPS.map((stop) => text.indexOf(stop)).filter((at) => at >= 0), Infinity);
    if (end !== Infinity) {
      this.stopped = true;
      this.held = '';
      this.finish ??= 'stop';
      return this.say(text.slice(0, end));
    }
    const hold = Math.max(0, ...STOPS.map((stop) => beginsWith(text, stop)));
    this.held = text.slice(text.length - hold);
    this.say(text.slice(0, text.length - hold));
  }

  private say(text: string): void {
    if (text === '') return;
    this.text += text;
    this.request.onText?.(text, this.pieces);
  }

  /** A server that ignores `max_tokens`. */
  private full(): boolean {
    const most = Math.max(LEAST_CHARACTERS, this.request.maxTokens * MOST_CHARACTERS_PER_TOKEN);
    if (this.text.length <= most) return false;
    this.finish = 'length';
    return true;
  }

  private refuse(body: unknown): ImpError {
    return refused(complaintOf(200, body), this.connection.address, this.request.model, this.connection.withKey);
  }
}

/** Length of the longest end of `text` that is a beginning of `stop`. */
function beginsWith(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length--)
    if (text.endsWith(stop.slice(0, length))) return length;
  return 0;
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  return list(content)
    .map((part) => record(part)['text'])
    .filter((part) => typeof part === 'string')
    .join('');
}

/** Undefined for what is no JSON object. */
function parsed(data: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
