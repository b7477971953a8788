/** Languages of code fences: the editor's language ids and file names. */

/** Fence word → [language id, file extension]. */
const LANGUAGES: Record<string, [id: string, extension: string]> = {
  html: ['html', 'html'],
  css: ['css', 'css'],
  scss: ['scss', 'scss'],
  js: ['javascript', 'js'],
  javascript: ['javascript', 'js'],
  jsx: ['javascriptreact', 'jsx'],
  ts: ['typescript', 'ts'],
  typescript: ['typescript', 'ts'],
  tsx: ['typescriptreact', 'tsx'],
  vue: ['vue', 'vue'],
  svelte: ['svelte', 'svelte'],
  json: ['json', 'json'],
  yaml: ['yaml', 'yaml'],
  yml: ['yaml', 'yaml'],
  md: ['markdown', 'md'],
  markdown: ['markdown', 'md'],
  mermaid: ['mermaid', 'mmd'],
  py: ['python', 'py'],
  python: ['python', 'py'],
  sh: ['shellscript', 'sh'],
  bash: ['shellscript', 'sh'],
  shell: ['shellscript', 'sh'],
  powershell: ['powershell', 'ps1'],
  sql: ['sql', 'sql'],
  java: ['java', 'java'],
  kotlin: ['kotlin', 'kt'],
  swift: ['swift', 'swift'],
  go: ['go', 'go'],
  rust: ['rust', 'rs'],
  c: ['c', 'c'],
  cpp: ['cpp', 'cpp'],
  csharp: ['csharp', 'cs'],
  cs: ['csharp', 'cs'],
  php: ['php', 'php'],
  ruby: ['ruby', 'rb'],
  xml: ['xml', 'xml'],
  svg: ['xml', 'svg'],
  csv: ['csv', 'csv'],
};

/** The editor's language id for a fence word; the word itself when it is not known here. */
export function languageId(fence: string): string {
  const word = fence.trim().toLowerCase();
  return LANGUAGES[word]?.[0] ?? (word || 'plaintext');
}

/** A file name for a code block: components after their export, pages as `index.html`. */
export function suggestedName(fence: string, text: string): string {
  const extension = LANGUAGES[fence.trim().toLowerCase()]?.[1] ?? 'txt';
  if (extension === 'html') return 'index.html';
  if (extension === 'css' || extension === 'scss') return `styles.${extension}`;
  const component = /export\s+default\s+(?:function|class)\s+([A-Z]\w*)/.exec(text)?.[1];
  if (component) return `${component}.${extension}`;
  if (extension === 'vue' || extension === 'svelte' || extension === 'jsx' || extension === 'tsx')
    return `Mockup.${extension}`;
  return `snippet.${extension}`;
}

/** A name that a model suggested, if it is a plain file name; paths and hidden files are not taken from it. */
export function safeFileName(name: string | undefined): string | undefined {
  return name && /^[\w-][\w .-]{0,80}\.\w{1,10}$/.test(name) ? name : undefined;
}
