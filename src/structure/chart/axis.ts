/**
 * Value axes by consensus: labels in a column or row whose numbers go linearly, or by powers, with their place. Of several
 * readings of a label the axis takes the possible one; a label on the lattice that none of its readings fits gets the
 * lattice's value.
 */
import { dateOf, instants } from './dates.ts';
import { centreX, centreY, median, valueAt, type AxisFit, type FittedTick, type Label } from './model.ts';
import { numberCandidates } from './numbers.ts';

interface Candidate {
  label: Label;
  at: number;
  values: number[];
  unit: string | null;
}

/** More labels than this in one line are cut: pairs of them are tried. */
const MOST = 60;

/** All axes that labels carry along one direction, best first. `unit`: pixels of a picture at 1×. */
export function fitAxes(labels: readonly Label[], along: 'x' | 'y', unit: number, size: number): AxisFit[] {
  const fits: AxisFit[] = [];
  for (const group of linesOf(labels, along, unit)) {
    const numeric = fitNumbers(group, along, unit, size);
    if (numeric) fits.push(numeric);
    const time = along === 'x' ? fitTimes(group, along, unit, size, labels) : null;
    if (time && (!numeric || time.support >= numeric.support)) fits.push(time);
  }
  fits.sort((a, b) => rank(b) - rank(a));
  const kept: AxisFit[] = [];
  for (const fit of fits) {
    const shared = (other: AxisFit) =>
      fit.ticks.filter((tick) => other.ticks.some((one) => one.label === tick.label)).length;
    if (kept.every((other) => shared(other) <= 0.34 * fit.ticks.length)) kept.push(fit);
  }
  return kept;
}

function rank(fit: AxisFit): number {
  return fit.support - (fit.log ? 0.6 : 0) - (fit.ticks.length < 3 ? 1.5 : 0) - fit.error * 0.1 + (even(fit) ? 0.8 : 0);
}

/** Ticks of an axis stand at equal distances; values on marks seldom do. */
function even(fit: AxisFit): boolean {
  const at = fit.ticks.map((tick) => tick.at).sort((a, b) => a - b);
  const gaps = at.slice(1).map((value, i) => value - at[i]!);
  const step = Math.min(...gaps);
  return gaps.length > 1 && gaps.every((gap) => Math.abs(gap / step - Math.round(gap / step)) < 0.15);
}

/** Labels in one column (by right edge, left edge or middle) or one row. */
function linesOf(labels: readonly Label[], along: 'x' | 'y', unit: number): Label[][] {
  const groups: Label[][] = [];
  const seen = new Set<string>();
  const edges: ((label: Label) => number)[] =
    along === 'y'
      ? [(l) => l.box.x + l.box.width, (l) => l.box.x, centreX]
      : [centreY, (l) => l.box.y, (l) => l.box.y + l.box.height];
  const usable = labels.filter((label) => /[\d\p{L}]/u.test(label.text) || label.alternatives.length > 0);
  const tolerance = (along === 'y' ? 3 : 3.5) * unit;
  edges.forEach((edge) => {
    for (const anchor of usable) {
      const at = edge(anchor);
      const group = usable.filter((label) => Math.abs(edge(label) - at) <= tolerance).slice(0, MOST);
      if (group.length < 2) continue;
      const key = group.map((label) => labels.indexOf(label)).join();
      if (seen.has(key)) continue;
      seen.add(key);
      groups.push(group);
    }
  });
  return groups;
}

function candidatesOf(label: Label): { values: number[]; unit: string | null } {
  const values: number[] = [];
  let unit: string | null = null;
  for (const text of [label.text, ...label.alternatives]) {
    for (const one of numberCandidates(text)) {
      if (!values.includes(one.value)) values.push(one.value);
      unit ??= one.unit;
    }
    // `10³` reads as `103`: the axis decides.
    const power = /^10([-−]?\d)$/.exec(text.trim());
    if (power) {
      const value = 10 ** Number(power[1]!.replace('−', '-'));
      if (!values.includes(value)) values.push(value);
    }
  }
  return { values: values.slice(0, 6), unit };
}

