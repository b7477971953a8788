/** From scores at each step to text (connectionist temporal classification: repeats and blanks drop out). */

export interface LineCharacter {
  text: string;
  /** 0..1 */
  confidence: number;
  /** Where it stands, as a share of the line's width. */
  at: number;
  /** What else it could be, likeliest first. */
  others: { text: string; confidence: number }[];
}

export interface Decoding {
  text: string;
  /** 0..1; a single doubtful character makes the line doubtful. */
  confidence: number;
  characters: LineCharacter[];
}

/** Everything but Chinese, Japanese and the signs that go with them. */
const isWestern = (character: string) => {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x2e80 && !(code >= 0x2460 && code <= 0x27bf && !'✓✔✗✘✕✖★☆☐☑☒⚠●○■□▲▼◆◇▶◀'.includes(character));
};
const NUMERIC = new Set([..."0123456789+-−–.,:/%‰$€£¥₹°×^()'’ eEkKMBGTµ⁰¹²³⁴⁵⁶⁷⁸⁹⁻"]);
/** Confidence that characters of another script must reach on average, so that edges and specks are not taken for them. */
const SURE_OF_SCRIPT = 0.75;
/**
 * Macrons are rare (Japanese names in Latin letters) and at twelve pixels the same as two dots: they must be so much likelier
 * (natural logarithm) than the umlaut.
 */
const MACRONS: Record<string, string> = { ā: 'ä', ō: 'ö', ū: 'ü', Ā: 'Ä', Ō: 'Ö', Ū: 'Ü' };
const RARER = 8;
/** Others below this are not worth a thought. */
const LEAST_OTHER = 0.01;

interface Sets {
  /** Classes of macrons with those of their umlauts. */
  macrons: Map<number, number>;
  western: Int32Array;
  numeric: Int32Array;
}
const setsOf = new WeakMap<readonly string[], Sets>();

function sets(characters: readonly string[]): Sets {
  let known = setsOf.get(characters);
  if (!known) {
    const where = (is: (character: string) => boolean) =>
      Int32Array.from(characters.keys()).filter((i) => i === 0 || is(characters[i]!));
    const macrons = new Map(
      Object.entries(MACRONS).map(([macron, umlaut]) => [characters.indexOf(macron), characters.indexOf(umlaut)]),
    );
    known = { macrons, western: where(isWestern), numeric: where((character) => NUMERIC.has(character)) };
    setsOf.set(characters, known);
  }
  return known;
}

/**
 * @param scores [steps][characters], before softmax
 * @param characters class 0 is the blank
 */
export function decoded(scores: Float32Array, characters: readonly string[], alphabet: 'any' | 'number'): Decoding {
  const count = characters.length;
  const steps = scores.length / count;
  const { western, numeric } = sets(characters);
  const logOfSum = new Float64Array(steps);
  let [foreign, certainty] = [0, 0];
  for (let step = 0; step < steps; step++) {
    const row = scores.subarray(step * count, (step + 1) * count);
    let best = 0;
    for (let i = 1; i < count; i++) if (row[i]! > row[best]!) best = i;
    const top = row[best]!;
    let sum = 0;
    for (let i = 0; i < count; i++) if (row[i]! > top - 14) sum += Math.exp(row[i]! - top);
    logOfSum[step] = top + Math.log(sum);
    if (best !== 0 && !isWestern(characters[best]!)) {
      foreign++;
      certainty += 1 / sum;
    }
  }
  const all = foreign > 0 && certainty / foreign >= SURE_OF_SCRIPT && alphabet === 'any';
  return collapsed(scores, characters, logOfSum, alphabet === 'number' ? numeric : all ? undefined : western);
}

function collapsed(
  scores: Float32Array,
  characters: readonly string[],
  logOfSum: Float64Array,
  among: Int32Array | undefined,
): Decoding {
  const count = characters.length;
  const steps = logOfSum.length;
  const found: LineCharacter[] = [];
  let before = 0;
  for (let step = 0; step < steps; step++) {
    const row = scores.subarray(step * count, (step + 1) * count);
    let best = 0;
    const length = among ? among.length : count;
    for (let k = 1; k < length; k++) {
      const i = among ? among[k]! : k;
      if (row[i]! > row[best]!) best = i;
    }
    const umlaut = sets(characters).macrons.get(best);
    let score = row[best]!;
    if (umlaut !== undefined && score - row[umlaut]! < RARER) {
      // Both say the same.
      score = Math.min(logOfSum[step]!, score + Math.log1p(Math.exp(row[umlaut]! - score)));
      best = umlaut;
    }
    const confidence = Math.exp(score - logOfSum[step]!);
    const known = found.at(-1);
    if (best !== 0 && best === before) {
      // The same character goes on: it is as sure as where it is surest.
      if (known && confidence > known.confidence) {
        known.confidence = confidence;
        known.others = others(row, characters, best, among, logOfSum[step]!);
      }
    } else if (best !== 0) {
      found.push({
        text: characters[best]!,
        confidence,
        at: (step + 0.5) / steps,
        others: others(row, characters, best, among, logOfSum[step]!),
      });
    }
    before = best;
  }
  while (found[0]?.text === ' ') found.shift();
  while (found.at(-1)?.text === ' ') found.pop();
  const values = found.filter(({ text }) => text !== ' ').map(({ confidence }) => confidence);
  const mean = values.reduce((sum, value) => sum + value, 0) / (values.length || 1);
  return {
    text: found.map(({ text }) => text).join(''),
    confidence: values.length ? (mean + Math.min(...values)) / 2 : 0,
    characters: found,
  };
}

/** The two likeliest other classes; a blank means that nothing stands there. */
function others(
  row: Float32Array,
  characters: readonly string[],
  best: number,
  among: Int32Array | undefined,
  logOfSum: number,
): LineCharacter['others'] {
  const least = logOfSum + Math.log(LEAST_OTHER);
  const found: LineCharacter['others'] = [];
  const length = among ? among.length : row.length;
  for (let k = 0; k < length; k++) {
    const i = among ? among[k]! : k;
    if (i !== best && row[i]! > least) found.push({ text: characters[i]!, confidence: Math.exp(row[i]! - logOfSum) });
  }
  return found.sort((a, b) => b.confidence - a.confidence).slice(0, 2);
}
