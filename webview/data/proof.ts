/** The drawing of a chart's data over its picture: marks, ticks, names and title, on a ground that hides the original. */
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit-html';
import type { Region } from '../../src/shared/engine.ts';
import type { Axis, ChartData } from '../../src/shared/structure.ts';
import { pathOf, type Mark } from './redraw.ts';
import { scaleOf } from './scale.ts';

/** `crop`: the part of the picture that is shown, in its pixels. */
export function redrawn(
  chart: ChartData,
  marks: readonly Mark[],
  crop: Region,
  label: string,
  over: SVGTemplateResult,
): TemplateResult {
  const { plot } = chart;
  const zero = chart.y?.type === 'number' && chart.y.scale === 'linear' ? scaleOf(chart.y)?.(0) : undefined;
  const floor = Math.min(plot.y + plot.height, Math.max(plot.y, zero ?? Infinity));
  const sliced = marks.some(({ shape }) => shape === 'slice');
  return html`<svg
    class="data-stage redrawn"
    role="img"
    aria-label=${label}
    viewBox="${crop.x} ${crop.y} ${crop.width} ${crop.height}"
    data-testid="redrawn"
  >
    ${svg`<rect class="ground" x=${crop.x} y=${crop.y} width=${crop.width} height=${crop.height} />
      ${sliced ? nothing : svg`<path class="axis" vector-effect="non-scaling-stroke" d="M${plot.x} ${plot.y}V${plot.y + plot.height}M${plot.x} ${floor}h${plot.width}" />`}
      ${[chart.x, chart.y, chart.y2].map((axis) => (axis ? ticks(axis) : nothing))}
      ${chart.title ? word(chart.title.text, chart.title.box) : nothing}
      ${marks.map((mark) => shape(mark))}${over}`}
  </svg>`;
}

function shape(mark: Mark): SVGTemplateResult {
  const line = mark.shape === 'path' && !mark.closed;
  return svg`<path
    class=${mark.shape === 'slice' ? 'slice' : 'mark'}
    d=${pathOf(mark)}
    fill=${line ? 'none' : mark.color}
    fill-opacity=${mark.shape === 'slice' ? 0.35 : 1}
    stroke=${line || mark.shape === 'slice' ? mark.color : 'none'}
    stroke-width=${mark.shape === 'path' ? mark.width : 2}
  />`;
}

const ticks = (axis: Axis): SVGTemplateResult[] => axis.ticks.map(({ text, box }) => word(text, box));

/** Words at their place, as high as they were. */
function word(text: string, { x, y, width, height }: Region): SVGTemplateResult {
  const upright = height > width * 1.5 && text.length > 2;
  const size = upright ? width : height;
  const [cx, cy] = [x + width / 2, y + height / 2];
  return svg`<text
    x=${cx}
    y=${cy}
    font-size=${Math.max(6, size * 0.9)}
    text-anchor="middle"
    dominant-baseline="central"
    transform=${upright ? `rotate(-90 ${cx} ${cy})` : 'rotate(0)'}
  >${text}</text>`;
}
