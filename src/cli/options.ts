/** The command line's grammar: one table, from which parsing, checks and the help text follow. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { ImpError } from '../shared/errors.ts';

type ParseArgsOptionsConfig = NonNullable<ParseArgsConfig['options']>;

interface Command {
  /** After `imp NAME`. */
  synopsis: string;
  summary: string;
  options: ParseArgsOptionsConfig;
  /** How many words may stand beside the options: least, most. */
  words: [number, number];
}

const model: ParseArgsOptionsConfig = {
  model: { type: 'string' },
  mmproj: { type: 'string' },
  threads: { type: 'string' },
  context: { type: 'string' },
  gpu: { type: 'string' },
};
/** A model on a server in place of a local one. */
const endpoint: ParseArgsOptionsConfig = { endpoint: { type: 'string' }, agree: { type: 'boolean' } };
const common: ParseArgsOptionsConfig = {
  json: { type: 'boolean' },
  verbose: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
};
const image: ParseArgsOptionsConfig = { image: { type: 'string', multiple: true } };
const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

export const COMMANDS = {
  ask: {
    synopsis:
      '[--image FILE]… [--endpoint URL [--endpoint-model ID] [--agree]] [--max-tokens N] [--temperature T] [--seed N] [--ocr on|off] [--tiles] QUESTION',
    summary: 'answer a question about pictures, as it is generated',
    options: {
      ...model,
      ...image,
      ...endpoint,
      'endpoint-model': text,
      'max-tokens': text,
      temperature: text,
      seed: text,
      ocr: text,
      tiles: { type: 'boolean' },
    },
    words: [1, 1],
  },
  embed: {
    synopsis: '--image FILE --out FILE.f32',
    summary: 'write the projected image embeddings [tokens, width]',
    options: { ...model, ...image, out: text },
    words: [0, 0],
  },
  logits: {
    synopsis: '[--image FILE]… --prompt TEXT --out FILE.f32',
    summary: "write the logits [vocab] of a raw prompt's last position",
    options: { ...model, ...image, prompt: text, out: text },
    words: [0, 0],
  },
  convert: {
    synopsis: 'CHECKPOINT_DIR --out DIR [--type Q4_K_M|Q8_0|F16|…] [--vision-type Q8_0|F16|…] [--to gguf|llava-hf]',
    summary: 'convert an Imp checkpoint to a GGUF pair, or to the folder that transformers, vLLM and SGLang load',
    options: { out: text, type: text, 'vision-type': text, to: text },
    words: [1, 1],
  },
  mcp: {
    synopsis: '[--root DIR]… [--model ID]',
    summary: 'eyes for coding agents: the MCP server on standard input and output',
    options: { ...model, root: { type: 'string', multiple: true } },
    words: [0, 0],
  },
  models: {
    synopsis:
      '[--endpoint URL [--agree] | download ID | import DIR|FILE… [--type T] [--vision-type T] | verify ID | remove ID | measure]',
    summary: 'catalog and installed models: size, memory, fit, speed; or the work on them',
    options: { ...endpoint, type: text, 'vision-type': text },
    words: [0, 9],
  },
  bench: {
    synopsis: '[--image FILE] [--runs N] [--calibrate]',
    summary: "the workload of the paper's Table 4 on this machine",
    options: { ...model, ...image, runs: text, calibrate: { type: 'boolean' } },
    words: [0, 0],
  },
  read: { synopsis: 'IMAGE', summary: 'text found in a picture', options: { ...image }, words: [0, 1] },
  chart: {
    synopsis: 'IMAGE [--json|--csv|--markdown]',
    summary: "a chart's data",
    options: { ...image, csv: flag, markdown: flag },
    words: [0, 1],
  },
  table: {
    synopsis: 'IMAGE [--markdown|--csv|--json]',
    summary: 'the tables in a picture',
    options: { ...image, csv: flag, markdown: flag },
    words: [0, 1],
  },
  diagram: {
    synopsis: 'IMAGE [--json|--mermaid]',
    summary: 'a diagram as Mermaid',
    options: { ...image, mermaid: flag },
    words: [0, 1],
  },
  code: {
    synopsis: 'IMAGE [--target html|react|vue|svelte] [--tailwind] [--json]',
    summary: 'code of a mockup',
    options: { ...image, target: text, tailwind: flag },
    words: [0, 1],
  },
  facts: {
    synopsis: 'IMAGE [--json]',
    summary: 'everything that reading found in a picture',
    options: { ...image },
    words: [0, 1],
  },
} satisfies Record<string, Command>;

export type CommandName = keyof typeof COMMANDS;
export type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;

export interface Invocation {
  command: CommandName;
  values: Options;
  words: string[];
}

/** Typed access to parsed options; every complaint names the option. */
export class Options {
  readonly #values: Values;

  constructor(values: Values) {
    this.#values = values;
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }

  need(name: string): string {
    const value = this.text(name);
    if (!value) throw usage(`--${name} is missing.`);
    return value;
  }

  texts(name: string): string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.map(String) : [];
  }

  number(name: string, low: number, high: number, whole = true): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text.trim() === '' || !(value >= low && value <= high) || (whole && !Number.isInteger(value))) {
      throw usage(`--${name} must be a ${whole ? 'whole ' : ''}number from ${low} to ${high}, not "${text}".`);
    }
    return value;
  }

  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const found = choices.find((choice) => choice === text);
    if (!found) throw usage(`--${name} must be ${choices.join(' or ')}, not "${text}".`);
    return found;
  }
}

/** @throws ImpError `usage` */
export function parse(argv: readonly string[]): Invocation | 'help' {
  const [name = '', ...rest] = argv;
  if (name === '' || name === 'help' || name === '--help' || name === '-h') return 'help';
  if (!Object.hasOwn(COMMANDS, name)) throw usage(`There is no command "${name}".`);
  const command = COMMANDS[name as CommandName];
  let parsed;
  try {
    parsed = parseArgs({
      args: rest,
      options: { ...command.options, ...common },
      allowPositionals: true,
      strict: true,
    });
  } catch (thrown) {
    throw usage((thrown as Error).message.split('. ')[0] + '.');
  }
  const values = parsed.values as Values;
  if (values['help']) return 'help';
  const [least, most] = command.words;
  if (parsed.positionals.length < least)
    throw usage(`imp ${name} needs ${name === 'ask' ? 'a question' : 'a folder'}.`);
  if (parsed.positionals.length > most)
    throw usage(
      `"${parsed.positionals[most]}" is one word too many${name === 'ask' ? ': put a question of several words into quotes, and --image in front of a picture' : ''}.`,
    );
  return { command: name as CommandName, values: new Options(values), words: parsed.positionals };
}

export function usage(message: string): ImpError {
  return new ImpError('usage', `${message} See imp --help.`);
}

export function help(): string {
  const lines = Object.entries(COMMANDS).map(
    ([name, { synopsis, summary }]) => `  imp ${name} ${synopsis}\n      ${summary}`,
  );
  return `Ask a local Imp model about pictures.\n\n${lines.join('\n')}

IMAGE and --image FILE: a path, - (standard input), a file: or a data: URL.
All: --json (one object on stdout), --verbose (stack traces and native messages), --help
With a model: --model ID|DIR|FILE.gguf (default: the built-in imp-nano), --mmproj FILE (for a bare pair),
  --threads N, --context N, --gpu auto|off|again
With --endpoint: the key is read from IMP_ENDPOINT_KEY; --agree allows pictures to go to that host from now on.
Exit codes: 0 done, 1 failed, 2 wrong usage, 130 cancelled.
`;
}
