/** Labels of HTML in an SVG, which librsvg leaves out: they become text. */

/** More labels than this are not drawn: a diagram has some dozens, one of a thousand nodes some thousands. */
const MOST_LABELS = 20_000;
const LINE = 1.2;
const FONT_SIZE = 16;

/** Each `foreignObject` becomes lines of text in its middle, as Mermaid's and draw.io's labels stand. */
export function withLabels(text: string): string {
  if (!text.includes('<foreignObject')) return text;
  const css = styleSheets(text);
  const out: string[] = [];
  let at = 0;
  for (let count = 0; count < MOST_LABELS; count++) {
    const start = text.indexOf('<foreignObject', at);
    if (start < 0) break;
    const open = text.indexOf('>', start);
    const close = text.indexOf('</foreignObject>', start);
    if (open < 0 || close < 0) break;
    out.push(text.slice(at, start));
    if (text[open - 1] === '/' || open > close) {
      at = open + 1;
      continue;
    }
    out.push(label(text.slice(start, open), text.slice(open + 1, close), css));
    at = close + '</foreignObject>'.length;
  }
  out.push(text.slice(at));
  return out.join('');
}

function styleSheets(text: string): string {
  const sheets: string[] = [];
  for (let at = text.indexOf('<style'); at >= 0 && sheets.length < 20; at = text.indexOf('<style', at + 6)) {
    const end = text.indexOf('</style>', at);
    if (end < 0) break;
    sheets.push(text.slice(at, Math.min(end, at + 200_000)));
  }
  return sheets.join('\n');
}

/** Classes that carry the colour of labels in Mermaid's and similar style sheets. */
const LABEL_RULE =
  /\.(?:nodeLabel|label|labelText|edgeLabel|cluster-label)[^{}]{0,300}\{[^{}]{0,500}?(?:^|[\s;{])color\s*:\s*([#\w(),.% ]{3,40})/;

function label(tag: string, html: string, css: string): string {
  const number = (name: string) => Number.parseFloat(attribute(tag, name) ?? '0') || 0;
  const [x, y, width, height] = ['x', 'y', 'width', 'height'].map(number) as [number, number, number, number];
  const head = html.slice(0, 4000);
  const size = Number.parseFloat(/font(?:-size)?\s*:[^;"']{0,40}?([\d.]{1,6})px/.exec(head)?.[1] ?? '') || FONT_SIZE;
  const color = /(?:^|[\s;"'])color\s*:\s*([#\w(),.% ]{3,40})/.exec(head)?.[1] ?? LABEL_RULE.exec(css)?.[1] ?? '#000';
  const family = /monospace/.test(head) ? 'monospace' : 'sans-serif';
  const weight = /<(?:b|strong)\b|font-weight\s*:\s*(?:bold|[6-9]00)/.test(head) ? ' font-weight="bold"' : '';
  const left = /text-align\s*:\s*(?:left|start)/.test(head) && width > 0;
  const lines = linesOf(html);
  const [middle, top] = [left ? x : x + width / 2, y + height / 2 - ((lines.length - 1) / 2) * LINE * size];
  return lines
    .map(
      (line, i) =>
        `<text x="${middle}" y="${top + i * LINE * size + 0.35 * size}" text-anchor="${left ? 'start' : 'middle'}" font-family="${family}" font-size="${size}"${weight} fill="${color.trim()}">${line}</text>`,
    )
    .join('');
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]{0,200})"|'([^']{0,200})')`).exec(tag.slice(0, 4000));
  return found?.[1] ?? found?.[2];
}

/** The text of some HTML, a line for each block and break; entities of XML stay, markup goes. */
function linesOf(html: string): string[] {
  const parts: string[] = [''];
  for (let at = 0; at < html.length;) {
    const open = html.indexOf('<', at);
    parts[parts.length - 1] += html.slice(at, open < 0 ? undefined : open);
    if (open < 0) break;
    const close = html.indexOf('>', open);
    if (close < 0) break;
    if (/^<\/?(?:br|p|div|li|tr|h[1-6])\b/i.test(html.slice(open, open + 6))) parts.push('');
    at = close + 1;
  }
  return parts
    .map((line) =>
      line
        .replace(/&nbsp;/g, ' ')
        .replace(/&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-fA-F]{1,6});)/g, '&amp;')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((line) => line !== '');
}
