/** Imp's view: what a person sees in it and does with it. */
import type { FrameLocator, Locator, Page } from 'playwright-core';

/** PUBLISHER.NAME of the manifest. */
export const EXTENSION_ID = 'imp-vscode.imp-vscode';

/** An answer takes this long at the very most, in ms: the nano on a busy machine with two cores. */
export const ANSWER_MS = 120_000;

export class PanelPage {
  readonly frame: FrameLocator;

  constructor(readonly page: Page) {
    this.frame = page
      .frameLocator(`iframe.webview.ready[src*="extensionId=${EXTENSION_ID}"]`)
      .frameLocator('iframe#active-frame');
  }

  get question(): Locator {
    return this.frame.getByTestId('question');
  }
  get emptyState(): Locator {
    return this.frame.getByTestId('empty');
  }
  get thumbnails(): Locator {
    return this.frame.locator('.composer').getByTestId('thumbnail');
  }
  get questions(): Locator {
    return this.frame.getByTestId('question-turn');
  }
  get answers(): Locator {
    return this.frame.getByTestId('answer');
  }
  get stopButton(): Locator {
    return this.frame.getByTestId('stop');
  }
  get notice(): Locator {
    return this.frame.getByTestId('notice');
  }
  get failure(): Locator {
    return this.frame.getByTestId('failure');
  }
  get model(): Locator {
    return this.frame.getByTestId('model-picker');
  }

  /** Says that the offline switch is on. */
  get offlineMark(): Locator {
    return this.frame.locator('.offline');
  }

  /** A button of code block number `block` of the first answer. */
  codeButton(block: number, name: string): Locator {
    return this.answers.first().locator('figure.code').nth(block).getByRole('button', { name });
  }

  /** Waits until the view shows its composer. */
  async ready(): Promise<void> {
    await this.question.waitFor({ timeout: 60_000 });
  }

  /** Pastes what is on the clipboard into the question box. */
  async paste(): Promise<void> {
    await this.question.click();
    await this.page.keyboard.press('Control+V');
  }

  /** Waits until every picture in the composer is encoded (or refused). */
  async picturesSettled(count = 1): Promise<void> {
    await this.thumbnails.nth(count - 1).waitFor();
    await this.frame
      .locator('.composer .thumb[data-state="ready"], .composer .thumb[data-state="error"]')
      .nth(count - 1)
      .waitFor({ timeout: ANSWER_MS });
  }

  /** Types a question, sends it with Enter, and returns the finished answer's text. */
  async ask(text: string): Promise<string> {
    const before = await this.answers.count();
    await this.send(text);
    return await this.finished(before);
  }

  /** Types a question and sends it with Enter. */
  async send(text: string): Promise<void> {
    await this.question.click();
    await this.question.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Text of answer number `index` once it is complete. */
  async finished(index: number): Promise<string> {
    const answer = this.answers.nth(index);
    await answer.waitFor({ timeout: 30_000 });
    await this.frame
      .locator(`[data-testid="answer"]:not([data-state="streaming"])`)
      .nth(index)
      .waitFor({ timeout: ANSWER_MS });
    // What was read in the picture may stand beside it, in a note of its own.
    return await answer.locator('.markdown:not(aside .markdown)').first().innerText();
  }

  /** Drops files of the desktop, or what the editor's own views hand over, onto the composer. */
  async drop(what: {
    files?: { name: string; type: string; bytes: Uint8Array }[];
    data?: Record<string, string>;
  }): Promise<void> {
    const files = (what.files ?? []).map(({ bytes, ...file }) => ({
      ...file,
      base64: Buffer.from(bytes).toString('base64'),
    }));
    await this.question.evaluate(
      (target, { files, data }) => {
        const transfer = new DataTransfer();
        for (const { name, type, base64 } of files) {
          const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
          transfer.items.add(new File([bytes], name, { type }));
        }
        for (const [type, value] of Object.entries(data)) transfer.setData(type, value);
        for (const event of ['dragenter', 'dragover', 'drop']) {
          target.dispatchEvent(
            new DragEvent(event, { dataTransfer: transfer, bubbles: true, cancelable: true, composed: true }),
          );
        }
      },
      { files, data: what.data ?? {} },
    );
  }

  /** What has the focus inside the panel: its test id, else its name. */
  async focused(): Promise<string> {
    return await this.frame.locator('body').evaluate(() => {
      const element = document.activeElement;
      return (
        element?.getAttribute('data-testid') ??
        element?.getAttribute('aria-label') ??
        element?.tagName.toLowerCase() ??
        ''
      );
    });
  }

  /** How an answer ended: `end`, `length`, `cancelled`, `failed`. */
  async stateOf(index: number): Promise<string | null> {
    return await this.answers.nth(index).getAttribute('data-state');
  }
}
