/** The webview's page: a strict content security policy, one script, one style sheet, nothing inline. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/**
 * `style-src` names the extension's own files and one nonce: lit-html and the toolkit set styles through constructed style
 * sheets and the CSSOM, which the policy does not restrict; the nonce is for the one probe `<style>` of the toolkit (it finds
 * the nonce in the `csp-nonce` meta element) and for the style sheets of previews, whose `srcdoc` frames inherit this policy
 * and bring a stricter one. `blob:` is for pictures that arrive as bytes (what the model saw).
 */
export function panelHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const styleNonce = randomBytes(16).toString('base64');
  const file = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString();
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${styleNonce}'`,
    `img-src ${webview.cspSource} blob: data:`,
    `font-src ${webview.cspSource}`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(vscode.env.language)}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta property="csp-nonce" content="${styleNonce}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${file('style.css')}">
  <title>Imp</title>
</head>
<body>
  <div id="app"></div>
  <script nonce="${nonce}" src="${file('main.js')}"></script>
</body>
</html>`;
}

/** Text as HTML shows it, in elements and in attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
