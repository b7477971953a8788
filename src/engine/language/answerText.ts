/** Joins the bytes of tokens to text: whole characters only, no blanks at the ends, nothing from a stop string on. */
import { StringDecoder } from 'node:string_decoder';

export class AnswerText {
  readonly #decoder = new StringDecoder('utf8');
  readonly #stops: readonly string[];
  #held = '';
  #started = false;
  #stopped = false;
  #text = '';

  constructor(stops: readonly string[]) {
    this.#stops = stops.filter((stop) => stop !== '');
  }

  /** All that was given out so far. */
  get text(): string {
    return this.#text;
  }

  /** Whether a stop string has been seen. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Takes a token's bytes and returns what can be shown now; text that may yet become a stop string is held back. */
  push(bytes: Uint8Array): string {
    if (this.#stopped) return '';
    return this.#take(this.#held + this.#decoder.write(Buffer.from(bytes)), false);
  }

  /** What was held back, once no more tokens come. */
  end(): string {
    if (this.#stopped) return '';
    return this.#take(this.#held + this.#decoder.end(), true);
  }

  #take(pending: string, last: boolean): string {
    const cut = this.#firstStop(pending);
    if (cut >= 0) {
      this.#stopped = true;
      pending = pending.slice(0, cut);
      last = true;
    }
    if (!this.#started) pending = pending.trimStart();
    const keep = last ? pending.trimEnd().length : this.#safe(pending);
    const out = pending.slice(0, keep);
    this.#held = last ? '' : pending.slice(keep);
    if (out !== '') this.#started = true;
    this.#text += out;
    return out;
  }

  #firstStop(text: string): number {
    return this.#stops.reduce((first, stop) => {
      const at = text.indexOf(stop);
      return at >= 0 && (first < 0 || at < first) ? at : first;
    }, -1);
  }

  /** Length that cannot be part of a stop string and does not end in blanks. */
  #safe(text: string): number {
    let keep = text.length;
    for (const stop of this.#stops) {
      for (let n = Math.min(stop.length - 1, text.length); n > 0; n--) {
        if (text.endsWith(stop.slice(0, n))) {
          keep = Math.min(keep, text.length - n);
          break;
        }
      }
    }
    return text.slice(0, keep).trimEnd().length;
  }
}
