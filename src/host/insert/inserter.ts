/** Reads pictures for documents: what stands in them becomes text, and pictures without an alternative text get one. */
import * as vscode from 'vscode';
import type { Eyes, Picture } from '../../mcp/index.ts';
import { ImpError } from '../../shared/errors.ts';
import type { PictureFacts } from '../../shared/structure.ts';
import { showFailure } from '../commands/register.ts';
import type { Log } from '../log.ts';
import { notifyInformation, notifyWarning, withNotification } from '../dialogs/notify.ts';
import type { CurrentModel } from '../ports.ts';
import { pictureNamed } from '../sources/cursor.ts';
import { readPicture } from '../sources/uris.ts';
import { translated } from '../translation.ts';
import { altText, formOf, NEEDED, shortened } from './forms.ts';
import { FORMS, type Form } from './kinds.ts';
import { altEdit, missingAlts, type MissingAlt } from './missingAlt.ts';

const translate = (template: string, ...args: (string | number)[]) => vscode.l10n.t(template, ...args);

export class Inserter {
  constructor(
    private readonly eyes: Eyes,
    private readonly model: Pick<CurrentModel, 'current'>,
    private readonly log: Log,
  ) {}

  /**
   * What stands in the pictures, as a document of that language takes it; empty where nothing of the kind is there or the pictures
   * cannot be read, which the user is told.
   */
  async insertion(
    pictures: (() => Promise<Picture>)[],
    form: Form,
    language: string,
    signal: AbortSignal,
  ): Promise<string> {
    const started = performance.now();
    let bytes = 0;
    try {
      const parts: string[] = [];
      let notes: string[] = [];
      for (const open of pictures) {
        const picture = await open();
        bytes += picture.bytes.byteLength;
        const facts = await this.facts(picture, signal, NEEDED[form]);
        const part = form === 'alt' ? await this.alt(picture, facts, signal) : formOf(facts, form, language, translate);
        if (part) parts.push(part);
        else notes = [...notes, ...facts.notes.map(translated)];
      }
      if (parts.length > 0) return parts.join('\n');
      throw new ImpError('nothing-found', [NOTHING[form](), ...notes].join(' '));
    } catch (thrown) {
      void showFailure(thrown, this.log);
      return '';
    } finally {
      this.log.info(`Insert ${form}: ${bytes} bytes, ${Math.round(performance.now() - started)} ms`);
    }
  }

  /** Every form that the pictures have, by one reading of each; empty where they cannot be read, which the log says. */
  async insertions(
    pictures: (() => Promise<Picture>)[],
    language: string,
    signal: AbortSignal,
  ): Promise<Map<Form, string>> {
    const parts = new Map<Form, string[]>();
    try {
      for (const open of pictures) {
        const facts = await this.facts(await open(), signal);
        for (const form of FORMS) {
          const part = formOf(facts, form, language, translate);
          if (part) parts.set(form, [...(parts.get(form) ?? []), part]);
        }
      }
    } catch (thrown) {
      this.log.info(`Drop: ${ImpError.from(thrown).code}`);
      return new Map();
    }
    return new Map([...parts].map(([form, all]) => [form, all.join('\n')]));
  }

