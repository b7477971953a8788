/**
 * What a command shows: results on stdout, everything else on stderr. Models, files and servers put words into both: nothing
 * that a terminal would take for a command leaves this file.
 */
import { jsonForTerminal, withoutControls } from '../shared/plainText.ts';

export class Output {
  readonly json: boolean;
  readonly verbose: boolean;
  #line = '';

  constructor(json: boolean, verbose: boolean) {
    this.json = json;
    this.verbose = verbose;
  }

  /** Text of the answer as it comes; nothing in JSON mode. */
  stream(text: string): void {
    this.#clear();
    if (!this.json) process.stdout.write(withoutControls(text));
  }

  /** The result: the object with `--json`, the lines otherwise. */
  result(object: unknown, lines: string): void {
    this.#clear();
    process.stdout.write(this.json ? `${jsonForTerminal(JSON.stringify(object, null, 2))}\n` : withoutControls(lines));
  }

  /** One line that is overwritten, on a terminal only. */
  progress(what: string, fraction?: number): void {
    if (!process.stderr.isTTY || this.json) return;
    const words = withoutControls(what);
    const line = fraction === undefined ? `${words}…` : `${words}… ${Math.round(fraction * 100)} %`;
    if (line === this.#line) return;
    process.stderr.write(`\r\x1b[K${line}`);
    this.#line = line;
  }

  note(line: string): void {
    this.#clear();
    process.stderr.write(`${withoutControls(line)}\n`);
  }

  /** With `--verbose` only. */
  detail(line: string): void {
    if (this.verbose) this.note(line);
  }

  #clear(): void {
    if (this.#line !== '') process.stderr.write('\r\x1b[K');
    this.#line = '';
  }
}
