/** `enum llama_token_type`. */
export const TOKEN_TYPES = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;
export type TokenType = (typeof TOKEN_TYPES)[keyof typeof TOKEN_TYPES];

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
