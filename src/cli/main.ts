#!/usr/bin/env node
/** `imp`: parses, runs, and turns every failure into one line and an exit code. */
import { ImpError } from '../shared/errors.ts';
import { RUN } from './commands.ts';
import { help, parse } from './options.ts';
import { Output } from './output.ts';

/** Time that an orderly end gets after SIGTERM, in ms. */
const TERM_MS = 3000;
const EXIT = { failure: 1, usage: 2, cancelled: 130 };

async function main(argv: string[]): Promise<number> {
  const verbose = argv.includes('--verbose');
  const stop = new AbortController();
  // The first Ctrl+C ends the work in good order, the second at once.
  process.once('SIGINT', () => {
    stop.abort();
    process.once('SIGINT', () => process.exit(EXIT.cancelled));
  });
  process.once('SIGTERM', () => {
    stop.abort();
    // Whatever ignores the signal (a system call that never returns) does not keep the process.
    setTimeout(() => process.exit(EXIT.cancelled), TERM_MS).unref();
  });
  const output = new Output(argv.includes('--json'), verbose);
  try {
    const invocation = parse(argv);
    if (invocation === 'help') {
      process.stdout.write(help());
      return 0;
    }
    return await RUN[invocation.command]({
      options: invocation.values,
      words: invocation.words,
      output,
      signal: stop.signal,
    });
  } catch (thrown) {
    const error = ImpError.from(thrown);
    output.note(`imp: ${error.message.replace(/\s*\n\s*/g, ' ')}`);
    if (verbose)
      output.note(String(error.stack) + (error.cause instanceof Error ? `\nCaused by: ${error.cause.stack}` : ''));
    return error.code === 'usage' ? EXIT.usage : error.code === 'cancelled' ? EXIT.cancelled : EXIT.failure;
  }
}

// A reader that stops reading, as `imp … | head` does, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : EXIT.failure));

process.exitCode = await main(process.argv.slice(2));