  /**
   * Writes what the pictures of a document show where their alternative text is missing: of the one that begins at `start`, else of
   * all. Pictures are read first; the document may change meanwhile.
   * @throws ImpError `nothing-found` where none is missing, or none of the pictures can be described
   */
  async writeAltText(document: vscode.TextDocument | undefined, start?: number): Promise<void> {
    if (!document) throw new ImpError('usage', vscode.l10n.t('Open a Markdown or HTML file with pictures first.'));
    const all = missing(document);
    const wanted = start === undefined ? all : all.filter((one) => one.start === start);
    if (wanted.length === 0)
      throw new ImpError('nothing-found', vscode.l10n.t('No picture without alt text was found in this file.'));
    const targets = [...new Set(wanted.map(({ target }) => target))];
    const [written, problems] = await withNotification(
      vscode.l10n.t('Imp: reading pictures for their alt text'),
      async (signal, report) => {
        const alts = new Map<string, string>();
        const failed: string[] = [];
        for (const target of targets) {
          report({ message: `${alts.size + failed.length + 1} / ${targets.length}`, increment: 100 / targets.length });
          try {
            alts.set(target, await this.altOf(target, document.uri, signal));
          } catch (thrown) {
            const error = ImpError.from(thrown);
            if (error.code === 'cancelled' || signal.aborted) throw thrown;
            failed.push(translated(error.text));
          }
        }
        return [alts, failed] as const;
      },
    );
    // The text as it is now: what was typed meanwhile stays.
    const only = start === undefined ? undefined : ordinal(all, wanted[0]!);
    const edit = new vscode.WorkspaceEdit();
    let count = 0;
    const now = missing(document);
    for (const one of now) {
      const alt = written.get(one.target);
      if (alt === undefined || (only && ordinal(now, one) !== only)) continue;
      edit.replace(
        document.uri,
        new vscode.Range(document.positionAt(one.from), document.positionAt(one.to)),
        altEdit(one, alt),
      );
      count++;
    }
    if (count > 0) await vscode.workspace.applyEdit(edit);
    this.log.info(`Alt text: ${count} written, ${problems.length} not`);
    if (problems.length > 0)
      void notifyWarning(
        vscode.l10n.t('Alt text written: {0}, not written: {1}. {2}', count, problems.length, problems[0]!),
      );
    else if (start === undefined)
      void notifyInformation(vscode.l10n.t('Alt text written: {0}. Check what it says.', count));
  }

  private async altOf(target: string, document: vscode.Uri, signal: AbortSignal): Promise<string> {
    const uri = await pictureNamed(target, document);
    if (!uri) throw new ImpError('usage', vscode.l10n.t('The picture "{0}" was not found.', target.slice(0, 200)));
    const picture = await readPicture(uri);
    const started = performance.now();
    const alt = await this.alt(picture, await this.facts(picture, signal), signal);
    this.log.info(`Alt text: ${picture.bytes.byteLength} bytes, ${Math.round(performance.now() - started)} ms`);
    if (alt) return alt;
    throw new ImpError('nothing-found', NOTHING.alt());
  }

  /** By what was read; a larger model is asked about what has nothing to read. */
  private async alt(picture: Picture, facts: PictureFacts, signal: AbortSignal): Promise<string | undefined> {
    const read = altText(facts, translate);
    if (read || (await this.model.current()).kind === 'nano') return read;
    const { answer } = await this.eyes.ask(picture, 'Describe this picture in one sentence.', look(signal));
    return shortened(answer) || undefined;
  }

  private async facts(picture: Picture, signal: AbortSignal, want?: (typeof NEEDED)[Form]): Promise<PictureFacts> {
    return await this.eyes.facts(picture, look(signal), want);
  }
}

const look = (signal: AbortSignal) => ({ signal, onProgress: () => {} });

const missing = (document: vscode.TextDocument) => missingAlts(document.getText(), document.languageId === 'markdown');

/** Which of the pictures with one target it is: survives what is typed elsewhere. */
const ordinal = (all: MissingAlt[], one: MissingAlt): string =>
  `${all.filter(({ target }) => target === one.target).findIndex(({ start }) => start === one.start)} ${one.target}`;

const NOTHING: Record<Form, () => string> = {
  text: () => vscode.l10n.t('No text was found in the picture.'),
  table: () => vscode.l10n.t('No table or chart was found in the picture.'),
  mermaid: () => vscode.l10n.t('No diagram was found in the picture.'),
  code: () => vscode.l10n.t('No code and no page was found in the picture.'),
  alt: () => vscode.l10n.t('Imp cannot tell what the picture shows: a larger model is needed.'),
};
