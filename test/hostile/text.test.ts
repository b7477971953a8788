/** Words of files, models and servers: they stay words, whoever shows them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import MarkdownIt from 'markdown-it';
import { Output } from '../../src/cli/output.ts';
import { readAddress } from '../../src/host/answers/address.ts';
import { exportMarkdown } from '../../src/host/conversation/markdownExport.ts';
import { pictureReferences, referenceAt } from '../../src/host/sources/references.ts';
import { parseSums } from '../../src/models/download/sums.ts';
import { soughtIn } from '../../src/prompts/skills.ts';
import { explainReading } from '../../src/screenshot/screenshot.ts';
import { isPlainFileName } from '../../src/shared/fileName.ts';
import { inertMarkdown } from '../../src/shared/inertMarkdown.ts';
import { plainWords, withoutIcons } from '../../src/shared/plainText.ts';
import { sniffFormat } from '../../src/shared/pictureFormat.ts';
import { random } from '../random.ts';

function timed(limit: number, work: () => unknown): void {
  const begun = performance.now();
  work();
  const took = performance.now() - begun;
  assert.ok(took < limit, `it took ${Math.round(took)} ms`);
}

test('no name becomes a link in a notification', () => {
  // As the editor finds links in its messages (vs/base/common/linkedText.ts).
  const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;
  const names = [
    '[Update now](command:workbench.action.quit)',
    'a[b](command:x?%5B1%5D).png',
    '[[x]](command:y "title")',
    '[t](https://evil.example)\u202egnp',
    '](command:a)[b](file:///c)',
  ];
  for (const name of names) {
    const message = plainWords(`${name} could not be read. Check that ${name} is still there.`);
    assert.deepEqual([...message.matchAll(link)], [], message);
    assert.ok(!/[\u202e\u0000-\u0008]/.test(message));
  }
  assert.equal(withoutIcons('$(check) good.png').includes('$('), false);
  assert.equal(plainWords('a (b) [c].png'), 'a (b) [c].png');
});

test('nothing that a terminal takes for a command is printed', () => {
  const evil = 'a\x1b]52;c;ZXZpbA==\x07b\x1b[2Jc\x9b31md\r\x1b]0;title\x1b\\e\x08\x7f\u0090q\u009c';
  const written: string[] = [];
  const [out, err] = [process.stdout.write, process.stderr.write];
  const keep = (text: unknown) => (written.push(String(text)), true);
  process.stdout.write = keep as never;
  process.stderr.write = keep as never;
  try {
    const plain = new Output(false, true);
    plain.stream(`${evil}\n\tindented`);
    plain.result({}, evil);
    plain.note(evil);
    plain.detail(evil);
    new Output(true, false).result({ [evil]: evil }, '');
  } finally {
    process.stdout.write = out;
    process.stderr.write = err;
  }

  for (const text of written) assert.ok(!/[\x00-\x08\x0b-\x1f\x7f-\x9f]/.test(text), JSON.stringify(text));
  assert.match(written[0]!, /\n\tindented$/);
  assert.deepEqual(JSON.parse(written.at(-1)!), { [evil]: evil }, 'as JSON the value stays what it is');
});

test('addresses of answers are shown as they are opened, or not opened', () => {
  const good: [string, string, string][] = [
    ['https://example.com/a?b=c#d', 'https://example.com/a?b=c#d', 'example.com'],
    ['https://good.com%2F@evil.example', 'user', ''],
    ['https://good.com@evil.example/', 'user', ''],
    ['https://:pass@evil.example/', 'user', ''],
    ['https://evil.example/good.com%2F@x', 'https://evil.example/good.com%2F@x', 'evil.example'],
    ['https://good.com\\@evil.example/', 'https://good.com/@evil.example/', 'good.com'],
    ['https://EXAMPLE.com:8443/', 'https://example.com:8443/', 'example.com:8443'],
    ['https://аррӏе.com/', 'https://xn--80ak6aa92e.com/', 'xn--80ak6aa92e.com'],
    ['https://a.example/\u202egnp.exe', 'disguised', ''],
    ['https://a.example/%E2%80%AEgnp.exe', 'disguised', ''],
    ['https://a.exam\tple/', 'disguised', ''],
    ['https://a.example/%0d%0aHost:%20b', 'disguised', ''],
    ['command:workbench.action.quit', 'scheme', ''],
    ['file:///etc/passwd', 'scheme', ''],
    ['javascript:alert(1)', 'scheme', ''],
    ['vscode://x.y/z', 'scheme', ''],
    ['not an address', 'scheme', ''],
    ['mailto:a@b.example', 'mailto:a@b.example', ''],
  ];
  for (const [href, expected, host] of good) {
    const found = readAddress(href);
    if (typeof found === 'string') assert.equal(found, expected, href);
    else assert.deepEqual([found.href, found.host], [expected, host], href);
  }
});

test('file names from elsewhere are plain on every platform', () => {
  for (const name of ['model.gguf', 'Imp v1.5 (2B)-Q4_K_M.gguf', '模型.gguf', 'console.gguf'])
    assert.ok(isPlainFileName(name), name);
  const bad = [
    ...['', '.', '..', '.hidden', '../a', 'a/b', 'a\\b', 'C:a', 'a.gguf:stream', 'a.gguf::$DATA', 'CON', 'con.gguf'],
    ...[
      'nul.x.gguf',
      'COM1',
      'lpt9.gguf',
      'com¹.gguf',
      'a.gguf.',
      'a.gguf ',
      'a\nb',
      'a\x1b[2J',
      'a\u202eb',
      'a|b',
      'a?b',
    ],
    'x'.repeat(201),
  ];
  for (const name of bad) assert.ok(!isPlainFileName(name), JSON.stringify(name));
});

test('SHA256SUMS as tools write them; what could leave the folder is refused', () => {
  const hash = 'a'.repeat(64);
  const read = (text: string) => [...parseSums(text, 'there')];
  assert.deepEqual(read(`\ufeff${hash}  a.gguf\r\n${hash} *./b c.gguf\r\n`), [
    ['a.gguf', hash],
    ['b c.gguf', hash],
  ]);
  assert.deepEqual(read(`SHA256 (a (1).gguf) = ${hash.toUpperCase()}\n`), [['a (1).gguf', hash]]);
  for (const name of ['../a', './../a', 'a.gguf:x', 'con', 'a\x07', '.a', '/a', 'a.'])
    assert.throws(() => read(`${hash}  ${name}`), { code: 'download-corrupt' }, name);
  assert.throws(() => read('<html>'), { code: 'download-corrupt' });
  timed(1000, () => {
    assert.throws(() => read(`${' '.repeat(500_000)}x`));
    assert.throws(() => read(`SHA256 (${'('.repeat(500_000)}`));
  });
});

/** What a preview would load or run: elements of HTML, and pictures. */
function live(markdown: string): string[] {
  const html = new MarkdownIt({ html: true, linkify: true }).render(markdown);
  return html.match(/<(img|script|iframe|svg|video|audio|object|embed|form|input|style|link|meta|div)\b[^>]*>/gi) ?? [];
}

