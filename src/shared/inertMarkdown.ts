/**
 * Markdown of a model made inert for files that other programs will show: no raw HTML, and no picture, whose address would be
 * asked for as soon as somebody previews the file. Text and code stay readable.
 */

/** A fence that begins in the first column: indented ones may end where a list does, so what is in them is not taken for code. */
const FENCE = /^(`{3,}|~{3,}(?!~))[^`]*$/;

export function inertMarkdown(text: string): string {
  let fence = '';
  /** Whether every line of the paragraph so far closed the code that it opened: only then is it sure where code begins. */
  let sure = true;
  const lines = text.split('\n').map((line) => {
    if (fence) {
      const end = line.trimEnd();
      if (end.length >= fence.length && end === fence[0]!.repeat(end.length)) fence = '';
      return line;
    }
    const opened = FENCE.exec(line.trimEnd());
    if (opened) {
      fence = opened[1]!;
      sure = true;
      return line;
    }
    if (line.trim() === '') sure = true;
    const parts = sure && !line.includes('|') ? codeSpans(line) : undefined;
    if (!parts) {
      sure = false;
      return inert(line);
    }
    return parts.map((part, i) => (i % 2 === 1 ? part : inert(part))).join('');
  });
  // What an unfinished fence holds would swallow what is written after it.
  if (fence) lines.push(fence);
  return lines.join('\n');
}

/** One line of words without any of Markdown's marks that load, link or make HTML. */
export function inertLine(text: string): string {
  return inert(text.replace(/\s+/g, ' ')).replace(/[[\]`*_]/g, '\\$&');
}

const inert = (text: string): string => text.replace(/</g, '&lt;').replace(/!\[/g, '!\\[');

/** Text and code spans alternating, text first; undefined where that is not sure: a backtick that is not closed on the line, or escaped. */
function codeSpans(line: string): string[] | undefined {
  if (line.includes('\\`')) return undefined;
  const parts: string[] = [];
  const runs = [...line.matchAll(/`+/g)];
  let from = 0;
  for (let i = 0; i < runs.length; i++) {
    const open = runs[i]!;
    const close = runs.findIndex((run, j) => j > i && run[0].length === open[0].length);
    if (close < 0 || runs.length > 200) return undefined;
    const end = runs[close]!.index + open[0].length;
    parts.push(line.slice(from, open.index), line.slice(open.index, end));
    from = end;
    i = close;
  }
  return [...parts, line.slice(from)];
}
