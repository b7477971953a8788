/**
 * A picture that is pasted or dropped into a document, and pictures in it without an alternative text: what the editor offers for
 * them. Registered with the extension; nothing is read before one of the offers is chosen.
 */
import * as vscode from 'vscode';
import { isPicturePath } from '../../shared/pictureFormat.ts';
import type { Inserter } from './inserter.ts';
import { FORMS, languageOf, type Form } from './kinds.ts';
import { missingAlts, type MissingAlt } from './missingAlt.ts';

type Open = Parameters<Inserter['insertion']>[0][number];

const allowed = (key: 'paste' | 'altText') =>
  vscode.workspace.getConfiguration('imp.documents').get<boolean>(key, key === 'altText');

/** Documents, not the editor's own inputs (chat, commit messages, search). */
const DOCUMENTS: vscode.DocumentSelector = [
  'file',
  'untitled',
  'vscode-remote',
  'vscode-vfs',
  'vscode-notebook-cell',
].map((scheme) => ({ scheme }));
const WITH_ALT: vscode.DocumentSelector = [
  ...['markdown', 'mdx', 'html', 'vue', 'svelte', 'astro', 'php', 'razor', 'handlebars'],
  ...['javascriptreact', 'typescriptreact'],
];
const MIME_TYPES = ['image/*', 'text/uri-list', 'files'];
const MOST_PICTURES = 8;

const kindOf = (form: Form) => vscode.DocumentDropOrPasteEditKind.Empty.append('imp', form);
/** The editor's own ways come first. */
const ownWays = () => {
  const { Empty, Text } = vscode.DocumentDropOrPasteEditKind;
  return [Text, Empty.append('markdown', 'link'), Empty.append('uri'), Empty.append('html')];
};

export function registerInsert(context: vscode.ExtensionContext, inserter: () => Promise<Inserter>): void {
  const { languages, DocumentDropOrPasteEditKind } = vscode as Partial<typeof vscode>;
  // Forks and older editors lack some of these.
  if (DocumentDropOrPasteEditKind && languages?.registerDocumentPasteEditProvider) {
    const kinds = FORMS.map(kindOf);
    context.subscriptions.push(
      languages.registerDocumentPasteEditProvider(DOCUMENTS, pasteProvider(inserter), {
        providedPasteEditKinds: kinds,
        pasteMimeTypes: MIME_TYPES,
      }),
      languages.registerDocumentDropEditProvider(DOCUMENTS, dropProvider(inserter), {
        providedDropEditKinds: kinds,
        dropMimeTypes: MIME_TYPES,
      }),
    );
  }
  const { QuickFix, Source } = vscode.CodeActionKind;
  context.subscriptions.push(
    vscode.languages.registerCodeActionsProvider(
      WITH_ALT,
      { provideCodeActions: altActions },
      { providedCodeActionKinds: [QuickFix, Source.append('writeAltText')] },
    ),
  );
}

/** The likeliest first. */
function formsFor(language: string): readonly Form[] {
  const first: Record<string, Form> = {
    csv: 'table',
    tsv: 'table',
    html: 'code',
    vue: 'code',
    svelte: 'code',
    mermaid: 'mermaid',
  };
  const likely = first[language];
  return likely ? [likely, ...FORMS.filter((form) => form !== likely)] : FORMS;
}

const TITLES: Record<Form, () => string> = {
  text: () => vscode.l10n.t('Insert the picture’s text (Imp)'),
  table: () => vscode.l10n.t('Insert the picture’s table or chart data (Imp)'),
  mermaid: () => vscode.l10n.t('Insert the picture’s diagram as Mermaid (Imp)'),
  code: () => vscode.l10n.t('Insert the picture’s code (Imp)'),
  alt: () => vscode.l10n.t('Insert what the picture shows, in a line (Imp)'),
};

class PasteEdit extends vscode.DocumentPasteEdit {
  constructor(
    readonly form: Form,
    readonly pictures: Open[],
    readonly language: string,
  ) {
    super('', TITLES[form](), kindOf(form));
    this.yieldTo = ownWays();
  }
}

/**
 * Markdown's own ways come with an extension of the editor's that may start only after the file shows. Until it has, Imp's would stand
 * alone, and what was read would be put in place of the picture: the paste is then left as it is without Imp.
 */
function standsAlone(language: string): boolean {
  return (
    language === 'markdown' && vscode.extensions.getExtension('vscode.markdown-language-features')?.isActive === false
  );
}

