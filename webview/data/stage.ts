/** A picture, or its region, as one drawing in its own pixels, with marks over it. */
import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit-html';
import type { Region } from '../../src/shared/engine.ts';
import type { PictureView } from '../../src/shared/panel.ts';

/** `over`: drawn above the picture, in its pixels. `crop`: shows this part of it. */
export function stage(
  picture: PictureView,
  whole: PictureView | undefined,
  label: string,
  crop: Region,
  over: SVGTemplateResult | SVGTemplateResult[],
): TemplateResult {
  const { x, y } = picture.cropOf?.region ?? { x: 0, y: 0 };
  const full = whole ?? picture;
  return html`<svg
    class="data-stage"
    role="img"
    aria-label=${label}
    viewBox="${crop.x} ${crop.y} ${crop.width} ${crop.height}"
    data-testid="data-stage"
  >
    ${svg`<image href=${picture.src} x=${-x} y=${-y} width=${full.width} height=${full.height} />`}${over}
  </svg>`;
}

export const outline = ({ x, y, width, height }: Region, name: string): SVGTemplateResult =>
  svg`<rect class=${name} x=${x - 1} y=${y - 1} width=${width + 2} height=${height + 2} vector-effect="non-scaling-stroke" />`;

/** The box with some room, inside the picture. */
export function around(box: Region, { width, height }: PictureView): Region {
  const room = Math.max(8, 0.02 * Math.max(box.width, box.height));
  const x = Math.max(0, box.x - room);
  const y = Math.max(0, box.y - room);
  return {
    x,
    y,
    width: Math.min(width, box.x + box.width + room) - x,
    height: Math.min(height, box.y + box.height + room) - y,
  };
}
