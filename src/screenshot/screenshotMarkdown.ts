/** The facts of a screenshot as Markdown, said to be what they are: text that was recognised, not the model's words. */
import { english, msg, type Message } from '../shared/message.ts';
import type { FileReference } from './references.ts';
import type { ScreenFacts, ScreenKind } from './screenshot.ts';

const TITLES: Record<ScreenKind, Message> = {
  'stack-trace': msg`Stack trace`,
  'test-failure': msg`Test failure`,
  compiler: msg`Compiler output`,
  terminal: msg`Terminal`,
  code: msg`Code`,
  other: msg`Text`,
};

/** More references than this would be a wall. */
const MOST_PLACES = 8;

export interface FactsMarkdown {
  markdown: string;
  /** File references as they stand in the Markdown (inside code spans), to be turned into links where a file exists. */
  places: { text: string; reference: FileReference }[];
}

/**
 * Markdown of the facts, or undefined when there is nothing to report. All text of the picture stands in code spans and code
 * blocks: it is never interpreted. `say` translates.
 */
export function factsMarkdown(facts: ScreenFacts, say: (text: Message) => string = english): FactsMarkdown | undefined {
  const places: FactsMarkdown['places'] = [];
  const place = (reference: FileReference): string => {
    const text = [reference.file, reference.line, reference.line && reference.column]
      .filter((part) => part !== undefined)
      .join(':');
    places.push({ text, reference });
    return reference.symbol ? say(msg`${span(text)} in ${span(reference.symbol)}`) : span(text);
  };
  const lines: string[] = [];
  if (facts.error) lines.push(`- ${say(msg`Error: ${span(facts.error)}`)}`);
  for (const cause of facts.causedBy) lines.push(`- ${span(cause)}`);
  if (facts.usualCause) lines.push(`- ${say(msg`Usually means: ${facts.usualCause}`)}`);
  if (facts.place)
    lines.push(
      `- ${say(msg`Look first at ${place(facts.place)}`)}${facts.place.message && !facts.error?.includes(facts.place.message) ? `: ${span(facts.place.message)}` : ''}`,
    );
  if (facts.command) lines.push(`- ${say(msg`Command: ${span(facts.command)}`)}`);
  if (facts.tests) lines.push(`- ${say(msg`Tests: ${span(facts.tests)}`)}`);
  const others = distinct(
    facts.references.filter((reference) => !reference.external && !same(reference, facts.place)),
    facts.place,
  );
  if (others.length > 0) {
    const named = others.slice(0, MOST_PLACES).map(place).join(', ');
    const more = others.length - MOST_PLACES;
    const all = more > 0 ? msg`${named}, and ${more} more` : named;
    lines.push(`- ${say(facts.place ? msg`Also: ${all}` : msg`Files: ${all}`)}`);
  }
  if (facts.code) lines.push('', fenced(facts.code.text, facts.code.language ?? ''));
  if (lines.length === 0) return undefined;
  return {
    markdown: [
      say(msg`**${TITLES[facts.kind]}, by text recognition** (not by the model; letters may be misread)`),
      '',
      ...lines,
    ].join('\n'),
    places,
  };
}

const same = (a: FileReference, b: FileReference | undefined) =>
  b !== undefined && a.file === b.file && a.line === b.line;

/** Each place once; a file's bare name not at all where a line of it is listed. */
function distinct(references: FileReference[], place: FileReference | undefined): FileReference[] {
  const named = (reference: FileReference) =>
    reference.line === undefined &&
    [...references, place].some((other) => other?.line !== undefined && other.file === reference.file);
  return references.filter(
    (reference, i) => references.findIndex((other) => same(reference, other)) === i && !named(reference),
  );
}

/** Text as a code span, whatever backticks it has. */
function span(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  const longest = Math.max(0, ...(flat.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest ? `${fence} ${flat} ${fence}` : `${fence}${flat}${fence}`;
}

/** A code block that its text cannot end. */
export function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