function fitNumbers(group: readonly Label[], along: 'x' | 'y', unit: number, size: number): AxisFit | null {
  const candidates: Candidate[] = group.map((label) => ({
    label,
    at: along === 'y' ? centreY(label) : centreX(label),
    ...candidatesOf(label),
  }));
  const numeric = candidates.filter((one) => one.values.length > 0);
  if (new Set(numeric.map((one) => Math.round(one.at / (4 * unit)))).size < 2) return null;
  const tolerance = Math.max(2 * unit, 0.006 * size);
  let best: { score: number; hits: { one: Candidate; value: number }[]; log: boolean } | null = null;
  for (const log of [false, true]) {
    const t = (value: number) => (log ? Math.log10(value) : value);
    const flat = numeric.flatMap((one) => one.values.filter((v) => !log || v > 0).map((value) => ({ one, value })));
    for (let i = 0; i < flat.length; i++) {
      for (let j = i + 1; j < flat.length; j++) {
        const [a, b] = [flat[i]!, flat[j]!];
        const distance = b.one.at - a.one.at;
        if (a.one === b.one || a.value === b.value || Math.abs(distance) < 10 * unit) continue;
        const slope = (t(b.value) - t(a.value)) / distance;
        const hits = new Map<Candidate, { one: Candidate; value: number; off: number }>();
        for (const { one, value } of flat) {
          const off = Math.abs((t(value) - t(a.value)) / slope + a.one.at - one.at);
          if (off > tolerance) continue;
          const known = hits.get(one);
          if (!known || off < known.off) hits.set(one, { one, value, off });
        }
        const list = [...hits.values()];
        const places = distinct(
          list.map((hit) => hit.one.at),
          4 * unit,
        );
        const reversed = along === 'y' ? slope > 0 : slope < 0;
        const first = list.filter((hit) => hit.value === hit.one.values[0]).length / list.length;
        const score =
          places +
          0.4 * first -
          (log ? logPenalty(list) : 0) -
          (reversed ? 1.2 : 0) -
          list.reduce((sum, hit) => sum + hit.off, 0) / list.length / tolerance / 4;
        if (!best || score > best.score) best = { score, hits: list, log };
      }
    }
  }
  if (!best) return null;
  const places = distinct(
    best.hits.map((hit) => hit.one.at),
    4 * unit,
  );
  // Two numbers are always in line: carried only where nothing in the column speaks against them.
  if (places < 2 || (places === 2 && numeric.length > 2)) return null;
  return made(best.hits, best.log, along, candidates, unit);
}

function logPenalty(hits: readonly { value: number; one: Candidate }[]): number {
  const powers = hits.every((hit) => /^10[-−]?\d$/.test(hit.one.label.text.trim()));
  if (powers && hits.length >= 3) return -0.5;
  // `10°`, `10²`, `10¹`: of what was read in one place some is raised, and all may be powers of ten.
  const readings = (hit: { one: Candidate }) =>
    [hit.one.label.text, ...hit.one.label.alternatives].map((t) => t.trim());
  const raised = hits.filter((hit) => readings(hit).some((text) => /^10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹°]+$/.test(text))).length;
  const power = (hit: { one: Candidate }) => readings(hit).some((text) => /^10(?:[-−]?\d|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/.test(text));
  if (hits.length >= 2 && 2 * raised >= hits.length && hits.every(power)) return -1;
  if (hits.length >= 2 && hits.every((hit) => /^10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+$/.test(hit.one.label.text.trim()))) return -0.5;
  return hits.length < 3 ? 2 : 0.3;
}

function distinct(values: readonly number[], gap: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.filter((value, i) => i === 0 || value - sorted[i - 1]! > gap).length;
}

function made(
  hits: readonly { one: Candidate; value: number }[],
  log: boolean,
  along: 'x' | 'y',
  all: readonly Candidate[],
  unit: number,
): AxisFit {
  const ticks: FittedTick[] = hits.map(({ one, value }) => ({ label: one.label, at: one.at, value, repaired: false }));
  const { slope, offset } = leastSquares(ticks.map((tick) => [tick.at, log ? Math.log10(tick.value) : tick.value]));
  const units = hits.map((hit) => hit.one.unit).filter((one): one is string => one !== null);
  const fit: AxisFit = {
    along,
    log,
    time: false,
    yearKnown: true,
    slope,
    offset,
    ticks,
    support: distinct(
      ticks.map((tick) => tick.at),
      4 * unit,
    ),
    error: 0,
    unit: mostCommon(units),
    across: median(ticks.map((tick) => (along === 'y' ? centreX(tick.label) : centreY(tick.label)))),
  };
  fit.error =
    Math.sqrt(
      ticks.reduce(
        (sum, tick) => sum + ((log ? Math.log10(tick.value) : tick.value) - slope * tick.at - offset) ** 2,
        0,
      ) / ticks.length,
    ) / Math.abs(slope || 1);
  fill(fit, all, unit);
  fit.ticks.sort((a, b) => a.at - b.at);
  return fit;
}

