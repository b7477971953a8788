/** A place in Mermaid's text that moves forward only, and what is wrong there, by line and column. */
import type { Message } from '../message.ts';

export interface SourceError {
  /** From 1, columns in UTF-16 units. */
  line: number;
  column: number;
  /** The same as an offset. */
  at: number;
  message: Message;
}

/** A wall of errors helps nobody. */
const MOST_ERRORS = 20;

export class Scan {
  at = 0;
  readonly errors: SourceError[] = [];
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Takes what the sticky pattern finds here. */
  take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at += found[0].length;
    return found;
  }

  sees(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }

  blanks(): void {
    this.take(/[ \t\r]*/y);
  }

  /** Nothing more on this line. */
  atLineEnd(): boolean {
    this.blanks();
    return this.atEnd || this.sees('\n') || this.sees(';') || this.sees('%%');
  }

  lineEnd(): number {
    const end = this.text.indexOf('\n', this.at);
    return end < 0 ? this.text.length : end;
  }

  skipLine(): void {
    this.at = this.lineEnd();
  }

  /** Notes what is wrong and goes on with the next line. @returns undefined, for the one who wanted something here */
  fail(message: Message, at = this.at): undefined {
    if (this.errors.length < MOST_ERRORS) {
      const before = this.text.slice(0, at);
      const line = before.split('\n').length;
      this.errors.push({ line, column: at - before.lastIndexOf('\n'), at, message });
    }
    this.skipLine();
    return undefined;
  }
}
