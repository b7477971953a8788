/** What the manifest promises, seen from inside the extension host. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

export const EXTENSION_ID = 'imp-vscode.imp-vscode';

interface Contributed {
  commands: { command: string; title: string }[];
  keybindings: { command: string; key: string }[];
  configuration: {
    properties: Record<string, { default: unknown; description?: string; markdownDescription?: string }>;
  };
  menus: Record<string, { command?: string; submenu?: string }[]>;
}

export function manifestSuite(): void {
  describe('the manifest', () => {
    const extension = vscode.extensions.getExtension(EXTENSION_ID)!;
    const contributes = () => (extension.packageJSON as { contributes: Contributed }).contributes;

    it('is installed and not yet active: nothing runs in a window that never used Imp', () => {
      assert.ok(extension);
      assert.equal(extension.isActive, false);
    });

    it('gives every command a handler', async () => {
      await extension.activate();
      const registered = await vscode.commands.getCommands(true);
      const missing = contributes()
        .commands.map(({ command }) => command)
        .filter((command) => !registered.includes(command));
      assert.deepEqual(missing, []);
    });

    it('names only commands of its own in menus and keybindings', () => {
      const own = new Set(contributes().commands.map(({ command }) => command));
      const used = [...Object.values(contributes().menus).flat(), ...contributes().keybindings]
        .map(({ command }) => command)
        .filter((command) => command !== undefined);
      assert.deepEqual(
        used.filter((command) => !own.has(command)),
        [],
      );
    });

    it('takes no keys that the editor or another extension has', async () => {
      const document = await vscode.workspace.openTextDocument(
        vscode.Uri.parse('vscode://defaultsettings/keybindings.json'),
      );
      // Everything is in there, Imp's own included: whatever else has one of its keys clashes.
      const bindings = [...document.getText().matchAll(/"key":\s*"([^"]+)",\s*"command":\s*"([^"]+)"/g)].map(
        ([, key, command]) => ({ key: key!, command: command! }),
      );
      assert.ok(bindings.length > 300, `only ${bindings.length} keybindings were found`);
      const own = bindings.filter(({ command }) => command.startsWith('imp.'));
      assert.equal(own.length, contributes().keybindings.length);
      const clashes = bindings.filter(({ key, command }) =>
        own.some((binding) => binding.command !== command && binding.key === key),
      );
      assert.deepEqual(clashes, []);
    });

    it('translates every title', () => {
      for (const { title } of contributes().commands) assert.doesNotMatch(title, /%/);
    });

    it('has the defaults in the settings that it describes', () => {
      for (const [key, { default: value, description, markdownDescription }] of Object.entries(
        contributes().configuration.properties,
      )) {
        const setting = vscode.workspace.getConfiguration().inspect(key);
        assert.deepEqual(setting?.defaultValue, value, key);
        assert.ok((description ?? markdownDescription ?? '').length > 10, `${key} is not described`);
      }
    });
  });
}
