/** Two drawings of the same size over each other, of which a slider shows the one on its left and the other on its right. */
import { html, type TemplateResult } from 'lit-html';

export interface Compared {
  before: TemplateResult;
  after: TemplateResult;
  /** Where they meet, 0..100 from the left. */
  at: number;
  /** What the slider is called. */
  label: string;
  /** The two take turns instead. */
  blink: boolean;
  moved: (at: number) => void;
}

export function compareSlider({ before, after, at, label, blink, moved }: Compared): TemplateResult {
  const follow = (event: PointerEvent) => {
    if (event.buttons !== 1) return;
    const box = (event.currentTarget as Element).getBoundingClientRect();
    moved(Math.round(Math.min(100, Math.max(0, ((event.clientX - box.left) / box.width) * 100))));
  };
  return html`<div class="compare" data-blink=${blink} .style=${`--at: ${at}%`} data-testid="compare">
    <div class="compare-both" @pointerdown=${blink ? undefined : follow} @pointermove=${blink ? undefined : follow}>
      ${before}
      <div class="compare-after">${after}</div>
    </div>
    <input
      type="range"
      min="0"
      max="100"
      .value=${String(at)}
      ?disabled=${blink}
      aria-label=${label}
      @input=${(event: Event) => moved(Number((event.target as HTMLInputElement).value))}
    />
  </div>`;
}
