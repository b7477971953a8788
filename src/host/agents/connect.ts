/** "Imp: Connect to a Coding Agent…": shows the entry, writes it on a click with a backup, undoes it, tries it. */
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { CLIENTS, entryText, fileOf, withEntry, withoutEntry, type AgentClient, type Launch } from './clients.ts';
import { tryServer } from './trial.ts';
import { commandLineRoot } from '../../models/index.ts';
import { ImpError } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';
import { readIfPresent, writeAtomically } from '../files.ts';
import { notifyInformation } from '../dialogs/notify.ts';
import { pick } from '../dialogs/quickInput.ts';

interface Choice extends vscode.QuickPickItem {
  client: AgentClient;
}

/**
 * The launcher lies in the user's folder, so that an entry outlives updates of the extension: it is written anew with each
 * connection and each start of the extension's agents.
 */
export async function writeLauncher(extension: vscode.Uri, folder = commandLineRoot()): Promise<Launch> {
  const cli = vscode.Uri.joinPath(extension, 'dist', 'cli.js');
  const launcher = join(folder, 'imp-mcp.mjs');
  const address = JSON.stringify(vscode.Uri.file(cli.fsPath).toString(true));
  await writeAtomically(launcher, `process.argv.splice(2, 0, 'mcp');\nawait import(${address});\n`);
  return { command: process.execPath, args: [launcher], env: { ELECTRON_RUN_AS_NODE: '1' } };
}

export async function connectAgent(extension: vscode.Uri): Promise<void> {
  const workspace = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath;
  const choice = await pick<Choice>(
    CLIENTS.map((client) => ({ label: client.name, description: fileOf(client, workspace), client })),
    { title: vscode.l10n.t('Give which agent Imp’s eyes?'), matchOnDescription: true },
  );
  if (!choice) return;
  const { client } = choice;
  const launch = await writeLauncher(extension);
  const file = fileOf(client, workspace);
  const text = entryText(client, launch);
  const [write, undo, copy, check] = [
    vscode.l10n.t('Write It'),
    vscode.l10n.t('Remove It'),
    vscode.l10n.t('Copy'),
    vscode.l10n.t('Try It'),
  ];
  const detail = file ? `${file}\n\n${text}` : text;
  const buttons = [...(file ? [write, undo] : []), copy, check];
  const answer = await notifyInformation(client.name, buttons, { modal: true, detail });
  if (answer === copy) await vscode.env.clipboard.writeText(text);
  if (answer === write) {
    await writeEntry(client, file!, launch);
    await checkServer(launch);
  }
  if (answer === undo) await removeEntry(client, file!);
  if (answer === check) await checkServer(launch);
}

/** Whether the server answers, as the agent would start it. */
async function checkServer(launch: Launch): Promise<void> {
  const trial = await tryServer(launch);
  if (!trial.ok) throw new ImpError('internal', msg`The server did not answer: ${trial.reason ?? ''}`);
  void notifyInformation(
    vscode.l10n.t('Imp’s server answers: {0} tools, {1} ms to the handshake.', trial.tools!, trial.handshakeMs!),
  );
}

async function writeEntry(client: AgentClient, file: string, launch: Launch): Promise<void> {
  const old = await readIfPresent(file);
  const text = withEntry(client, old && String(old), launch);
  if (old) await copyFile(file, `${file}.imp-backup`);
  await writeKeepingFolder(file, text);
}

async function removeEntry(client: AgentClient, file: string): Promise<void> {
  const old = await readIfPresent(file);
  if (!old) return;
  const rest = withoutEntry(client, String(old));
  await copyFile(file, `${file}.imp-backup`);
  if (rest === undefined) await rm(file);
  else await writeKeepingFolder(file, rest);
}

/** The agent's folder is not ours: its modes stay. */
async function writeKeepingFolder(file: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(vscode.Uri.file(file), Buffer.from(text, 'utf8'));
}
