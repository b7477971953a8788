/** The output channel "Imp": what a bug report needs, never what a picture, question or answer says. */
import * as os from 'node:os';
import * as vscode from 'vscode';

export type Log = vscode.LogOutputChannel;

export function createLog(context: vscode.ExtensionContext): Log {
  const log = vscode.window.createOutputChannel('Imp', { log: true });
  const { version } = context.extension.packageJSON as { version: string };
  const cpu = os.cpus();
  log.info(
    `Imp ${version} in ${vscode.env.appName} ${vscode.version}, Node ${process.versions.node}, ${process.platform}-${process.arch}, ` +
      `${cpu.length} × ${cpu[0]?.model.trim() ?? 'unknown CPU'}, ${Math.round(os.totalmem() / 1e9)} GB memory` +
      `${vscode.env.remoteName ? `, remote: ${vscode.env.remoteName}` : ''}.`,
  );
  return log;
}
