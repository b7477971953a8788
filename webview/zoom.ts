/** A picture in a frame: as large as fits, or at a scale, in which case the frame scrolls. */
import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit-html';
import { AsyncDirective } from 'lit-html/async-directive.js';
import { directive } from 'lit-html/directive.js';
import type { PictureView } from '../src/shared/panel.ts';
import { icon } from './icons.ts';

/** How a picture is drawn: the style of its stage, and whether its pixels are to be seen as squares. */
export interface Drawn {
  style: string;
  className: string;
}

/** CSS pixels for one of the picture. */
const STEPS = [0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8];
/** Longer sides, in CSS pixels, are more than a page can lay out. */
const MAX_SIDE = 60_000;

type Size = Pick<PictureView, 'id' | 'width' | 'height'>;

class Zoomed extends AsyncDirective {
  private size!: Size;
  private draw!: (drawn: Drawn) => TemplateResult;
  /** Undefined: as large as fits. */
  private scale: number | undefined;
  private frame: HTMLElement | undefined;

  override render(size: Size, draw: (drawn: Drawn) => TemplateResult): TemplateResult {
    if (this.size?.id !== size.id) this.scale = undefined;
    Object.assign(this, { size, draw });
    return this.template();
  }

  private template(): TemplateResult {
    const { scale, size } = this;
    const style = scale === undefined ? '' : `width:${size.width * scale}px;height:${size.height * scale}px`;
    const className = scale === undefined ? '' : scale >= 2 ? 'scaled pixels' : 'scaled';
    const level = scale === undefined ? l10n.t('Fit') : `${Math.round(scale * 100)} %`;
    const button = (name: 'zoom-in' | 'zoom-out', label: string, step: 1 | -1) =>
      html`<button type="button" class="icon-button" data-testid=${name} aria-label=${label} title=${label} ?disabled=${!size.width} @click=${() => this.step(step)}>${icon(step > 0 ? 'add' : 'minus')}</button>`;
    return html`<div class="zoom-frame" data-testid="zoom-frame" @wheel=${this.wheel} @keydown=${this.key}>
        ${this.draw({ style, className })}
      </div>
      <div class="zoom-bar" role="group" aria-label=${l10n.t('Zoom')}>
        ${button('zoom-out', l10n.t('Zoom out'), -1)}
        <button
          type="button"
          class="text-button"
          data-testid="zoom-level"
          title=${l10n.t('As large as fits, or one pixel for one')}
          ?disabled=${!size.width}
          @click=${() => this.set(scale === undefined ? 1 : undefined)}
        >
          ${level}
        </button>
        ${button('zoom-in', l10n.t('Zoom in'), 1)}
      </div>`;
  }

  /** What it is drawn at now. */
  private current(): number {
    const drawn = this.frame?.querySelector('.stage > *')?.getBoundingClientRect().width ?? 0;
    return this.scale ?? (drawn > 0 ? drawn / this.size.width : 1);
  }

  private step(by: 1 | -1, at?: { clientX: number; clientY: number }): void {
    this.frame ??= document.querySelector<HTMLElement>('.zoom-frame') ?? undefined;
    const now = this.current();
    const next = by > 0 ? STEPS.find((step) => step > now * 1.01) : STEPS.findLast((step) => step < now * 0.99);
    if (next === undefined || next * Math.max(this.size.width, this.size.height) > MAX_SIDE) return;
    this.set(next, at);
  }

  /** Keeps the point of the picture where it is that `at` names, else the one in the middle of the frame. */
  private set(scale: number | undefined, at?: { clientX: number; clientY: number }): void {
    const frame = (this.frame ??= document.querySelector<HTMLElement>('.zoom-frame') ?? undefined);
    const stage = () => frame?.querySelector('.stage')?.getBoundingClientRect();
    const [box, before] = [frame?.getBoundingClientRect(), stage()];
    this.scale = scale;
    this.setValue(this.template());
    const after = stage();
    if (!frame || !box || !before || !after) return;
    const x = at?.clientX ?? box.left + box.width / 2;
    const y = at?.clientY ?? box.top + box.height / 2;
    frame.scrollLeft += after.left + ((x - before.left) / before.width) * after.width - x;
    frame.scrollTop += after.top + ((y - before.top) / before.height) * after.height - y;
  }

  /** A pinch arrives as a wheel with Ctrl. */
  private readonly wheel = (event: WheelEvent): void => {
    this.frame = event.currentTarget as HTMLElement;
    if (!(event.ctrlKey || event.metaKey) || event.deltaY === 0 || !this.size.width) return;
    event.preventDefault();
    this.step(event.deltaY < 0 ? 1 : -1, event);
  };

  private readonly key = (event: KeyboardEvent): void => {
    this.frame = event.currentTarget as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || !this.size.width) return;
    if (event.key === '+' || event.key === '=') this.step(1);
    else if (event.key === '-') this.step(-1);
    else if (event.key === '0') this.set(undefined);
    else return;
    event.preventDefault();
  };
}

/** Draws a picture with buttons, keys (+, -, 0) and Ctrl and the wheel for its size. */
export const zoomed = directive(Zoomed) as (size: Size, draw: (drawn: Drawn) => TemplateResult) => TemplateResult;
