/**
 * Facts as reference in a model's prompt: short lines, those nearest to the question first, within a number of characters.
 * They stand where recognised text stands, and are neutralised and called untrusted there like it.
 */
import type { PictureFacts } from '../shared/structure.ts';
import { displayKey } from './data/result.ts';
import { flat } from './graph/graph.ts';
import { nameWords } from './language/tokens.ts';
import { sceneOf } from './scene.ts';

/** Lines of everything that was read as structure, in the order of their use for the question. */
export function referenceLines(facts: PictureFacts, question: string, characters: number): string[] {
  const { datasets, graphs } = sceneOf(facts);
  const lines: string[] = [];
  for (const dataset of datasets) {
    if (dataset.title) lines.push(`title: ${dataset.title}`);
    for (const { name, values } of dataset.series)
      for (const value of values) {
        if (!value) continue;
        const said =
          value.text ??
          (value.number === null ? '' : `${value.printed ? '' : '~'}${Number(value.number.toPrecision(5))}`);
        if (said) lines.push(`${[name, displayKey(dataset, value.key)].filter(Boolean).join(', ')}: ${said}`);
      }
  }
  for (const graph of graphs) {
    const name = (id: string) => {
      const part = graph.part(id);
      return part && 'text' in part ? flat(part.text) : part && 'title' in part ? (part.title?.text ?? '') : '';
    };
    for (const { from, to, label, confidence } of graph.diagram.edges)
      if (confidence >= 0.6 && name(from) && name(to))
        lines.push(`${name(from)} -> ${name(to)}${label ? ` (${flat(label.text)})` : ''}`);
  }
  const asked = new Set(nameWords(question));
  const near = (line: string) => nameWords(line).filter((word) => asked.has(word)).length;
  const ranked = lines
    .map((line, index) => ({ line: line.slice(0, 160), index, near: near(line) }))
    .sort((a, b) => b.near - a.near || a.index - b.index);
  const kept: string[] = [];
  let left = characters;
  for (const { line } of ranked) {
    if (line.length + 1 > left) continue;
    left -= line.length + 1;
    kept.push(line);
  }
  return kept;
}