test('an exported conversation loads nothing when it is previewed', () => {
  const fence = '```';
  const evil = [
    '![x](https://evil.example/a.png)',
    '![x][ref]\n\n[ref]: https://evil.example/a.png',
    '<img src=https://evil.example/a.png>',
    '<script src="https://evil.example/a.js"></script>',
    `- a\n  ${fence}\n<img src=x>`,
    `> ${fence}\n<img src=x>`,
    `${fence} a\`b\n<img src=x>`,
    'a ` b\n` <img src=x> ` c',
    '| a ` | b ` |\n|--|--|\n| <img src=x> ` | ` |',
    '# a `\n` <img src=x> `',
    '\\![x](https://evil.example/a.png)',
    '!\\[x](y) ![z](w)',
    '~~~\ncode\n~~~\n<img src=x>',
    `${fence}\nunfinished\n`,
    '<div\nonclick=x>',
    '`` ` `` <img src=x>',
  ];
  const answer = (text: string, i: number) => [
    { role: 'user' as const, id: `u${i}`, text: `${text}\n<img src=q>`, pictures: [] },
    {
      role: 'assistant' as const,
      id: `a${i}`,
      text,
      state: 'end' as const,
      figures: { model: '<img src=m> ![m](n)', timings: {} as never, reusedTokens: 0 },
    },
  ];
  for (const [i, text] of evil.entries()) {
    assert.deepEqual(live(inertMarkdown(text)), [], JSON.stringify(text));
    const { markdown } = exportMarkdown(
      {
        version: 1,
        id: 'x',
        title: '<img src=t>\n![t](u)',
        createdAt: 0,
        updatedAt: 0,
        draft: '',
        pending: [],
        pictures: [],
        turns: [...answer(text, i), ...answer('After.', 99)],
      },
      'p',
    );
    assert.deepEqual(live(markdown), [], markdown);
  }
  // Code stays code.
  const code = `Use \`a < b\` and:\n\n${fence}html\n<img src="x">\n${fence}\n`;
  assert.equal(inertMarkdown(code), code);
  // And whatever pieces are put together.
  const next = random(7);
  const pieces = [
    '`',
    '``',
    fence,
    '~~~',
    '<img src=x>',
    '![a](b)',
    '\n',
    '\n\n',
    '    ',
    '> ',
    '- ',
    '1. ',
    '|',
    '\\',
    'a',
    '[r]: <u>',
    '<!--',
    '-->',
    '# ',
    '*',
  ];
  for (let round = 0; round < 30_000; round++) {
    const text = Array.from(
      { length: 1 + Math.floor(next() * 14) },
      () => pieces[Math.floor(next() * pieces.length)],
    ).join('');
    assert.deepEqual(live(inertMarkdown(text)), [], JSON.stringify(text));
  }
  timed(2000, () => inertMarkdown(`${'`'.repeat(3)} `.repeat(50_000)));
  timed(2000, () => inertMarkdown(Array.from({ length: 600 }, (_, i) => '`'.repeat(i + 1)).join(' ')));
});

test('long lines and long comments take time by their length', () => {
  const lines = ['![](', '![', '<img ', 'url(', 'a', '"', './a.b/', '![a](b ', '](', '<img src='];
  for (const piece of lines) {
    const line = piece.repeat(Math.ceil(400_000 / piece.length));
    timed(1500, () => pictureReferences(line));
    timed(1500, () => referenceAt(line, 200_000));
  }
  assert.equal(referenceAt(`${'x '.repeat(100_000)} "shot.png" ${' y'.repeat(100_000)}`, 200_005)?.target, 'shot.png');
  const prologues = [
    '<!---->',
    '<!-- a -->\n',
    '<?x?>',
    '<!DOCTYPE svg [',
    '<!',
    '<!--',
    "<!DOCTYPE '",
    ' ',
    '<a:',
    '<?xml',
  ];
  for (const piece of prologues) {
    const text = Buffer.from(piece.repeat(Math.ceil(2_000_000 / piece.length)));
    timed(1500, () => assert.equal(sniffFormat(text), undefined));
    timed(1500, () => sniffFormat(Buffer.concat([text.subarray(0, 900_000), Buffer.from('<svg xmlns="x"/>')])));
  }
  assert.equal(sniffFormat(Buffer.from(`${'<!-- a -->'.repeat(50_000)}<svg xmlns="x">`)), 'svg');
});

test('readers of a screenshot take time by the length of its lines', () => {
  const pieces = [
    'a:',
    'a ',
    '$',
    ' ',
    'at (',
    'a.b(',
    '(',
    ')',
    '1 failed ',
    'Expected:',
    'error ',
    'x@y',
    "'",
    '.',
    '#a:',
  ];
  for (const piece of pieces) {
    // As wide a picture as there may be, with letters of six pixels.
    const text = piece.repeat(Math.ceil(5000 / piece.length));
    const line = (words: string) => ({ text: words, words: [], box: { x: 0, y: 0, width: 9, height: 9 } });
    const lines = [line(text), line(`${text}!`), line('x')];
    timed(3000, () => explainReading({ lines, text: lines.map((each) => each.text).join('\n'), ms: 0 }));
    timed(1000, () => soughtIn(`where is${text}`));
  }
});

test('every setting says who may set it; what deletes, connects or takes memory no folder may', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    contributes: { configuration: { properties: Record<string, { scope?: string }> } };
    capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  };
  const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
  /** Of an answer's words and looks alone: a folder may say what it likes. */
  const harmless = [
    ...[
      'imp.maxAnswerTokens',
      'imp.temperature',
      'imp.ocr',
      'imp.answers.fromPicture',
      'imp.answers.modelAfterwards',
      'imp.showFigures',
    ],
    ...['imp.codeTarget.framework', 'imp.codeTarget.tailwind'],
  ];
  for (const [key, { scope }] of Object.entries(manifest.contributes.configuration.properties)) {
    assert.ok(scope, `${key} has no scope`);
    const guarded = scope === 'application' || scope === 'machine' || restrictedConfigurations.includes(key);
    assert.ok(guarded || harmless.includes(key), `${key} may be set by a folder that nobody trusts`);
  }
});
