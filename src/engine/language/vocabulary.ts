/** Text to tokens and back, with the rule that text never becomes a control token. */
import type { Piece } from '../../pair/templates.ts';
import type { NativeLibrary } from '../../native/library.ts';
import type { LanguageFacts } from '../../pair/language.ts';
import type { Ptr } from '../../native/bind.ts';

const RSTRIP = 1 << 8; // LLAMA_TOKEN_ATTR_RSTRIP: blanks after this token belong to it (Phi-3)

/** A prompt after tokenization: runs of tokens, and pictures between them. */
export type Segment = { tokens: number[] } | { image: string };

export class Vocabulary {
  readonly size: number;
  readonly #native: NativeLibrary;
  readonly #vocab: Ptr;
  readonly #composes: boolean;
  readonly #control: ReadonlySet<number>;
  readonly #controlTexts: ReadonlyMap<string, number>;
  #buffer = new Uint8Array(64);

  /** @param vocab belongs to the model, which must outlive this  @param facts of the model */
  constructor(
    native: NativeLibrary,
    vocab: Ptr,
    { controlTexts, composesText }: Pick<LanguageFacts, 'controlTexts' | 'composesText'>,
  ) {
    this.#native = native;
    this.#composes = composesText;
    this.#vocab = vocab;
    this.size = native.llama.llama_vocab_n_tokens(vocab);
    const known = new Map<string, number>();
    for (const text of controlTexts) {
      const tokens = this.#raw(text, true);
      if (tokens.length === 1) known.set(text, tokens[0]!);
    }
    this.#controlTexts = known;
    this.#control = new Set(known.values());
  }

  /** Tokens of a text, none of them a control token unless `special`. */
  tokenize(text: string, special = false): number[] {
    if (text === '') return [];
    const tokens = this.#raw(text, special);
    if (special) return tokens;
    const forbidden = tokens.find((token) => this.#isControl(token));
    return forbidden === undefined ? tokens : this.#apart(text);
  }

  /** A prompt's segments; the start token stands first where the tokenizer adds one. */
  segments(pieces: readonly Piece[]): Segment[] {
    const segments: Segment[] = [];
    let tokens: number[] = this.start();
    let text = '';
    let strip = false;
    const flush = () => {
      tokens.push(...this.tokenize(strip ? text.replace(/^[ \t\n\v\f\r]+/, '') : text));
      text = '';
      strip = false;
    };
    for (const piece of pieces) {
      if (piece.kind === 'image') {
        flush();
        if (tokens.length > 0) segments.push({ tokens });
        segments.push({ image: piece.id });
        tokens = [];
        continue;
      }
      const control = piece.kind === 'marker' ? this.#controlTexts.get(piece.text) : undefined;
      if (control === undefined) {
        text += piece.text;
        continue;
      }
      flush();
      tokens.push(control);
      strip = (this.#native.llama.llama_vocab_get_attr(this.#vocab, control) & RSTRIP) !== 0;
    }
    flush();
    if (tokens.length > 0) segments.push({ tokens });
    return segments;
  }

  /** The start token, where this tokenizer adds one. */
  start(): number[] {
    const { llama } = this.#native;
    const bos = llama.llama_vocab_bos(this.#vocab);
    return llama.llama_vocab_get_add_bos(this.#vocab) && bos >= 0 ? [bos] : [];
  }

  /** The token of a marker such as `<|im_end|>`, where the vocabulary has one. */
  control(text: string): number | undefined {
    return this.#controlTexts.get(text);
  }

  /** Whether the model ends its answer with this token. */
  isEnd(token: number): boolean {
    return this.#native.llama.llama_vocab_is_eog(this.#vocab, token);
  }

  /** UTF-8 bytes of a token, possibly part of a character; empty for control tokens. */
  bytes(token: number): Uint8Array {
    const { llama } = this.#native;
    let length = llama.llama_token_to_piece(this.#vocab, token, this.#buffer, this.#buffer.length, 0, false);
    if (length < 0) {
      this.#buffer = new Uint8Array(-length);
      length = llama.llama_token_to_piece(this.#vocab, token, this.#buffer, this.#buffer.length, 0, false);
    }
    return this.#buffer.slice(0, Math.max(0, length));
  }

  #isControl(token: number): boolean {
    return this.#control.has(token) || this.#native.llama.llama_vocab_is_control(this.#vocab, token);
  }

  /** A text that spells a control token: tokenized in two parts, cut inside that spelling. */
  #apart(text: string): number[] {
    for (const control of this.#controlTexts.keys()) {
      const at = text.indexOf(control);
      if (at >= 0 && control.length > 1)
        return [...this.tokenize(text.slice(0, at + 1)), ...this.tokenize(text.slice(at + 1))];
    }
    return this.#raw(text, false).filter((token) => !this.#isControl(token));
  }

  #raw(text: string, special: boolean): number[] {
    const { llama } = this.#native;
    const bytes = new TextEncoder().encode(this.#composes ? text.normalize('NFC') : text);
    let tokens = new Int32Array(bytes.length + 8);
    let count = llama.llama_tokenize(this.#vocab, bytes, bytes.length, tokens, tokens.length, false, special);
    if (count < 0) {
      tokens = new Int32Array(-count);
      count = llama.llama_tokenize(this.#vocab, bytes, bytes.length, tokens, tokens.length, false, special);
    }
    return Array.from(tokens.subarray(0, count));
  }
}
