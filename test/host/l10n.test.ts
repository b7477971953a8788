import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { getL10nJson } from '@vscode/l10n-dev';
import ts from 'typescript';

const root = join(import.meta.dirname, '../..');
const json = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, unknown>;

function sources(folder: string): { extension: '.ts'; contents: string }[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ extension: '.ts', contents: readFileSync(join(root, folder, file), 'utf8') }));
}

interface Found {
  /** Templates of msg`…`, as the translations name them. */
  templates: string[];
  /** Plain strings given to an error, or to a detail of one, where they cannot be translated: file and line. */
  plain: string[];
}

/** Messages of the layers below the extension; the command line speaks English alone. */
function messages(): Found {
  const found: Found = { templates: [], plain: [] };
  for (const file of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
    // The command line and the tools for agents speak English.
    if (!file.endsWith('.ts') || /^(cli|mcp)[\\/]/.test(file)) continue;
    const source = ts.createSourceFile(
      file,
      readFileSync(join(root, 'src', file), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    );
    const visit = (node: ts.Node): void => {
      if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'msg')
        found.templates.push(templateText(node.template));
      const text = messageOf(node);
      const plain =
        text &&
        (ts.isStringLiteralLike(text) ||
          ts.isTemplateExpression(text) ||
          (ts.isBinaryExpression(text) && text.operatorToken.kind === ts.SyntaxKind.PlusToken));
      if (plain) found.plain.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

/** What an error that a user meets says: of a whole message, or of the reason that is put into one. */
function messageOf(node: ts.Node): ts.Expression | undefined {
  if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return undefined;
  const [first, second] = node.arguments ?? [];
  const name = node.expression.getText();
  // `cancelled` is never shown, and `internal` is for a bug report.
  if (name === 'ImpError') return /'(cancelled|internal)'/.test(first?.getText() ?? '') ? undefined : second;
  return ['FormatError', 'unsupported', 'broken', 'mismatch', 'unreadable'].includes(name) ? first : undefined;
}

function templateText(template: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  return template.templateSpans.reduce(
    (text, span, index) => `${text}{${index}}${span.literal.text}`,
    template.head.text,
  );
}

/** What the shipped catalog says about its models. */
function catalogTexts(): string[] {
  const { models } = json('models/catalog.json') as { models: { summary: string; license: { note?: string } }[] };
  return models.flatMap(({ summary, license }) => [summary, ...(license.note ? [license.note] : [])]);
}

const placeholders = (text: string) => [...text.matchAll(/\{\d\}/g)].map(([name]) => name).sort();

test('every string of the extension and the panel has a Chinese one with the same placeholders', async () => {
  const { templates } = messages();
  assert.ok(templates.length > 100, 'the messages were not found');
  const strings = [
    ...Object.keys(await getL10nJson([...sources('src/host'), ...sources('webview')])),
    ...templates,
    ...catalogTexts(),
  ];
  assert.ok(strings.length > 100, 'the strings were not found');
  const bundle = json('l10n/bundle.l10n.zh-cn.json') as Record<string, string>;
  for (const text of strings) {
    assert.ok(bundle[text], `not translated: ${text}`);
    assert.deepEqual([...new Set(placeholders(bundle[text]))], [...new Set(placeholders(text))], text);
  }
  for (const text of Object.keys(bundle)) assert.ok(strings.includes(text), `translated but not used: ${text}`);
});

test('no failure that a user meets is a plain string, which could not be translated', () => {
  assert.deepEqual(messages().plain, []);
});

test('steps of the walkthrough end with commands that are there', () => {
  const { contributes } = json('package.json') as {
    contributes: {
      commands: { command: string }[];
      walkthroughs: { steps: { id: string; completionEvents?: string[] }[] }[];
    };
  };
  const commands = new Set(contributes.commands.map(({ command }) => command));
  for (const { id, completionEvents = [] } of contributes.walkthroughs.flatMap(({ steps }) => steps)) {
    assert.ok(completionEvents.length > 0, id);
    for (const event of completionEvents) {
      const [kind, name] = event.split(':');
      if (kind === 'onCommand') assert.ok(commands.has(name!), `${id}: ${event}`);
    }
  }
});

test('every string of the manifest exists in both languages', () => {
  const used = new Set(
    [...readFileSync(join(root, 'package.json'), 'utf8').matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key!),
  );
  for (const file of ['package.nls.json', 'package.nls.zh-cn.json'])
    assert.deepEqual(Object.keys(json(file)).sort(), [...used].sort(), file);
});
