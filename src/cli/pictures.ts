/** Where a command's pictures come from: a path, `-` (standard input), a `file:` or a `data:` URL. */
import { bytesOfDataUrl, pathOfFileUrl, readPictureFile } from '../mcp/addresses.ts';
import { ImpError } from '../shared/errors.ts';
import { checkPictureSize } from '../shared/pictureLimits.ts';
import { usage, type Options } from './options.ts';

/** How a source is called in messages and results: a `data:` URL would fill the screen. */
export function nameOf(source: string): string {
  if (source === '-') return 'standard input';
  return /^data:/i.test(source) ? `${source.slice(0, source.indexOf(',') + 1).slice(0, 60)}…` : source;
}

/** The one picture that a command is about: its word, or `--image`. */
export function onePicture(options: Options, words: readonly string[] = []): string {
  const sources = [...words, ...options.texts('image')];
  if (sources.length !== 1)
    throw usage(
      sources.length === 0
        ? 'A picture is missing: a file, -, a file: or a data: URL.'
        : `One picture is needed, not ${sources.length}.`,
    );
  return sources[0]!;
}

/** The pictures of `--image`, in order. @throws ImpError `usage` where standard input is named twice */
export function pictures(options: Options): string[] {
  const sources = options.texts('image');
  if (sources.filter((source) => source === '-').length > 1) throw usage('Standard input (-) can be one picture only.');
  return sources;
}

/** @throws ImpError `usage` when the source cannot be read, `image-too-large` */
export async function readPictureBytes(source: string): Promise<Uint8Array> {
  if (source === '-') return await readStandardInput();
  if (/^data:/i.test(source)) return bytesOfDataUrl(source);
  const path = /^file:/i.test(source) ? pathOfFileUrl(source) : source;
  try {
    return await readPictureFile(path, source);
  } catch (cause) {
    if (cause instanceof ImpError) throw cause;
    const why = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (cause as Error).message;
    throw new ImpError('usage', `${source} cannot be read: ${why}. Check the path.`, { cause });
  }
}

async function readStandardInput(): Promise<Uint8Array> {
  if (process.stdin.isTTY) throw usage('Nothing is piped into standard input (-).');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    length += chunk.length;
    checkPictureSize(length, 'Standard input');
    chunks.push(chunk);
  }
  if (length === 0) throw usage('Standard input (-) is empty.');
  return Buffer.concat(chunks);
}
