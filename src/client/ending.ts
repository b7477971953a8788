/** What is said of an engine process that ended by itself: how, its last words, and what can be done. Never a guess at the file. */
import type { ModelFiles } from '../shared/engine.ts';
import { ImpError } from '../shared/errors.ts';
import { msg, type Message, type MessagePart } from '../shared/message.ts';

export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Last line that native code, or Node, wrote before it. */
  lastLine: string | undefined;
}

/** Enough for an assertion with its place. */
const MAX_LINE = 200;
/** What an abort says; other lines are progress, warnings, or a stack trace after it. */
const TELLING =
  /GGML_ASSERT|GGML_ABORT|terminate called|what\(\)|corruption|double free|FATAL|ErrorDeviceLost|ErrorOutOf|std::|\b[A-Z]\w*Error\b|failed/;

/** Remembers which of the lines that a process wrote says most about its end. */
export class LastWords {
  #last: string | undefined;
  #telling: string | undefined;

  add(line: string): void {
    const text = line.trim().slice(0, MAX_LINE);
    if (text === '') return;
    this.#last = text;
    if (TELLING.test(text)) this.#telling = text;
  }

  get line(): string | undefined {
    return this.#telling ?? this.#last;
  }
}

function how({ code, signal }: Ending): Message {
  if (signal === 'SIGKILL') return msg`was killed, most likely because memory ran out`;
  return signal ? msg`crashed (${signal})` : msg`ended with code ${code ?? '?'}`;
}

const words = ({ lastLine }: Ending): MessagePart => (lastLine === undefined ? '' : msg` Its last line: ${lastLine}`);

const details = ({ code, signal, lastLine }: Ending) => ({
  ...(code !== null && { code }),
  ...(signal && { signal }),
  ...(lastLine !== undefined && { lastLine }),
});

/** An end under a request, or between two. */
export function endedBy(ending: Ending): ImpError {
  return new ImpError(
    'engine-crashed',
    msg`The engine ${how(ending)}. Ask again: it starts anew. If it happens again, choose a smaller model.${words(ending)}`,
    { details: details(ending) },
  );
}

/** An end on the GPU: from now on the processor computes. */
export function endedOnGpu(device: string, ending: Ending): ImpError {
  return new ImpError(
    'engine-crashed',
    msg`The engine ${how(ending)} while it computed on the GPU (${device}). The GPU is left alone from now on: ask again, and the processor answers.${words(ending)}`,
    { details: { ...details(ending), device } },
  );
}

/** @param damaged the file whose bytes are not what they were when it was installed, where that is known */
export function endedLoading({ model }: ModelFiles, ending: Ending, damaged: string | undefined): ImpError {
  if (damaged !== undefined) {
    return new ImpError(
      'model-unreadable',
      msg`The engine ${how(ending)} while it loaded ${damaged}: the file has changed since it was installed (another SHA-256). Remove the model and install it again.`,
      { details: details(ending) },
    );
  }
  return new ImpError(
    'engine-crashed',
    ending.signal === 'SIGKILL'
      ? msg`The engine ${how(ending)} while it loaded ${model}. Close other programs and ask again, or choose a smaller model.${words(ending)}`
      : msg`The engine ${how(ending)} while it loaded ${model}. Ask again; if it ends again, reinstall Imp, or report it with the log.${words(ending)}`,
    { details: details(ending) },
  );
}
