/**
 * Words in Mermaid's labels. What Mermaid would take for more than text in a quoted label (markup, entities, directives,
 * markdown) is written as an entity, so that a picture's words stay words. Entities: encodeEntities in mermaid's utils.ts.
 */

/** A label between Mermaid's quotes. */
export function mermaidText(text: string): string {
  const escaped = text
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ')
    .replace(/#(?=\w+;)/g, '#35;')
    .replace(/&(?=#?\w+;)/g, '#amp;')
    .replace(/<(?=[a-z/!?])/gi, '#lt;')
    .replace(/%(?=%)|(?<=%)%|%(?=\{)/g, '#37;')
    .replace(/"/g, '#quot;')
    .replace(/`/g, '#96;')
    // A list in markdown, which labels do not have.
    .replace(/^(\s*\d+)([.)])(?=\s)/gm, (_, number: string, mark: string) => `${number}#${mark.charCodeAt(0)};`)
    .replace(/^(\s*)([-*+])(?=\s)/gm, (_, space: string, mark: string) => `${space}#${mark.charCodeAt(0)};`)
    .replace(/\n+/g, '<br/>')
    .trim();
  return `"${escaped || ' '}"`;
}

const NAMED: Record<string, string> = { quot: '"', amp: '&', lt: '<', gt: '>', nbsp: ' ', apos: "'" };

/** The words of a label as it stands between its marks: entities and line breaks are read, all else stays text. */
export function wordsOf(label: string): string {
  return label
    .replace(/\s*<br *\/?>\s*/gi, '\n')
    .replace(/&?#(\d{1,7});|[#&]([a-z]{2,8});/gi, (whole, code: string | undefined, name: string | undefined) => {
      if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
      const point = Number(code);
      const shown = point >= 32 && point <= 0x10ffff && !(point >= 0xd800 && point < 0xe000);
      return shown ? String.fromCodePoint(point) : ' ';
    })
    .trim();
}
