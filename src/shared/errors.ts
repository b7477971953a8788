import { english, msg, type Message, type Text } from './message.ts';

/** Every failure that a user can meet has one of these codes; the command line and the panel decide by code, never by text. */
export type ErrorCode =
  | 'usage' // the call itself is wrong: an option, a file that is not there
  | 'cancelled' // the user stopped it
  | 'image-unreadable' // not a picture, truncated, lying header
  | 'image-too-large' // more pixels or bytes than the limit
  | 'image-unknown' // the engine does not hold this picture (it restarted): attach it again
  | 'model-missing' // a model or one of its files is not there
  | 'model-unreadable' // not a GGUF, truncated, broken
  | 'model-mismatch' // files that do not belong together, or an architecture that is not supported
  | 'model-not-loaded'
  | 'memory' // would not fit, or ran out
  | 'context-full' // the request can never fit into the model's context
  | 'native-unavailable' // no native build works here
  | 'engine-crashed' // the process ended under the request
  | 'engine-stopped' // it was stopped on purpose
  | 'checkpoint-unsupported' // a checkpoint that the converter cannot or must not read
  | 'disk-full'
  | 'download-failed'
  | 'download-corrupt' // wrong size, hash or magic bytes
  | 'offline' // forbidden by the offline switch
  | 'store-busy' // another window holds the lock
  | 'consent-refused' // the user did not agree that pictures go to that host: nothing was sent
  | 'endpoint-unreachable' // no connection to a server of `imp.endpoints`, or it was lost
  | 'endpoint-denied' // the key is missing, wrong, or not good for this
  | 'endpoint-missing' // that server has no such model or no such address
  | 'endpoint-busy' // it has no room now, or is still loading
  | 'endpoint-blind' // the model there takes no pictures
  | 'endpoint-failed' // it failed, or what it sent is no answer
  | 'ocr-unavailable'
  | 'nothing-found' // what was asked for is not in the picture
  | 'internal'; // a bug: nothing the user did

/** What crosses a process boundary in place of an Error. */
export interface ErrorData {
  code: ErrorCode;
  /** One sentence or two: what is wrong and what to do. Never a stack trace. */
  message: string;
  /** The message with its parts apart, for translation; absent where it is not to be translated. */
  text?: Message;
  /** Figures or names for the log and for buttons, never picture content. */
  details?: Record<string, string | number | boolean>;
}

/** A failure with a code and a message made for the user: what is wrong, why, what to do. */
export class ImpError extends Error {
  override readonly name = 'ImpError';
  readonly code: ErrorCode;
  /** What the extension translates; `message` is its English. */
  readonly text: Text;
  readonly details: Record<string, string | number | boolean> | undefined;

  constructor(code: ErrorCode, text: Text, options: { details?: ErrorData['details']; cause?: unknown } = {}) {
    super(english(text), options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.text = text;
    this.details = options.details;
  }

  toData(): ErrorData {
    const { code, message, text, details } = this;
    return { code, message, ...(typeof text === 'object' && { text }), ...(details && { details }) };
  }

  static fromData(data: ErrorData): ImpError {
    return new ImpError(data.code, data.text ?? data.message, { details: data.details });
  }

  /** Any thrown value as an ImpError: an abort becomes `cancelled`, a full disk `disk-full`, the rest `internal`. */
  static from(thrown: unknown): ImpError {
    if (thrown instanceof ImpError) return thrown;
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    if (error.name === 'AbortError') return new ImpError('cancelled', 'Stopped.', { cause: thrown });
    if ((error as { code?: unknown }).code === 'ENOSPC') {
      return new ImpError('disk-full', msg`The disk is full. Free some space and try again.`, { cause: thrown });
    }
    return new ImpError('internal', error.message, { cause: thrown });
  }
}

/** What a stopped piece of work fails with. */
export const stopped = (message = 'Stopped.'): ImpError => new ImpError('cancelled', message);

/** @throws ImpError `cancelled` where the signal has aborted */
export function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw stopped();
}

/** A signal that aborts with the first of those that are there. */
export const anySignal = (...signals: readonly (AbortSignal | undefined)[]): AbortSignal =>
  AbortSignal.any(signals.filter((signal) => signal !== undefined));

/** Failures of several things as one, each in its own words; the first ones where they are many. */
export function together(failures: readonly unknown[]): ImpError {
  const [first, ...others] = failures.map((thrown) => ImpError.from(thrown)).filter(({ code }) => code !== 'cancelled');
  if (!first) return stopped();
  let { text } = first;
  for (const other of others.slice(0, MOST_TOLD - 1)) text = msg`${text} ${other.text}`;
  const untold = others.length - (MOST_TOLD - 1);
  if (untold > 0) text = msg`${text} And ${untold} more failed.`;
  return new ImpError(first.code, text, { details: first.details, cause: first });
}

const MOST_TOLD = 4;