function pasteProvider(inserter: () => Promise<Inserter>): vscode.DocumentPasteEditProvider<PasteEdit> {
  return {
    async provideDocumentPasteEdits(document, _ranges, data, { only }, token) {
      if (!allowed('paste')) return undefined;
      const language = languageOf(document);
      if (standsAlone(language)) return undefined;
      const forms = formsFor(language).filter((form) => !only || only.contains(kindOf(form)));
      const pictures = forms.length > 0 ? await picturesIn(data) : [];
      if (pictures.length === 0 || token.isCancellationRequested) return undefined;
      return forms.map((form) => new PasteEdit(form, pictures, language));
    },
    async resolveDocumentPasteEdit(edit, token) {
      edit.insertText = await stoppedBy(token, async (signal) =>
        (await inserter()).insertion(edit.pictures, edit.form, edit.language, signal),
      );
      return edit;
    },
  };
}

/**
 * The editor never asks for a dropped edit's text later (it has a call for that, and does not make it): pictures are read at once. So
 * Markdown, where the editor's own picture is mostly wanted, is left to it.
 */
function dropProvider(inserter: () => Promise<Inserter>): vscode.DocumentDropEditProvider {
  return {
    async provideDocumentDropEdits(document, _position, data, token) {
      const language = languageOf(document);
      if (!allowed('paste') || language === 'markdown') return undefined;
      const pictures = await picturesIn(data);
      if (pictures.length === 0 || token.isCancellationRequested) return undefined;
      const texts = await stoppedBy(token, async (signal) => (await inserter()).insertions(pictures, language, signal));
      return formsFor(language)
        .filter((form) => texts.has(form))
        .map((form) => {
          const edit = new vscode.DocumentDropEdit(texts.get(form)!, TITLES[form](), kindOf(form));
          edit.yieldTo = ownWays();
          return edit;
        });
    },
  };
}

async function stoppedBy<T>(token: vscode.CancellationToken, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const subscription = token.onCancellationRequested(() => stop.abort());
  try {
    return await work(stop.signal);
  } finally {
    subscription.dispose();
  }
}

/** Pictures of a paste or drop, not yet looked at. Bytes that lie in no file are fetched: the editor keeps them no longer than this. */
async function picturesIn(data: vscode.DataTransfer): Promise<Open[]> {
  const found: Open[] = [];
  for (const [type, item] of data) {
    if (found.length >= MOST_PICTURES) break;
    const file = item.asFile();
    if (!file || !(type.startsWith('image/') || isPicturePath(file.name))) continue;
    const { uri, name } = file;
    if (uri) found.push(fromUri(uri));
    else {
      const bytes = new Uint8Array(await file.data());
      found.push(async () => ({ bytes, name }));
    }
  }
  if (found.length > 0) return found;
  const list = await data.get('text/uri-list')?.asString();
  const lines = (list ?? '')
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#') && isPicturePath(line));
  return lines.slice(0, MOST_PICTURES).map((line) => fromUri(vscode.Uri.parse(line)));
}

const fromUri =
  (uri: vscode.Uri): Open =>
  async () => {
    const { readPicture } = await import('../sources/uris.ts');
    return await readPicture(uri);
  };

/** The last document's pictures: the editor asks at every move of the cursor. */
let known: { uri: string; version: number; found: MissingAlt[] } | undefined;

function altActions(
  document: vscode.TextDocument,
  range: vscode.Range,
  context: vscode.CodeActionContext,
): vscode.CodeAction[] {
  if (!allowed('altText')) return [];
  const uri = document.uri.toString();
  if (known?.uri !== uri || known.version !== document.version)
    known = {
      uri,
      version: document.version,
      found: missingAlts(document.getText(), document.languageId === 'markdown'),
    };
  const { found } = known;
  const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)];
  const here = found.find(({ start, end }) => start <= to && end >= from);
  const { QuickFix, Source } = vscode.CodeActionKind;
  const action = (title: string, kind: vscode.CodeActionKind, start?: number) => {
    const made = new vscode.CodeAction(title, kind);
    made.command = { command: 'imp.writeAltText', title, arguments: [document.uri, start] };
    return made;
  };
  const all = vscode.l10n.t('Write alt text for all {0} pictures of this file (Imp)', found.length);
  const asked = context.only?.value ?? '';
  return [
    ...(here ? [action(vscode.l10n.t('Write alt text (Imp)'), QuickFix, here.start)] : []),
    ...(here && found.length > 1 ? [action(all, QuickFix)] : []),
    ...(found.length > 0 && asked.startsWith(Source.value) ? [action(all, Source.append('writeAltText'))] : []),
  ];
}
