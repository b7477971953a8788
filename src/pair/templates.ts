/**
 * The three prompt templates of the Imp family, exactly as the authors train them (MILVLG/imp, conversation.py), as pieces:
 * markers may become control tokens, text never does, whoever wrote it.
 */
import type { ImageId, Turn } from '../shared/engine.ts';
import { withReading } from '../shared/readingPrompt.ts';

export type TemplateName = 'vicuna' | 'chatml' | 'phi3';

export type Piece =
  /** The template's own delimiter: one control token where the vocabulary has one of that name, plain text otherwise. */
  | { kind: 'marker'; text: string }
  /** Plain text; adjacent pieces are one text for the tokenizer. */
  | { kind: 'text'; text: string }
  /** Where a picture's embeddings go; the texts before and after it are tokenized separately. */
  | { kind: 'image'; id: ImageId };

export interface Template {
  name: TemplateName;
  /** Markers that begin a system prompt and the two roles; a model that writes one is done with its answer. */
  markers: readonly string[];
  /** Texts that end an answer. */
  stop: readonly string[];
  /** The conversation, ready for the assistant's next words. */
  pieces(turns: readonly Turn[], system: string): Piece[];
}

/** System prompt of all Imp models. */
export const DEFAULT_SYSTEM =
  "A chat between a curious user and an artificial intelligence assistant. The assistant gives helpful, detailed, and polite answers to the user's questions.";

const marker = (text: string): Piece => ({ kind: 'marker', text });
const plain = (text: string): Piece => ({ kind: 'text', text });

/** Phi-2: `S USER: Q ASSISTANT:`, then ` A</s>` and the next `USER: …` right after it. */
const vicuna: Template = {
  name: 'vicuna',
  markers: ['</s>'],
  stop: ['</s>'],
  pieces(turns, system) {
    const pieces: Piece[] = system ? [plain(`${system} `)] : [];
    for (const turn of turns) {
      if (turn.role === 'user') pieces.push(plain('USER: '), ...question(turn), plain(' ASSISTANT:'));
      else pieces.push(plain(` ${turn.text.trim()}`), marker('</s>'));
    }
    return pieces;
  },
};

/** ChatML and Phi-3 differ in their markers only. */
function roles(name: TemplateName, begin: (role: string) => Piece[], end: string, markers: string[]): Template {
  return {
    name,
    markers,
    stop: [end],
    pieces(turns, system) {
      const close = [marker(end), plain('\n')];
      const pieces: Piece[] = system ? [...begin('system'), plain(system), ...close] : [];
      for (const turn of turns) {
        if (turn.role === 'user') pieces.push(...begin('user'), ...question(turn), ...close, ...begin('assistant'));
        else pieces.push(plain(turn.text.trim()), ...close);
      }
      return pieces;
    },
  };
}

export const TEMPLATES: Record<TemplateName, Template> = {
  vicuna,
  chatml: roles('chatml', (role) => [marker('<|im_start|>'), plain(`${role}\n`)], '<|im_end|>', [
    '<|im_start|>',
    '<|im_end|>',
    '<|endoftext|>',
  ]),
  phi3: roles('phi3', (role) => [marker(`<|${role}|>`), plain('\n')], '<|end|>', [
    '<|system|>',
    '<|user|>',
    '<|assistant|>',
    '<|end|>',
    '<|endoftext|>',
  ]),
};

/** `<image>\n` for each picture, then the question, with text read from the pictures in the form of TextVQA's training data. */
function question(turn: Turn): Piece[] {
  const pictures = (turn.images ?? []).flatMap((id): Piece[] => [{ kind: 'image', id }, plain('\n')]);
  return [...pictures, plain(withReading(turn.text, turn.ocr))];
}

/** The template of an architecture, where the file names none. */
export function templateOfArchitecture(architecture: string): TemplateName {
  if (architecture === 'qwen2') return 'chatml';
  if (architecture === 'phi3') return 'phi3';
  return 'vicuna';
}
