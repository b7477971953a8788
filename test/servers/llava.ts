/** What transformers makes of an exported folder (llava.py). */
import { spawn } from 'node:child_process';
import path from 'node:path';

export interface Computed {
  prompt: string;
  /** The prompt of a content that is text, not parts. */
  plain: string;
  ids: number[];
  /** Id of `<image>`. */
  image: number;
  missing: string[];
  unexpected: string[];
  mismatched: string[];
  /** Behind the prompt. */
  logits: number[];
  /** Greedy. */
  tokens: number[];
  text: string;
  /** Of the picture, row-major. */
  embeddings: number[];
}

/** One result for each folder and picture; `python` has transformers. */
export async function transformersOf(
  python: string,
  jobs: readonly { folder: string; picture: string }[],
  question: string,
  tokens: number,
): Promise<Computed[]> {
  const child = spawn(python, [path.join(import.meta.dirname, 'llava.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(jobs.map((job) => ({ ...job, question, tokens }))));
  const parts: Buffer[] = [];
  for await (const part of child.stdout) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString()) as Computed[];
}
