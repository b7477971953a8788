/**
 * What a server's refusal means. Each has its own form for the same few complaints: an object or a text under `error`,
 * FastAPI's `detail`, a bare `message`, with numbers in fields or only in words; sometimes with status 200.
 */
import { plainWords } from '../shared/plainText.ts';

export type ComplaintKind =
  | 'overflow' // more tokens than the context
  | 'answer-room' // prompt and wanted answer together are more than the context
  | 'too-large' // more bytes than the server takes
  | 'blind' // no pictures
  | 'too-many-pictures'
  | 'picture-unreadable'
  | 'denied'
  | 'missing-model'
  | 'missing-address'
  | 'loading'
  | 'busy'
  | 'option' // a field that it does not know
  | 'failed';

export interface Complaint {
  kind: ComplaintKind;
  status: number;
  /** The server's words, shortened and without control characters. */
  words: string;
  promptTokens?: number;
  contextTokens?: number;
  /** Pictures that it takes at most. */
  mostPictures?: number;
  /** Seconds that it asks to wait. */
  waitSeconds?: number;
  /** Whether it asks for a key. */
  keyWanted?: boolean;
}

const MOST_WORDS = 300;
/** Words are looked at up to here. */
const MOST_LOOKED_AT = 4000;

/**
 * @param status of HTTP; 200 for a complaint within an answer
 * @param body JSON where it was JSON, else the text
 */
export function complaintOf(status: number, body: unknown, retryAfter?: string | null): Complaint {
  const error = innerError(body);
  const text = wordsOf(error ?? body).slice(0, MOST_LOOKED_AT);
  const code = numberOf(field(error, 'code'));
  const effective = status >= 400 ? status : (code ?? 500);
  const type = `${String(field(error, 'type') ?? '')} ${String(field(error, 'code') ?? '')}`;
  const numbers = tokenNumbers(error, text);
  const mostPictures = /\bat most (\d{1,4}) (?:image|picture)/i.exec(text)?.[1];
  const seconds = Number(retryAfter);
  return {
    kind: kindOf(effective, type, text, numbers),
    status: effective,
    words: plainWords(text).replace(/\s+/g, ' ').trim().slice(0, MOST_WORDS),
    ...numbers,
    ...(mostPictures !== undefined && { mostPictures: Number(mostPictures) }),
    ...(retryAfter && seconds > 0 && { waitSeconds: seconds }),
  };
}

/** Whether an object of a stream, or a body with status 200, is a complaint. */
export function isComplaint(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  const error = field(body, 'error');
  return (error !== undefined && error !== null && error !== false) || field(body, 'object') === 'error';
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

function innerError(body: unknown): unknown {
  const error = field(body, 'error');
  if (typeof error === 'object' && error !== null) return error;
  return field(body, 'object') === 'error' || typeof body === 'object' ? body : undefined;
}

function wordsOf(error: unknown): string {
  if (typeof error === 'string') return error;
  for (const name of ['message', 'error', 'detail', 'title']) {
    const value = field(error, name);
    if (typeof value === 'string' && value !== '') return value;
    if (value !== undefined && value !== null) return JSON.stringify(value).slice(0, MOST_LOOKED_AT);
  }
  return '';
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : NaN;
  return Number.isInteger(number) && number >= 400 && number < 600 ? number : undefined;
}

type Numbers = Pick<Complaint, 'promptTokens' | 'contextTokens'>;

/** In fields (llama-server), else in words; the patterns are those of the servers' sources. */
function tokenNumbers(error: unknown, text: string): Numbers {
  const context =
    count(field(error, 'n_ctx')) ??
    found(text, [
      /(?:maximum )?context length (?:is|of)(?: only)? (\d{1,9})/i,
      /context length \((\d{1,9}) tokens/i,
      /available context size \((\d{1,9})/i,
      /maximum model length of (\d{1,9})/i,
    ]);
  const prompt =
    count(field(error, 'n_prompt_tokens')) ??
    found(text, [
      /\((\d{1,9}) in the messages/i,
      /(\d{1,9}) tokens from the input/i,
      /request has (\d{1,9}) input tokens/i,
      /messages resulted in (\d{1,9})/i,
      /(?:request|input|prompt) \(?(?:length )?(\d{1,9})\)?(?: tokens)?/i,
      /keep the first (\d{1,9}) tokens/i,
      /requested (\d{1,9}) tokens/i,
    ]);
  return {
    ...(prompt !== undefined && { promptTokens: prompt }),
    ...(context !== undefined && { contextTokens: context }),
  };
}

const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 1e9 ? value : undefined;

function found(text: string, patterns: readonly RegExp[]): number | undefined {
  for (const pattern of patterns) {
    const number = pattern.exec(text)?.[1];
    if (number !== undefined) return Number(number);
  }
  return undefined;
}

const OVERFLOW =
  /exceed_context_size|context_length_exceeded|ContextWindowExceeded|exceeds? the (?:available |model'?s? )?(?:maximum )?context|maximum context length|maximum model length|longer than the (?:maximum )?(?:model|context)|context (?:length|size|window) (?:exceeded|of only|overflow)|context the overflows|prompt is too long|input is too long|too many tokens/i;
const BLIND =
  /image input is not supported|not a multimodal model|missing data required for image|(?:does not|doesn't|do not|cannot|not) (?:support|accept|take|process) (?:image|vision|multi-?modal|picture)|at most 0 image|images? (?:is|are) not supported|no vision|without vision|mmproj/i;
const PICTURE =
  /(?:failed to|cannot|could not|unable to) (?:load|decode|process|identify) (?:the )?image|invalid image|image decod/i;
const LOADING = /loading model|model is loading|still loading|warming up/i;
const BUSY =
  /\bbusy\b|overloaded|queue is full|rate.?limit|too many requests|no (?:slot|deployments?) available|server is at capacity/i;
const NO_MODEL =
  /model\b.{0,200}?(?:not found|does not exist|not exist|not loaded|is not available)|no models? loaded|invalid model name|unknown model/i;
const OPTION =
  /(?:unknown|unrecognized|unsupported|extra) (?:field|parameter|argument|inputs?|option)|stream_options|response_format|not permitted/i;

function kindOf(status: number, type: string, text: string, { promptTokens, contextTokens }: Numbers): ComplaintKind {
  if (status === 401 || status === 403 || status === 407) return 'denied';
  if (status === 413) return 'too-large';
  const all = `${type} ${text}`;
  if (OVERFLOW.test(all)) {
    const fits = promptTokens !== undefined && contextTokens !== undefined && promptTokens < contextTokens;
    return fits ? 'answer-room' : 'overflow';
  }
  if (status === 429) return 'busy';
  if (/\bat most [1-9]\d* (?:image|picture)/i.test(text)) return 'too-many-pictures';
  if (BLIND.test(text)) return 'blind';
  if (LOADING.test(text)) return 'loading';
  if (NO_MODEL.test(text)) return 'missing-model';
  if (status === 404 || status === 405 || status === 410) return 'missing-address';
  if (PICTURE.test(text)) return 'picture-unreadable';
  if (status === 503 || BUSY.test(text)) return 'busy';
  if ((status === 400 || status === 422) && OPTION.test(text)) return 'option';
  return 'failed';
}
