import type { AskEvent, AskResult, ImageId, Turn, WirePicture } from '../shared/engine.ts';

/** `openai`: none of the known servers, but one that speaks the same language. */
export type EndpointKind = 'llama-server' | 'vllm' | 'sglang' | 'ollama' | 'lm-studio' | 'litellm' | 'openai';

export const KIND_NAMES: Record<EndpointKind, string> = {
  'llama-server': 'llama-server',
  vllm: 'vLLM',
  sglang: 'SGLang',
  ollama: 'Ollama',
  'lm-studio': 'LM Studio',
  litellm: 'LiteLLM',
  openai: 'OpenAI-compatible',
};

/** Unknown is not text only: what does not say whether it sees is shown a picture. */
export type Sees = 'yes' | 'no' | 'unknown';

export interface RemoteModel {
  /** What a request calls it. */
  id: string;
  sees: Sees;
  /** Tokens of the context that really runs; absent where the server does not say. */
  contextTokens?: number;
}

export interface ServerFacts {
  kind: EndpointKind;
  version?: string;
  models: RemoteModel[];
  /** Questions that it answers at the same time, where it says so. */
  slots?: number;
}

export interface EndpointQuestion {
  model: string;
  kind: EndpointKind;
  /** As for the engine; the last one is the user's. */
  turns: readonly Turn[];
  /** A picture of the turns, no side longer than `maxSide` pixels. */
  picture: (id: ImageId, maxSide: number) => Promise<WirePicture>;
  /** Longest side to begin with, in pixels: learned by an earlier answer. */
  maxSide?: number;
  /** Tokens that the answer may have. */
  maxTokens: number;
  temperature?: number;
  seed?: number;
  /** The answer must follow this JSON schema, where the server can hold it to one. */
  jsonSchema?: object;
  /** Of the context that runs; absent: unknown. */
  contextTokens?: number;
  /** One a conversation: load balancers keep a conversation at one server by it. */
  session?: string;
  signal?: AbortSignal;
  onEvent?: (event: AskEvent) => void;
}

export interface EndpointAnswer extends AskResult {
  /** Longest side of the pictures that were taken, in pixels; to begin with next time. */
  maxSide: number;
  /** Context as the server's refusals gave it away. */
  contextTokens?: number;
}
