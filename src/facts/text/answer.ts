/** Answers from the text of a picture: what it says, what went wrong and where, and values beside their names. */
import { languageOfFile } from '../../screenshot/codeText.ts';
import type { FileReference } from '../../screenshot/references.ts';
import { msg, type Message } from '../../shared/message.ts';
import { answer, refuse, type Found, type Result } from '../data/result.ts';
import { listed } from '../data/say.ts';
import { nameWords } from '../language/tokens.ts';
import type { Parse } from '../language/parse.ts';
import * as find from './finders.ts';
import { linesWith, valueOf } from './lookup.ts';
import { namesAsked, type TextQuery } from './understand.ts';

type Screen = find.Screen;
type Spot = find.Spot;

const evidence = (...spots: (Spot | undefined)[]): Found['evidence'] =>
  spots.flatMap((each) => (each ? [{ box: each.box, text: each.text, source: 'printed' as const }] : []));
const sure = (spots: readonly Spot[]) =>
  Math.min(0.95, ...spots.map(({ line }) => average(line.words.map(({ confidence }) => confidence)) / 100));
const average = (numbers: readonly number[]) =>
  numbers.length === 0 ? 90 : numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

function spotOf(screen: Screen, text: string): Spot | undefined {
  const start = text.trim().slice(0, 40);
  const line =
    screen.lines.find((each) => each.text.includes(start)) ??
    screen.lines.find((each) => start.includes(each.text.trim()) && each.text.trim().length > 8);
  return line && find.spot(line, line.text.trim());
}

const placeText = ({ file, line, column }: FileReference) =>
  [file, line, line && column].filter((part) => part !== undefined).join(':');

function one(spots: readonly Spot[], none: Message, screen: Screen): Result {
  if (spots.length === 0) return refuse(none, ...insteadOf(screen));
  return answer(msg`${listed(spots.slice(0, 10).map(({ text }) => text))}.`, evidence(...spots), sure(spots));
}

/** What the text is, where it has not what was asked for. */
function insteadOf({ facts, lines }: Screen): Message[] {
  if (facts.error) return [msg`It says: ${facts.error}`];
  if (lines.length === 0) return [msg`There is no text in the picture.`];
  return [msg`The text begins: ${lines[0]!.text.trim().slice(0, 120)}`];
}

