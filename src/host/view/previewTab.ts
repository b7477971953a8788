/** The preview of generated code in an editor tab: no scripts, no network, nothing of the extension within reach. */
import * as vscode from 'vscode';
import { ImpError } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';
import { escapeHtml } from './html.ts';
import type { OpenConversation } from '../conversation/openConversation.ts';

/**
 * The page of an answer.
 * @throws ImpError `usage` where it has none
 */
export function pageOf(session: Pick<OpenConversation, 'current'>, id: string): string {
  const answer = session.current.turns.find((turn) => turn.id === id);
  if (answer?.role !== 'assistant' || !answer.preview || !answer.mockup)
    throw new ImpError('usage', msg`This answer is not part of the conversation any more.`);
  return answer.preview;
}

export function showPreview(document: string): void {
  const panel = vscode.window.createWebviewPanel(
    'imp.preview',
    vscode.l10n.t('Preview of the code'),
    { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
    { enableScripts: false, enableForms: false, enableCommandUris: false, localResourceRoots: [] },
  );
  panel.webview.html = `<!DOCTYPE html>
<html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'">
<style>html, body { height: 100%; margin: 0; padding: 0; background: #fff; } iframe { width: 100%; height: 100%; border: 0; }</style>
</head><body><iframe sandbox="" title="${escapeHtml(vscode.l10n.t('Preview of the code'))}" srcdoc="${escapeHtml(document)}"></iframe></body></html>`;
}