/** Labels of the same line that no reading fits, but which stand on the lattice: the lattice says what they are. */
function fill(fit: AxisFit, all: readonly Candidate[], unit: number): void {
  if (fit.log || fit.ticks.length < 3) return;
  const at = fit.ticks.map((tick) => tick.at).sort((a, b) => a - b);
  const step = Math.min(
    ...at
      .slice(1)
      .map((value, i) => value - at[i]!)
      .filter((gap) => gap > 4 * unit),
  );
  if (!Number.isFinite(step) || !even(fit)) return;
  for (const one of all) {
    if (fit.ticks.some((tick) => tick.label === one.label)) continue;
    const steps = (one.at - at[0]!) / step;
    if (
      Math.abs(steps - Math.round(steps)) * step > 2 * unit ||
      one.at < at[0]! - 1.3 * step ||
      one.at > at[at.length - 1]! + 1.3 * step
    )
      continue;
    if (one.label.text !== '' && !/\d/.test(one.label.text) && one.label.text.length > 2) continue;
    const snapped = fit.ticks[0]!.value + Math.round((one.at - fit.ticks[0]!.at) / step) * round(step * fit.slope);
    fit.ticks.push({ label: one.label, at: one.at, value: round(snapped), repaired: true });
  }
}

const round = (value: number): number => Number(value.toPrecision(6));

export function leastSquares(points: readonly (readonly [number, number])[]): { slope: number; offset: number } {
  const n = points.length;
  const mx = points.reduce((sum, [x]) => sum + x, 0) / n;
  const my = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const sxx = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  const slope = sxx ? points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / sxx : 0;
  return { slope, offset: my - slope * mx };
}

function mostCommon(values: readonly string[]): string | null {
  let best: string | null = null;
  for (const value of values) {
    if (best === null || values.filter((one) => one === value).length > values.filter((one) => one === best).length)
      best = value;
  }
  return best;
}

/** Dates in a row; a second row below (a day under hours) gives the fields that the first does not. */
function fitTimes(
  group: readonly Label[],
  along: 'x' | 'y',
  unit: number,
  size: number,
  labels: readonly Label[],
): AxisFit | null {
  const ordered = [...group].sort((a, b) => centreX(a) - centreX(b));
  const below = new Map<Label, Label>();
  const dates = ordered.map((label) => {
    const own = [label.text, ...label.alternatives].map(dateOf).find((date) => date !== null) ?? null;
    if (!own) return null;
    const under = labels.find(
      (other) =>
        other !== label &&
        Math.abs(centreX(other) - centreX(label)) < 9 * unit &&
        centreY(other) - centreY(label) > 6 * unit &&
        centreY(other) - centreY(label) < 24 * unit,
    );
    const more = under ? dateOf(under.text) : null;
    if (under && more) below.set(label, under);
    return more ? { ...more, ...own } : own;
  });
  const known = dates.filter((date) => date !== null);
  if (known.length < 3 || known.length < 0.6 * group.length) return null;
  // Years or bare months are as good as categories: the marks decide, but a fit is there.
  const { ms, yearKnown } = instants(dates);
  const points = ordered.flatMap((label, i) => (ms[i] == null ? [] : [{ label, at: centreX(label), value: ms[i] }]));
  const tolerance = Math.max(3.5 * unit, 0.012 * size);
  let best: typeof points = [];
  for (let i = 0; i < points.length; i++) {
    for (let j = i + 1; j < points.length; j++) {
      const [a, b] = [points[i]!, points[j]!];
      if (b.value <= a.value || b.at - a.at < 10 * unit) continue;
      const rate = (b.value - a.value) / (b.at - a.at);
      const hits = points.filter((point) => Math.abs((point.value - a.value) / rate + a.at - point.at) <= tolerance);
      if (hits.length > best.length) best = hits;
    }
  }
  if (best.length < 3 || best.length < 0.6 * points.length) return null;
  const { slope, offset } = leastSquares(best.map((point) => [point.at, point.value]));
  const fit: AxisFit = {
    along,
    log: false,
    time: true,
    yearKnown,
    slope,
    offset,
    ticks: best.map((point) => ({ ...point, repaired: false })),
    support: best.length,
    error: 0,
    unit: null,
    across: median(best.map((point) => centreY(point.label))),
  };
  fit.error = Math.sqrt(
    best.reduce((sum, point) => sum + ((valueAt(fit, point.at) - point.value) / slope) ** 2, 0) / best.length,
  );
  if (!yearKnown) datedBelow(fit, labels, unit);
  return fit;
}

/** A date under hours, where none of the ticks has it under itself, still says which day its place belongs to. */
function datedBelow(fit: AxisFit, labels: readonly Label[], unit: number): void {
  const day = 86_400_000;
  for (const label of labels) {
    const down = centreY(label) - fit.across;
    const date = down > 6 * unit && down < 30 * unit ? dateOf(label.text) : null;
    if (!date || date.year === undefined || date.month === undefined || date.day === undefined) continue;
    const at = valueAt(fit, centreX(label));
    // The label of a day stands at its first tick: rounding must not fall into the day before.
    const shift = Date.UTC(date.year, date.month - 1, date.day) - Math.floor((at + day / 96) / day) * day;
    fit.offset += shift;
    for (const tick of fit.ticks) tick.value += shift;
    fit.yearKnown = true;
    return;
  }
}
