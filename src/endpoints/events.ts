/** Server-sent events out of bytes as they come: halves of characters, any line ends, and a bound on everything. */
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';

export interface ServerEvent {
  /** Of `event:`; empty where there is none. */
  name: string;
  /** Lines of `data:`, joined by line feeds. */
  data: string;
  /** llama-server's older builds say `error: {…}` in a field of that name. */
  error?: string;
}

/** A piece of an answer has some hundred characters; a whole answer in one event some ten thousand. */
const MOST_LINE_CHARACTERS = 1 << 20;
const MOST_EVENT_CHARACTERS = 1 << 21;
/** Of a whole stream: an answer of 8,192 tokens has 3 MB of events. */
const MOST_BYTES = 64 << 20;

/**
 * The events of a stream; comments (keep-alives) give none. An event that the stream's end cuts off is given as well.
 * @param body chunks of any size
 * @throws ImpError `endpoint-failed` where a line, an event or the whole is longer than any answer
 */
export async function* serverEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  const lines = new Lines();
  const event = new EventBuilder();
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw tooLong();
    for (const line of lines.add(decoder.decode(chunk, { stream: true }))) {
      const done = event.add(line);
      if (done) yield done;
    }
  }
  for (const line of [...lines.add(decoder.decode()), lines.rest(), '']) {
    const done = event.add(line);
    if (done) yield done;
  }
}

/** Lines ended by CR, LF or both, out of pieces of text; each character is looked at once. */
class Lines {
  private parts: string[] = [];
  private length = 0;
  /** The last piece ended with CR: a LF at the front of the next one belongs to it. */
  private afterCr = false;

  add(text: string): string[] {
    const found: string[] = [];
    let from = this.afterCr && text.startsWith('\n') ? 1 : 0;
    if (text !== '') this.afterCr = false;
    const ends = /\r\n?|\n/g;
    ends.lastIndex = from;
    for (let end = ends.exec(text); end; end = ends.exec(text)) {
      this.keep(text.slice(from, end.index));
      found.push(this.rest());
      from = ends.lastIndex;
      if (end[0] === '\r' && from === text.length) this.afterCr = true;
    }
    this.keep(text.slice(from));
    return found;
  }

  /** What has no end yet. */
  rest(): string {
    const line = this.parts.join('');
    this.parts = [];
    this.length = 0;
    return line;
  }

  private keep(text: string): void {
    this.length += text.length;
    if (this.length > MOST_LINE_CHARACTERS) throw tooLong();
    if (text !== '') this.parts.push(text);
  }
}

class EventBuilder {
  private name = '';
  private data: string[] = [];
  private error: string | undefined;
  private length = 0;

  /** The event that an empty line ends. */
  add(line: string): ServerEvent | undefined {
    if (line === '') return this.take();
    const colon = line.indexOf(':');
    if (colon === 0) return undefined;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    this.length += value.length + 1;
    if (this.length > MOST_EVENT_CHARACTERS) throw tooLong();
    if (field === 'data') this.data.push(value);
    else if (field === 'event') this.name = value;
    else if (field === 'error') this.error = value;
    return undefined;
  }

  private take(): ServerEvent | undefined {
    const { name, data, error } = this;
    [this.name, this.data, this.error, this.length] = ['', [], undefined, 0];
    if (data.length === 0 && error === undefined) return undefined;
    return { name, data: data.join('\n'), ...(error !== undefined && { error }) };
  }
}

const tooLong = () =>
  new ImpError('endpoint-failed', msg`The server sends more than any answer has. The answer ends here; try again.`);