export function evaluateText(query: TextQuery, screen: Screen, parse: Parse): Result {
  const { facts } = screen;
  const place = facts.place;
  const placeSpot = place && screen.lines[place.row] ? find.spot(screen.lines[place.row]!, place.text) : undefined;
  switch (query.op) {
    case 'why':
      return why(screen, placeSpot);
    case 'error': {
      if (!facts.error) {
        const failed = find.failedTests(screen);
        if (failed.length > 0) return answer(msg`A test fails: ${failed[0]!.text}`, evidence(failed[0]), sure(failed));
        return query.yesNo
          ? answer(msg`No error was read.`, [], 0.6)
          : refuse(msg`I cannot tell: no error was read.`, ...insteadOf(screen));
      }
      const where = spotOf(screen, facts.error);
      return answer(
        query.yesNo ? msg`Yes: ${facts.error}` : msg`${facts.error}`,
        evidence(where),
        where ? sure([where]) : 0.7,
      );
    }
    case 'errorCode': {
      const codes = find.errorCodes(screen);
      return codes.length > 0
        ? one(codes.slice(0, 3), msg`-`, screen)
        : refuse(msg`I cannot tell: no code of an error was read.`, ...insteadOf(screen));
    }
    case 'exitCode': {
      const exits = find.exitCodes(screen).slice(-1);
      // A server's status is called so as well.
      const codes = exits.length > 0 ? exits : find.errorCodes(screen).slice(0, 1);
      return one(codes, msg`I cannot tell: no exit code was read.`, screen);
    }
    case 'line':
      if (place?.line === undefined) return refuse(msg`I cannot tell: no line number was read.`, ...insteadOf(screen));
      return answer(
        msg`Line ${String(place.line)} (${placeText(place)}).`,
        evidence(placeSpot),
        placeSpot ? sure([placeSpot]) : 0.7,
      );
    case 'column':
      return answer(msg`Column ${String(place!.column)} (${placeText(place!)}).`, evidence(placeSpot), 0.85);
    case 'file':
    case 'place': {
      if (!place) {
        const mentioned = facts.references.map(({ text, row }) => find.spot(screen.lines[row]!, text));
        const said = query.op === 'place' && facts.error ? spotOf(screen, facts.error) : undefined;
        if (mentioned.length === 0 && said)
          return answer(msg`No file is named; the error stands here: ${facts.error!}`, evidence(said), sure([said]));
        return one(mentioned.slice(0, 5), msg`I cannot tell: no file was read.`, screen);
      }
      return answer(
        place.symbol ? msg`${placeText(place)}, in ${place.symbol}.` : msg`${placeText(place)}.`,
        evidence(placeSpot),
        placeSpot ? sure([placeSpot]) : 0.7,
      );
    }
    case 'command': {
      const all = find.commands(screen);
      return one(query.last ? all.slice(-1) : all, msg`I cannot tell: no command was read.`, screen);
    }
    case 'version':
      return version(screen, parse);
    case 'url':
      return one(find.urls(screen), msg`I cannot tell: no address was read.`, screen);
    case 'email':
      return one(find.addresses(screen), msg`I cannot tell: no e-mail address was read.`, screen);
    case 'port':
      return one(find.ports(screen), msg`I cannot tell: no port was read.`, screen);
    case 'time':
      return one(find.durations(screen).slice(-1), msg`I cannot tell: no time was read.`, screen);
    case 'branch':
      return one(find.branches(screen).slice(0, 1), msg`I cannot tell: no branch was read.`, screen);
    case 'warning':
      return one(find.warnings(screen), msg`I cannot tell: no warning was read.`, screen);
    case 'failedTests': {
      const failed = find.failedTests(screen);
      if (failed.length > 0) return one(failed, msg`-`, screen);
      const named = facts.references
        .filter(({ symbol }) => symbol)
        .map(({ symbol, row }) => find.spot(screen.lines[row]!, symbol!));
      return one(
        facts.kind === 'test-failure' ? named.slice(0, 3) : [],
        msg`I cannot tell: no failing test was read.`,
        screen,
      );
    }
    case 'testCounts':
      return testCount(query, screen);
    case 'expected':
    case 'received': {
      const found = find.expectation(screen)[query.op];
      return one(
        found ? [found] : [],
        query.op === 'expected'
          ? msg`I cannot tell: nothing says what was expected.`
          : msg`I cannot tell: nothing says what was received.`,
        screen,
      );
    }
    case 'function':
      return place?.symbol
        ? answer(
            msg`${place.symbol} (${placeText(place)}).`,
            evidence(screen.lines[place.row] && find.spot(screen.lines[place.row]!, place.symbol), placeSpot),
          )
        : refuse(msg`I cannot tell: no function was read.`, ...insteadOf(screen));
    case 'declared':
      return one(find.declarations(screen), msg`-`, screen);
    case 'language': {
      const language =
        facts.code?.language ??
        facts.references.map(({ file }) => languageOfFile(file)).find((found) => found !== undefined);
      return language
        ? answer(msg`${language}.`, evidence(screen.lines[0] && find.spot(screen.lines[0], screen.lines[0].text)), 0.75)
        : refuse(msg`I cannot tell the language.`);
    }
    case 'codeLine':
      return one([find.codeLine(screen, query.number!)!], msg`-`, screen);
    case 'errorCount': {
      const said = screen.lines.flatMap((line) =>
        [...line.text.slice(0, 300).matchAll(/\b(\d+)\s+(?:errors?|warnings?|problems?)\b/gi)].map((match) =>
          find.spot(line, match[0]),
        ),
      );
      const wanted = said.filter(({ text }) => (parse.has('warning') ? /warning/i : /error|problem/i).test(text));
      return one(wanted.slice(-1), msg`I cannot tell how many: no count was read.`, screen);
    }
    case 'firstLine':
      return one(
        screen.lines.slice(0, 1).map((line) => find.spot(line, line.text.trim())),
        msg`There is no text in the picture.`,
        screen,
      );
    case 'find':
      return search(screen, parse);
    case 'lookup': {
      const found = valueOf(screen, namesAsked(parse));
      return found
        ? answer(msg`${found.text}`, evidence(found), Math.min(0.8, sure([found])))
        : refuse(msg`I cannot tell.`, ...insteadOf(screen));
    }
    case 'say': {
      if (screen.lines.length === 0) return refuse(msg`I cannot tell: there is no text in the picture.`);
      const text = screen.reading.text.split('\n').slice(0, 60).join('\n');
      return answer(
        msg`It says:\n${text}`,
        evidence(...screen.lines.slice(0, 40).map((line) => find.spot(line, line.text))),
        0.85,
      );
    }
  }
}

