/** The editor's window as a person uses it: palette, menus, explorer, notifications. */
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { poll } from './poll.ts';
import type { WorkbenchSession } from './workbenchSession.ts';

export class WorkbenchPage {
  readonly page: Page;
  /** Titles of the commands that were run. */
  readonly ran = new Set<string>();

  constructor(private readonly session: WorkbenchSession) {
    this.page = session.page;
  }

  /** Opens (or reloads) the workbench and waits until Imp's commands are known. */
  async open(): Promise<void> {
    await this.session.open();
    await this.commandReady('Imp: New Conversation');
  }

  /** The workbench paints before the extension host has delivered commands: waits until the palette offers one. */
  private async commandReady(title: string): Promise<void> {
    for (const end = Date.now() + 240_000; ;) {
      const row = await this.typeIntoPalette(title);
      const found = await row.waitFor({ timeout: 1500 }).then(
        () => true,
        () => false,
      );
      await this.page.keyboard.press('Escape');
      if (found) return;
      if (Date.now() > end)
        throw new Error(
          `The command "${title}" never appeared in the palette.\n${this.session.log('remoteexthost').slice(-3000)}`,
        );
    }
  }

  /** Runs a command as a person would; F1 also works while a webview has the focus. */
  async command(title: string): Promise<void> {
    for (let tries = 0; ; tries++) {
      const row = await this.typeIntoPalette(title);
      try {
        await row.click({ timeout: 10_000 });
        this.ran.add(title);
        return;
      } catch (error) {
        if (tries === 2) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** The titles of commands of Imp that the palette offers now for what is typed; it paints some twenty at most. */
  async commands(typed: string): Promise<string[]> {
    await this.typeIntoPalette(typed);
    const rows = this.page.locator('.quick-input-list .monaco-list-row[aria-label^="Imp: "]');
    await rows.first().waitFor();
    const labels = await rows.evaluateAll((elements) =>
      elements.map((element) => element.getAttribute('aria-label') ?? ''),
    );
    await this.page.keyboard.press('Escape');
    return labels.map((label) => label.split(',')[0]!.trim());
  }

  /**
   * Opens the palette with a title in it. The text goes into the palette's own box and nowhere else, wherever the focus is by then; a
   * webview that loads meanwhile may take the focus and close the palette, so it is tried again.
   */
  private async typeIntoPalette(title: string): Promise<Locator> {
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
    for (let tries = 0; ; tries++) {
      await this.page.keyboard.press('F1');
      try {
        await this.page.locator('.quick-input-widget:visible input:focus').first().waitFor({ timeout: 3000 });
        await this.fillQuickInput('>' + title);
        return row;
      } catch (error) {
        if (tries === 10) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** Puts text into the open quick input without the keyboard, which would write into whatever has the focus in that moment. */
  async fillQuickInput(text: string): Promise<void> {
    const input = this.quickInput;
    await input.evaluate(
      (element: HTMLInputElement, value) => {
        element.value = value;
        element.dispatchEvent(new InputEvent('input', { bubbles: true }));
      },
      text,
      { timeout: 3000 },
    );
    await poll(async () => assert.equal(await input.inputValue({ timeout: 1000 }), text), 3000);
  }

  /** The text box of the quick pick or input box that is open. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible input').first();
  }

  /** Waits for the box that a command opens; the one in which it was typed closes meanwhile. */
  async inputAsked(): Promise<void> {
    await poll(async () => assert.doesNotMatch(await this.quickInput.inputValue(), /^>/));
  }

  /** Chooses an item of an open quick pick; `title` waits for that one, where the pick before it has items of the same name. */
  async pick(label: string | RegExp, title?: string | RegExp): Promise<void> {
    if (title) await this.page.locator('.quick-input-title:visible', { hasText: title }).waitFor();
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click();
  }

  /** Answers the editor's own file dialog; it overwrites what is typed before it has listed its folder, and goes into a folder before it takes it. */
  async chooseFile(path: string, button: string): Promise<void> {
    await poll(async () => assert.match(await this.quickInput.inputValue(), /^\//));
    await this.page.waitForTimeout(1000);
    await this.fillQuickInput(path);
    const accept = this.page.locator('.quick-input-widget:visible').getByRole('button', { name: button });
    await accept.waitFor();
    await poll(async () => {
      await this.page.waitForTimeout(1000);
      if (await accept.isVisible()) await accept.click({ timeout: 2000 });
      assert.ok(
        await accept.waitFor({ state: 'hidden', timeout: 2000 }).then(
          () => true,
          () => false,
        ),
        `the dialog does not take ${path}`,
      );
    });
  }

  /** A file or folder in the explorer. */
  file(name: string): Locator {
    return this.page.locator('.explorer-folders-view').getByRole('treeitem', { name, exact: true });
  }

  async openFile(name: string): Promise<void> {
    // A double click alone may open a picture twice, where the editor is busy with the first.
    await this.file(name).click();
    await this.page.locator('.tabs-container').getByRole('tab', { name, selected: true }).waitFor();
    await this.file(name).dblclick();
    await this.tab(name).waitFor();
  }

  tab(name: string | RegExp): Locator {
    return this.page.locator('.tabs-container').getByRole('tab', { name });
  }

  /** Chooses an item of a context menu; `path` leads through submenus. */
  async contextMenu(target: Locator, ...path: string[]): Promise<void> {
    for (let tries = 0; tries < 5; tries++) {
      await target.click({ button: 'right' });
      if (await this.followMenu(path)) return;
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Escape');
    }
    throw new Error(`No context menu item ${path.join(' > ')}`);
  }

  /** Chooses an item of a menu in the title of the active editor; the editor closes menus while its picture still loads. */
  async titleMenu(button: string, item: string): Promise<void> {
    for (let tries = 0; tries < 5; tries++) {
      await this.page
        .locator('.editor-group-container.active .editor-actions')
        .getByRole('button', { name: button })
        .click();
      if (await this.followMenu([item])) return;
      await this.page.keyboard.press('Escape');
    }
    throw new Error(`No item ${item} in the title menu ${button}`);
  }

  /** VS Code ignores a mouse-up that comes too soon after its menu opened: waits a moment, and says whether the menu took the click. */
  async followMenu(path: string[]): Promise<boolean> {
    for (const [index, label] of path.entries()) {
      const item = this.menuItem(label);
      if (
        !(await item.waitFor({ timeout: 3000 }).then(
          () => true,
          () => false,
        ))
      )
        return false;
      await this.page.waitForTimeout(300);
      if (index < path.length - 1) {
        await item.hover();
        await this.page.keyboard.press('ArrowRight');
      } else {
        if (
          !(await item.click({ timeout: 5000 }).then(
            () => true,
            () => false,
          ))
        )
          return false;
        return await item.waitFor({ state: 'hidden', timeout: 2000 }).then(
          () => true,
          () => false,
        );
      }
    }
    return false;
  }

  menuItem(label: string): Locator {
    return this.page.getByRole('menuitem', { name: label }).last();
  }

  /** They lie over the panel's composer. */
  async clearNotifications(): Promise<void> {
    await this.command('Notifications: Clear All Notifications');
    await this.page.locator('.notification-list-item').first().waitFor({ state: 'detached' });
  }

  /** Notifications that are shown, as text. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-list-item', { hasText: text }).first();
  }

  /** Waits for a notification; without it, the error lists those that are there and the end of Imp's log. */
  async notified(text: string | RegExp, timeout = 60_000): Promise<void> {
    await this.notification(text)
      .waitFor({ timeout })
      .catch(async (cause: unknown) => {
        await this.command('Notifications: Show Notifications');
        const shown = await this.page.locator('.notification-list-item').allInnerTexts();
        throw new Error(
          `No notification ${text} in ${timeout} ms. There are: ${JSON.stringify(shown)}\n${this.session.log('Imp').slice(-3000)}`,
          { cause },
        );
      });
  }

  /** Presses a button of a notification that came, also when the editor has hidden it again, as it does after ten seconds. */
  async pressInNotification(text: string | RegExp, button: string): Promise<void> {
    await this.command('Notifications: Show Notifications');
    await this.notification(text).getByRole('button', { name: button }).click();
  }

  /** The text of the editor that has the focus, read through select-all and copy of its model. */
  get editorText(): Locator {
    return this.page.locator('.editor-group-container.active .view-lines');
  }

  /** Waits until the active editor shows `text` and has the focus again: what a button of the panel did to it is done. */
  async edited(text: string): Promise<void> {
    await this.editorText.getByText(text).first().waitFor();
    await this.page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
  }

  /** Puts a picture on the clipboard as a screenshot tool does. Chromium encodes it anew: pixels stay, bytes do not. */
  async copyPicture(png: Uint8Array): Promise<void> {
    await this.page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) })]);
    }, Buffer.from(png).toString('base64'));
  }

  /** Drags a file of this machine over the open text and drops it with Shift: into the text, not opened beside it. */
  async dropFile(file: string): Promise<void> {
    const { x, y } = (await this.editorText.boundingBox())!;
    const devtools = await this.page.context().newCDPSession(this.page);
    const data = { items: [], files: [file], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await devtools.send('Input.dispatchDragEvent', { type, x: x + 40, y: y + 10, data, modifiers: 8 });
    await devtools.detach();
  }

  async copyText(text: string): Promise<void> {
    await this.page.evaluate((value) => navigator.clipboard.writeText(value), text);
  }

  async clipboardText(): Promise<string> {
    return await this.page.evaluate(() => navigator.clipboard.readText());
  }
}
