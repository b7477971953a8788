/**
 * Prompt lookup decoding. What a model writes often repeats what is before it: tags and class names of the code it writes, words of the
 * picture's text or of the question. Where the newest tokens have occurred before, those that followed them are drafted, and evaluated
 * together with the newest one: a generated token costs the time to read all weights once, and on most machines some more tokens add
 * little to that. Each is then sampled as without a draft, and what was drafted serves as far as it is what was sampled: the answer is the
 * same, but for the rounding of sums that several tokens take in another order than one. How long a draft pays is learned: from what became
 * of drafts, and from how long steps of each length take on this machine.
 */

/** Tokens of a draft. With the newest one, as many as the kernels take at a time. */
const LENGTHS: readonly number[] = [1, 3, 7];
export const MOST_DRAFTED = Math.max(...LENGTHS);
/** Tokens that are compared at most in search of the best place. */
const MOST_ALIKE = 8;
/** How often the next token is what it was, where so many tokens are alike: means over HTML, CSS, TypeScript and prose, until more is known. */
const FIRST_CHANCES = [0, 0.25, 0.5, 0.52, 0.65, 0.7, 0.72, 0.73, 0.85];
const LEARN_CHANCE = 1 / 24;
/** What is known of steps of a length that are not taken fades in some hundred steps: a time taken beside other programs must not decide for good. */
const LEARN_TIME = 1 / 4;
const FADE = 0.998;
/** What a further token of a step takes, as a share of a single one, until it is measured. */
const FIRST_SHARE = 0.1;
/** Minimum expected speed-up of a draft. */
const WORTH = 1.05;

interface Guess {
  tokens: readonly number[];
  /** Tokens that were alike before the first of `tokens`. */
  alike: number;
}

/** What drafts of one model bring on this machine; outlives answers. */
export class PromptLookup {
  readonly #chances = [...FIRST_CHANCES];
  /** Milliseconds of a step by its number of tokens. */
  readonly #times = new Map<number, number>();
  #guess: Guess = { tokens: [], alike: 0 };
  /** Tokens of the guess that have come true. */
  #right = 0;

  /**
   * The tokens to evaluate with the newest one.
   * @param text all tokens so far, with numbers below 0 where pictures are; the newest one is the last
   * @param room tokens at most
   */
  draft(text: readonly number[], room: number): number[] {
    this.#guess = guess(text);
    this.#right = 0;
    return this.#guess.tokens.slice(0, this.#length(room));
  }

  /** Observes what was sampled: first after what `draft` was given, then after each token that it got right. */
  observe(token: number): void {
    const { tokens, alike } = this.#guess;
    if (this.#right >= tokens.length) return;
    const right = tokens[this.#right] === token;
    const i = Math.min(MOST_ALIKE, alike + this.#right);
    this.#chances[i]! += LEARN_CHANCE * ((right ? 1 : 0) - this.#chances[i]!);
    if (right) this.#right++;
    else this.#guess = { tokens: [], alike: 0 };
  }

  /** Heeds what a step of so many tokens took. */
  recordStep(tokens: number, ms: number): void {
    const known = this.#times.get(tokens);
    for (const [count, time] of this.#times) this.#times.set(count, time * FADE);
    this.#times.set(tokens, known === undefined ? ms : known + LEARN_TIME * (Math.min(ms, 2 * known) - known));
  }

  /** The length from which most tokens a second are to be expected. */
  #length(room: number): number {
    const single = this.#times.get(1);
    if (single === undefined) return 0;
    const { tokens, alike } = this.#guess;
    let [best, most] = [0, WORTH / single];
    let chance = 1;
    let expected = 1;
    for (let i = 1; i <= Math.min(tokens.length, room); i++) {
      chance *= this.#chances[Math.min(MOST_ALIKE, alike + i - 1)]!;
      expected += chance;
      const time = this.#times.get(i + 1) ?? single * (1 + FIRST_SHARE * i);
      if (!LENGTHS.includes(i) || expected / time <= most) continue;
      [best, most] = [i, expected / time];
    }
    return best;
  }
}

/** What followed the longest, of equally long ones the latest, earlier occurrence of the text's end. */
function guess(text: readonly number[]): Guess {
  let place = 0;
  let longest = 0;
  for (let end = text.length - 1; end >= 1 && longest < MOST_ALIKE; end--) {
    let alike = 0;
    while (
      alike < MOST_ALIKE &&
      alike < end &&
      text[end - 1 - alike] === text[text.length - 1 - alike] &&
      text[end - 1 - alike]! >= 0
    )
      alike++;
    if (alike > longest) [longest, place] = [alike, end];
  }
  const tokens: number[] = [];
  while (longest > 0 && tokens.length < MOST_DRAFTED) {
    const at = place + tokens.length;
    const token = at < text.length ? text[at]! : tokens[at - text.length]!; // what repeats itself goes on repeating
    if (token < 0) break;
    tokens.push(token);
  }
  return { tokens, alike: longest };
}
