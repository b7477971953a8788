/** `enum llama_token_type`. */
export const TOKEN_TYPES = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;
export type TokenType = (typeof TOKEN_TYPES)[keyof typeof TOKEN_TYPES];

/** The largest of `tokenizer.model` and `merges.txt` have some ten megabytes. */
export const MAX_TOKENIZER_BYTES = 128 * 1024 * 1024;

/** Tokens by id, before the added ones are laid over them. */
export interface Vocabulary {
  /** Text of each id; undefined where an id is free. */
  tokens: (string | undefined)[];
  types: (TokenType | undefined)[];
  /** SentencePiece only. */
  scores?: number[];
  /** Byte-level BPE only: "left right", in the order of their rank. */
  merges?: string[];
}
