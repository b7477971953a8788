/** A picture on which a region can be chosen, by mouse or by keyboard, and on which an answer's boxes are drawn. */
import * as l10n from '@vscode/l10n';
import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { AsyncDirective } from 'lit-html/async-directive.js';
import { directive } from 'lit-html/directive.js';
import type { Region } from '../src/shared/engine.ts';
import type { AnswerBox, PictureView } from '../src/shared/panel.ts';
import { icon } from './icons.ts';
import { zoomed } from './zoom.ts';

/** Smaller crops (in pixels of the picture) are slips of the mouse. */
const MIN_SIDE = 8;
/** One arrow key moves by this part of the picture. */
const KEY_STEP = 1 / 40;

type Point = { x: number; y: number };

const ARROWS: Record<string, [dx: number, dy: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Keeps the drag's state between paints of the page. */
class RegionPicker extends AsyncDirective {
  private picture!: PictureView;
  private boxes: AnswerBox[] = [];
  private choose!: (region: Region) => void;
  private region: Region | undefined;
  private anchor: Point | undefined;

  override render(picture: PictureView, boxes: AnswerBox[], choose: (region: Region) => void): TemplateResult {
    Object.assign(this, { picture, boxes, choose });
    return this.template();
  }

  private template(): TemplateResult {
    const { picture, region } = this;
    const known = picture.width > 0;
    return html`<div class="region">
      ${zoomed(
        picture,
        ({ style, className }) => html`<div
        class=${`stage ${className}`}
        .style=${style}
        data-testid="region-stage"
        tabindex=${known ? 0 : -1}
        role="group"
        aria-label=${l10n.t('Picture. Arrow keys move a region, Shift and arrow keys resize it, Enter asks about it, plus and minus zoom')}
        @pointerdown=${known ? this.down : undefined}
        @pointermove=${this.move}
        @pointerup=${this.up}
        @keydown=${known ? this.key : undefined}
      >
        ${picture.src ? html`<img src=${picture.src} alt=${picture.name} draggable="false" />` : html`<span class="no-picture">${icon('image')}</span>`}
        ${
          known
            ? html`<svg
                class="overlay"
                viewBox="0 0 ${picture.width} ${picture.height}"
                preserveAspectRatio="none"
                aria-hidden="true"
              >
                ${this.boxes.map(({ region: { x, y, width, height } }) => svg`<rect class="answer-box" x=${x} y=${y} width=${width} height=${height} vector-effect="non-scaling-stroke" />`)}
                ${region ? svg`<path class="shade" d=${shade(picture, region)} fill-rule="evenodd" /><rect class="choice" x=${region.x} y=${region.y} width=${region.width} height=${region.height} vector-effect="non-scaling-stroke" />` : nothing}
              </svg>`
            : nothing
        }
      </div>`,
      )}
      <div class="region-bar">
        ${
          region
            ? html`<span class="remark" role="status">${region.width} × ${region.height}</span>
                <button type="button" class="text-button" @click=${() => this.set(undefined)}>
                  ${l10n.t('Clear')}
                </button>
                <vscode-button data-testid="ask-region" @click=${() => this.choose(region)}
                  >${l10n.t('Ask about this region')}</vscode-button
                >`
            : html`<span class="remark"
                >${icon('crop')} ${l10n.t('Drag a box to ask about a part of the picture at full resolution.')}</span
              >`
        }
        ${this.boxes.map(({ label }) => html`<span class="box-label">${label}</span>`)}
      </div>
    </div>`;
  }

  private set(region: Region | undefined): void {
    this.region = region;
    this.setValue(this.template());
  }

  private point(event: PointerEvent): Point {
    const box = (event.currentTarget as Element).querySelector('img')!.getBoundingClientRect();
    const part = (value: number, size: number) => Math.min(1, Math.max(0, value / size));
    return {
      x: part(event.clientX - box.left, box.width) * this.picture.width,
      y: part(event.clientY - box.top, box.height) * this.picture.height,
    };
  }

  private readonly down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.anchor = this.point(event);
    this.set(undefined);
  };

  private readonly move = (event: PointerEvent): void => {
    if (this.anchor) this.set(between(this.anchor, this.point(event)));
  };

  private readonly up = (): void => {
    this.anchor = undefined;
    if (this.region && (this.region.width < MIN_SIDE || this.region.height < MIN_SIDE)) this.set(undefined);
  };

  private readonly key = (event: KeyboardEvent): void => {
    const { width, height } = this.picture;
    if (event.key === 'Enter' && this.region) return this.choose(this.region);
    if (event.key === 'Escape' && this.region) {
      event.preventDefault();
      return this.set(undefined);
    }
    const [dx, dy] = ARROWS[event.key] ?? [0, 0];
    if (!dx && !dy) return;
    event.preventDefault();
    const start = {
      x: Math.round(width / 4),
      y: Math.round(height / 4),
      width: Math.round(width / 2),
      height: Math.round(height / 2),
    };
    this.set(
      this.region
        ? moved(this.region, this.picture, dx * width * KEY_STEP, dy * height * KEY_STEP, event.shiftKey)
        : start,
    );
    (event.currentTarget as Element).querySelector('.choice')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
}

export const regionPicker = directive(RegionPicker) as (
  picture: PictureView,
  boxes: AnswerBox[],
  choose: (region: Region) => void,
) => TemplateResult;

function between(a: Point, b: Point): Region {
  const x = Math.round(Math.min(a.x, b.x));
  const y = Math.round(Math.min(a.y, b.y));
  return { x, y, width: Math.round(Math.max(a.x, b.x)) - x, height: Math.round(Math.max(a.y, b.y)) - y };
}

function moved(region: Region, picture: PictureView, dx: number, dy: number, resize: boolean): Region {
  const clamp = (value: number, low: number, high: number) => Math.round(Math.min(high, Math.max(low, value)));
  if (resize) {
    return {
      ...region,
      width: clamp(region.width + dx, MIN_SIDE, picture.width - region.x),
      height: clamp(region.height + dy, MIN_SIDE, picture.height - region.y),
    };
  }
  return {
    ...region,
    x: clamp(region.x + dx, 0, picture.width - region.width),
    y: clamp(region.y + dy, 0, picture.height - region.height),
  };
}

/** Everything but the region. */
function shade({ width, height }: PictureView, region: Region): string {
  const { x, y } = region;
  return `M0 0H${width}V${height}H0zM${x} ${y}h${region.width}v${region.height}h${-region.width}z`;
}
