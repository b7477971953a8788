/** Code in a screenshot: which language it is, and its text without line numbers and the editor's frame. */

const BY_EXTENSION: Record<string, string> = {
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'typescriptreact',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascriptreact',
  py: 'python',
  pyi: 'python',
  java: 'java',
  kt: 'kotlin',
  kts: 'kotlin',
  go: 'go',
  rs: 'rust',
  cs: 'csharp',
  cpp: 'cpp',
  cc: 'cpp',
  cxx: 'cpp',
  hpp: 'cpp',
  c: 'c',
  h: 'c',
  rb: 'ruby',
  php: 'php',
  swift: 'swift',
  scala: 'scala',
  vue: 'vue',
  svelte: 'svelte',
  html: 'html',
  htm: 'html',
  css: 'css',
  scss: 'scss',
  less: 'less',
  json: 'json',
  jsonc: 'jsonc',
  yml: 'yaml',
  yaml: 'yaml',
  toml: 'toml',
  sql: 'sql',
  sh: 'shellscript',
  ps1: 'powershell',
  lua: 'lua',
  dart: 'dart',
  xml: 'xml',
};

/** Signs of a language and how much each weighs. */
const SIGNS: Record<string, [RegExp, number][]> = {
  typescript: [
    [/\b(?:interface|type) \w+(?:<[^>]*>)? [={]/, 3],
    [/[\w)\]]\??: (?:string|number|boolean|void|unknown|Promise<|Map<|Record<|\w+\[\])/, 3],
    [/\b(?:private|public|readonly|async) (?:readonly )?\w+[(:= ]/, 1],
    [/\b(?:const|let) \w+/, 1],
    [/=>/, 1],
    [/\bimport (?:type )?\{.*\} from /, 2],
  ],
  javascript: [
    [/\b(?:const|let|var) [\w{[]/, 2],
    [/=>/, 1],
    [/\bfunction\b.*\{/, 1],
    [/===|!==/, 1],
    [/\brequire\(|module\.exports/, 3],
    [/\bimport .* from ['"]/, 2],
    [/console\.log/, 2],
  ],
  python: [
    [/^\s*def \w+\(.*\).*:$/, 4],
    [/^\s*(?:async def|class) \w+.*:$/, 3],
    [/^\s*(?:if|for|while|elif|else|try|except|with)\b[^{]*:$/, 2],
    [/\bself\b/, 1],
    [/^\s*(?:from \w[\w.]* )?import \w/, 2],
    [/\b(?:None|True|False)\b/, 1],
  ],
  java: [
    [/\bpublic (?:static |final )*(?:class|void|int|String|\w+) \w+/, 3],
    [/\bimport java/, 4],
    [/System\.out\./, 4],
    [/@Override|@Autowired/, 3],
    [/\bnew \w+(?:<.*>)?\(/, 1],
  ],
  csharp: [
    [/\busing [A-Z][\w.]*;/, 4],
    [/\bnamespace [A-Z]/, 3],
    [/\bpublic (?:async )?(?:Task|string|int|void|class|override)\b/, 2],
    [/\{ get; (?:private )?set; \}/, 4],
    [/\bvar \w+ = /, 1],
  ],
  go: [
    [/^\s*func (?:\(\w+ \*?\w+\) )?\w+\(/, 4],
    [/:=/, 2],
    [/^\s*package \w+$/, 4],
    [/\bif err != nil/, 4],
  ],
  rust: [
    [/\bfn \w+(?:<.*>)?\(/, 4],
    [/\blet (?:mut )?\w+/, 1],
    [/\bimpl\b|\bpub (?:fn|struct|enum)/, 3],
    [/&(?:mut|str|self)\b/, 2],
    [/println!|vec!\[/, 4],
    [/^\s*use \w+::/, 3],
  ],
  cpp: [
    [/^\s*#include [<"]/, 4],
    [/\bstd::/, 3],
    [/\b(?:int|void) \w+\(.*\) ?\{/, 1],
  ],
  php: [
    [/<\?php/, 6],
    [/\$\w+ ?=/, 2],
    [/\$this->/, 4],
  ],
  ruby: [
    [/^\s*def \w+[^:]*$/, 2],
    [/^\s*end$/, 3],
    [/\bputs\b|\.each do \|/, 3],
  ],
  html: [
    [/^\s*<!doctype html/i, 6],
    [/<\/(?:div|p|span|body|html|a|ul|li|h\d)>/i, 3],
    [/^\s*<(?:div|section|main|head|link|meta)\b/i, 2],
  ],
  css: [
    [/^\s*[.#]?[\w-]+[\w.#:\s-]* \{$/, 1],
    [/^\s*(?:color|margin|padding|display|font-size|background|border|width|height): .+;?$/, 3],
  ],
  json: [[/^\s*"[\w.-]+"\s*:\s*(?:"|\{|\[|\d|true|false|null)/, 3]],
  yaml: [
    [/^\s*-? ?[\w.-]+:(?: [^;{]*)?$/, 1],
    [/^---$/, 3],
  ],
  sql: [
    [/\bSELECT\b.+\bFROM\b/i, 4],
    [/\b(?:INSERT INTO|CREATE TABLE|LEFT JOIN|GROUP BY|WHERE)\b/i, 3],
  ],
  shellscript: [
    [/^#!.*\b(?:ba|z)?sh\b/, 6],
    [/^\s*(?:if \[|fi$|done$|esac$)/, 3],
    [/\$\{\w+\}|\$\(\w/, 1],
  ],
};

/** The editor's identifier of a language by a file's name, or undefined. */
export function languageOfFile(name: string): string | undefined {
  return BY_EXTENSION[name.split('.').at(-1)!.toLowerCase()];
}

/** The language that the lines look like, as an identifier of the editor; undefined when they hardly look like code. */
export function languageOfCode(lines: readonly string[]): string | undefined {
  let best: string | undefined;
  let most = 3;
  for (const [language, signs] of Object.entries(SIGNS)) {
    let score = 0;
    for (const line of lines) for (const [pattern, weight] of signs) if (pattern.test(line)) score += weight;
    if (score > most) [best, most] = [language, score];
  }
  return best;
}

/** `  41  import …` */
const NUMBERED = /^\s*(\d{1,5})(?=\s|$)/;

/**
 * Code out of an editor's screenshot: the numbered rows, without their numbers and with their indentation.
 * @param rows lines of the reading, indentation included
 * @returns undefined when there are no line numbers that rise by one
 */
export function numberedCode(rows: readonly string[]): { text: string; firstLine: number } | undefined {
  const numbered = rows.flatMap((row) => {
    const match = NUMBERED.exec(row);
    return match ? [{ number: Number(match[1]), rest: row.slice(match[0].length), at: match[0].length }] : [];
  });
  // A row whose number does not fit between its neighbours is a misreading or no code.
  const rising = numbered.filter(
    ({ number }, i) => i === 0 || (number > numbered[i - 1]!.number && number <= numbered[i - 1]!.number + 3),
  );
  if (rising.length < 3 || rising.length < 0.5 * rows.filter((row) => row.trim() !== '').length) return undefined;
  const edge = Math.min(
    ...rising.filter(({ rest }) => rest.trim() !== '').map(({ rest, at }) => at + rest.search(/\S/)),
  );
  const lines: string[] = [];
  rising.forEach(({ number, rest, at }, i) => {
    // Rows without ink are not read at all; a number that was skipped is one of them.
    const before = rising[i - 1];
    for (let lost = before ? before.number + 1 : number; lost < number; lost++) lines.push('');
    lines.push((' '.repeat(at) + rest).slice(Math.min(edge, at + rest.length)).trimEnd());
  });
  return { text: lines.join('\n'), firstLine: rising[0]!.number };
}