/** Error, place, usual cause, in this order. */
function why(screen: Screen, placeSpot: Spot | undefined): Result {
  const { facts } = screen;
  const failed = find.failedTests(screen);
  const { expected, received } = find.expectation(screen);
  const error =
    facts.error ?? (expected && received ? `${expected.text} – ${received.text}` : (failed[0]?.text ?? facts.tests));
  if (!error) return refuse(msg`I cannot tell: no error was read.`, ...insteadOf(screen));
  const text: Message[] = [msg`${error}`];
  const inner = facts.causedBy.at(-1);
  if (inner) text.push(msg`Caused by: ${inner.replace(/^\W*Caused by:\s*/, '')}`);
  if (expected && received && !error.includes(expected.text))
    text.push(msg`Expected ${expected.text}, but got ${received.text}.`);
  if (facts.usualCause) text.push(facts.usualCause);
  if (facts.place)
    text.push(
      msg`Look first at ${placeText(facts.place)}${facts.place.symbol ? msg`, in ${facts.place.symbol}` : ''}.`,
    );
  return answer(text, evidence(spotOf(screen, error), placeSpot, expected, received), 0.85);
}

function version(screen: Screen, parse: Parse): Result {
  const all = find.versions(screen);
  const names = namesAsked(parse).filter(
    ({ word, stem }) => !/^(?:version|versions|release|版本|版本号|number)$/.test(word) && stem !== 'version',
  );
  if (names.length > 0) {
    const lines = new Set(
      linesWith(
        screen,
        names.map(({ stem }) => stem),
      ).map(({ line }) => line),
    );
    const near = all.filter(({ line }) => lines.has(line));
    if (near.length > 0) return one(near.slice(0, 1), msg`-`, screen);
    return refuse(
      msg`I cannot tell: no version of ${listed(names.map(({ raw }) => raw))} was read.`,
      ...(all.length > 0
        ? [msg`There is: ${listed(all.slice(0, 8).map(({ line }) => line.text.trim().slice(0, 60)))}.`]
        : []),
    );
  }
  const said = all.filter(({ line }) => /version|\bv\d/i.test(line.text));
  return one((said.length > 0 ? said : all).slice(0, 4), msg`I cannot tell: no version was read.`, screen);
}

function testCount({ count, yesNo }: TextQuery, screen: Screen): Result {
  const counts = find.testCounts(screen);
  if (yesNo) {
    const failed =
      counts.failed && Number(counts.failed.text) > 0 ? counts.failed : (find.failedTests(screen)[0] ?? undefined);
    const passed = counts.passed;
    if (!failed && !passed) return refuse(msg`I cannot tell: no result of tests was read.`, ...insteadOf(screen));
    const good = !failed;
    return answer(
      (count === 'failed') === good
        ? msg`No: ${(failed ?? passed!).line.text.trim()}`
        : msg`Yes: ${(failed ?? passed!).line.text.trim()}`,
      evidence(failed ?? passed),
      0.8,
    );
  }
  const found = counts[count!];
  if (found) return one([found], msg`-`, screen);
  const sum = [counts.failed, counts.passed, counts.skipped].filter((each) => each !== undefined);
  if (count === 'total' && counts.passed)
    return answer(msg`${String(sum.reduce((total, { text }) => total + Number(text), 0))}.`, evidence(...sum), 0.8);
  const names = count === 'failed' ? find.failedTests(screen) : [];
  if (names.length > 0)
    return answer(msg`${names.length}: ${listed(names.map(({ text }) => text))}.`, evidence(...names), 0.7);
  if (count === 'failed' && counts.passed) return answer(msg`0.`, evidence(counts.passed), 0.7);
  return refuse(msg`I cannot tell: no count of tests was read.`, ...insteadOf(screen));
}

/** Signs that reading takes for each other are one: `Back0ff` is found as `BackOff`. */
const alike = (text: string) => text.toLowerCase().replace(/0/g, 'o').replace(/[1i|]/g, 'l').replace(/\s+/g, '');

function search(screen: Screen, parse: Parse): Result {
  const quoted = parse.tokens.filter(({ kind }) => kind === 'quoted');
  const asked = quoted.length > 0 ? quoted : namesAsked(parse);
  const words = asked.flatMap(({ raw }) => nameWords(raw));
  const having = (form: (text: string) => string) =>
    quoted.length > 0
      ? screen.lines.filter(({ text }) => quoted.every(({ word }) => form(text).includes(form(word))))
      : [];
  const plain = having((text) => text.toLowerCase());
  const exact = plain.length > 0 ? plain : having(alike);
  const lines = exact.length > 0 ? exact : linesWith(screen, words).map(({ line }) => line);
  const name = asked.map(({ raw }) => raw).join(' ');
  if (lines.length === 0)
    return refuse(msg`I cannot tell: "${name}" was not read in the picture.`, ...insteadOf(screen));
  const spots = lines.slice(0, 8).map((line) => find.spot(line, asked.map(({ raw }) => raw).join(' ')));
  const shown = lines.slice(0, 8).map((line) => line.text.trim().slice(0, 160));
  return answer(msg`Yes: ${listed(shown)}`, evidence(...spots), sure(spots));
}
