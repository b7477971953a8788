/** The dialog on a picture, and pictures drawn by the browser for it. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { poll } from './poll.ts';
import type { Product } from './product.ts';

/** Reading takes this long at the very most, in ms: Tesseract on a busy machine with two cores. */
const READING_MS = 120_000;

export class ViewerPage {
  constructor(private readonly imp: Product) {}

  get dialog(): Locator {
    return this.imp.panel.frame.getByTestId('viewer');
  }
  get stage(): Locator {
    return this.dialog.getByTestId('region-stage');
  }
  /** The chosen region's rectangle in the overlay. */
  get choice(): Locator {
    return this.stage.locator('rect.choice');
  }
  get recognised(): Locator {
    return this.dialog.getByTestId('recognised');
  }

  /** Opens a thumbnail's picture on one of the tabs `picture`, `seen`, `text`. */
  async open(thumbnail: Locator, tab: 'picture' | 'seen' | 'text'): Promise<void> {
    if (await this.dialog.isVisible()) await this.close(); // a test before failed with it open
    await thumbnail.getByRole('button').first().click();
    await this.dialog.waitFor();
    await this.show(tab);
  }

  async show(tab: 'picture' | 'seen' | 'text'): Promise<void> {
    await this.dialog.getByTestId(`tab-${tab}`).click();
  }

  /** Text of the Text tab, once it is there. */
  async text(): Promise<string> {
    await this.recognised.waitFor({ timeout: READING_MS });
    return await this.recognised.innerText();
  }

  async close(): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Close' }).click();
    await this.dialog.waitFor({ state: 'detached' });
  }

  /** Drags a region, given in 0..1 of the picture. */
  async drag(from: [x: number, y: number], to: [x: number, y: number]): Promise<void> {
    const image = this.stage.locator('img');
    await poll(async () => assert.ok((await image.boundingBox())!.width > 50));
    const box = (await image.boundingBox())!;
    const { mouse } = this.imp.session.page;
    await mouse.move(box.x + from[0] * box.width, box.y + from[1] * box.height);
    await mouse.down();
    await mouse.move(box.x + to[0] * box.width, box.y + to[1] * box.height, { steps: 5 });
    await mouse.up();
  }
}

/** A screenshot of HTML as the browser draws it: letters like those of any program, not drawn by the product. */
export async function drawn(imp: Product, html: string, size: { width: number; height: number }): Promise<Buffer> {
  const page = await imp.session.context.newPage();
  try {
    await page.setViewportSize(size);
    await page.setContent(`<body style="margin:0">${html}</body>`);
    return await page.screenshot();
  } finally {
    await page.close();
    await imp.session.page.bringToFront();
  }
}

/** Lines of a terminal as HTML. */
export function terminal(lines: string[]): string {
  const escape = (text: string) => text.replace(/[&<>]/g, (letter) => `&#${letter.charCodeAt(0)};`);
  return `<pre style="margin:0;padding:12px;min-height:100vh;box-sizing:border-box;background:#1e1e1e;color:#e0e0e0;font:15px/22px 'DejaVu Sans Mono',monospace">${lines.map(escape).join('\n')}</pre>`;
}
