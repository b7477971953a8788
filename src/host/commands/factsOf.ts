/** What commands take from the facts of the pictures that they are about, with progress, Cancel, and one word when nothing is there. */
import * as vscode from 'vscode';
import { ImpError } from '../../shared/errors.ts';
import type { PictureFacts } from '../../shared/structure.ts';
import { withNotification } from '../dialogs/notify.ts';
import type { Readings } from '../reading/readings.ts';
import { translated } from '../translation.ts';
import type { Found } from './bring.ts';
import { picturesOf, type CopyTextDeps } from './copyText.ts';

export type FactsDeps = Omit<CopyTextDeps, 'readings'> & { readings: Pick<Readings, 'facts'> };

interface Words {
  /** Shown while it is read. */
  reading: (names: string) => string;
  /** Told when nothing of the kind is there, before what the reader says of it. */
  nothing: (names: string) => string;
}

/** @throws ImpError `nothing-found` when `take` finds nothing in any of the pictures */
export async function factsOf<T>(
  found: Found,
  deps: FactsDeps,
  take: (facts: PictureFacts) => T[],
  words: Words,
): Promise<T[]> {
  const pictures = await picturesOf(found, deps);
  const names = pictures.map(({ name }) => name).join(', ');
  const facts = await withNotification(words.reading(names), (signal) =>
    Promise.all(pictures.map((picture) => deps.readings.facts(picture, signal))),
  );
  const taken = facts.flatMap(take);
  if (taken.length > 0) return taken;
  const notes = facts.flatMap((one) => one.notes).map(translated);
  throw new ImpError('nothing-found', [words.nothing(names), ...notes].join(' '));
}

/** A new, unsaved document beside what is open. */
export async function openText(language: string, content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document, { preview: false });
}
