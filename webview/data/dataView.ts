/** A chart or a table under its answer: the picture, its values in a grid, the proof, and every form in which they are written. */
import * as l10n from '@vscode/l10n';
import { html, noChange, nothing, svg, type TemplateResult } from 'lit-html';
import { AsyncDirective } from 'lit-html/async-directive.js';
import { directive } from 'lit-html/directive.js';
import { guard } from 'lit-html/directives/guard.js';
import type { Region } from '../../src/shared/engine.ts';
import type { PictureView } from '../../src/shared/panel.ts';
import type { ChartPart, DataEdit, DataForm, TablePart } from '../../src/shared/pictureData.ts';
import type { Actions } from '../actions.ts';
import { compareSlider } from '../compare/slider.ts';
import { icon } from '../icons.ts';
import { copied } from '../copied.ts';
import { grid } from './grid.ts';
import { likeness } from './likeness.ts';
import { redrawn } from './proof.ts';
import { isDoubtful, redraw, type Mark } from './redraw.ts';
import { chartRows, tableRows, type Rows } from './rows.ts';
import { around, outline, stage } from './stage.ts';

/** More rows come at a click: each is a box to write in. */
const MOST_ROWS = 100;

export interface Shown {
  part: ChartPart | TablePart;
  /** Of the answer, and the part's number in it. */
  id: string;
  number: number;
  picture: PictureView;
  whole: PictureView | undefined;
}

/** Keeps what is pointed at and how the proof stands between paints of the page. */
class DataView extends AsyncDirective {
  private shown!: Shown;
  private actions!: Actions;
  private boxes: Region[] = [];
  private proof: 'off' | 'slider' | 'blink' = 'off';
  private at = 50;
  private rows = MOST_ROWS;
  private measured: { of: unknown; alike: number | undefined | 'pending' } | undefined;

  override render(shown: Shown, actions: Actions): unknown {
    const before = this.shown as Shown | undefined;
    Object.assign(this, { shown, actions });
    const same =
      before && before.part === shown.part && before.picture === shown.picture && before.whole === shown.whole;
    return same ? noChange : this.template();
  }

  private paint(): void {
    if (this.isConnected) this.setValue(this.template());
  }

  private template(): TemplateResult {
    const { part } = this.shown;
    const marks = part.kind === 'chart' ? redraw(part.data) : undefined;
    return html`<div class="data-part" data-kind=${part.kind}>
      ${this.toolbar(marks)}
      <div class="data-both">
        <div class="data-picture">${this.picture(marks)}</div>
        <div class="data-values">
          ${guard([part, this.rows], () => this.values())}
          ${this.remarks()}
        </div>
      </div>
    </div>`;
  }

  private toolbar(marks: Mark[] | undefined): TemplateResult {
    const { part, id, number } = this.shown;
    const chart = part.kind === 'chart';
    const forms: [DataForm, string][] = [
      ['csv', 'CSV'],
      ['markdown', 'Markdown'],
      ['json', l10n.t('JSON with places and confidence')],
      ...(chart
        ? ([
            ['vega-lite', l10n.t('{0} code', 'Vega-Lite')],
            ['chartjs', l10n.t('{0} code', 'Chart.js')],
            ['matplotlib', l10n.t('{0} code', 'matplotlib')],
          ] as [DataForm, string][])
        : []),
    ];
    return html`<div class="data-bar" role="toolbar" aria-label=${l10n.t('Data actions')}>
      ${
        marks
          ? (['slider', 'blink'] as const).map(
              (kind) =>
                html`<button
                  type="button"
                  class="chip"
                  data-testid=${`proof-${kind}`}
                  aria-pressed=${this.proof === kind}
                  title=${kind === 'slider' ? l10n.t('The data drawn again over the picture') : l10n.t('Picture and drawing take turns')}
                  @click=${() => {
                    this.proof = this.proof === kind ? 'off' : kind;
                    this.paint();
                  }}
                >
                  ${icon(kind === 'slider' ? 'check' : 'eye')}${kind === 'slider' ? l10n.t('Proof') : l10n.t('Blink')}
                </button>`,
            )
          : nothing
      }
      <button
        type="button"
        class="chip"
        data-testid="data-copy"
        @click=${(event: Event) => copied(event, this.actions, () => this.write('tsv', 'clipboard'))}
      >
        ${icon('copy')}${l10n.t('Copy for a spreadsheet')}
      </button>
      <select
        class="target"
        data-testid="data-write"
        aria-label=${l10n.t('Open the data as')}
        @change=${(event: Event) => {
          const select = event.target as HTMLSelectElement;
          const form = select.value as DataForm;
          select.value = '';
          void this.write(form, 'editor');
        }}
      >
        <option value="" selected>${l10n.t('Open as…')}</option>
        ${forms.map(([form, name]) => html`<option value=${form}>${name}</option>`)}
      </select>
      ${
        part.read
          ? html`<button
              type="button"
              class="chip"
              data-testid="data-reset"
              @click=${() => this.actions.request('editData', { id, part: number, edit: { type: 'reset' } })}
            >
              ${icon('refresh')}${l10n.t('Back to what was read')}
            </button>`
          : nothing
      }
    </div>`;
  }

  private picture(marks: Mark[] | undefined): TemplateResult | typeof nothing {
    const { part, picture, whole } = this.shown;
    if (!picture.src || !picture.width) return nothing;
    const crop = around(part.data.box, picture);
    const over = this.boxes.map((box) => outline(box, 'pointed'));
    const plain = (label: string, more = over) => stage(picture, whole, label, crop, more);
    const original = l10n.t('Picture: {0}', picture.name);
    if (part.kind !== 'chart' || !marks || this.proof === 'off') return plain(original);
    const doubtful = part.data.series.flatMap(({ points }) => points.filter(isDoubtful));
    const rings = doubtful.map(({ box }) => outline(box, 'doubtful'));
    return html`${compareSlider({
      before: plain(original, [...rings, ...over]),
      after: redrawn(part.data, marks, crop, l10n.t('Drawn again from the data'), svg`${rings}${over}`),
      at: this.at,
      label: l10n.t('Left of it the picture, right of it the drawing'),
      blink: this.proof === 'blink',
      moved: (at) => {
        this.at = at;
        this.paint();
      },
    })}
      <p class="remark" role="status" data-testid="likeness">${this.likeness(marks)} ${doubtful.length > 0 ? l10n.t('{0} doubtful values are marked.', doubtful.length) : nothing}</p>`;
  }

  /** Measured once for each state of the data. */
  private likeness(marks: Mark[]): string {
    const { part, picture, whole } = this.shown;
    if (part.kind !== 'chart') return '';
    if (this.measured?.of !== part.data) {
      const mine = (this.measured = { of: part.data as unknown, alike: 'pending' as number | undefined | 'pending' });
      likeness(picture, whole, part.data, marks)
        .catch(() => undefined)
        .then((alike) => {
          mine.alike = alike;
          this.paint();
        }, this.actions.fail);
    }
    const { alike } = this.measured;
    if (alike === 'pending') return l10n.t('Comparing…');
    if (alike === undefined) return l10n.t('The picture cannot be compared here.');
    return l10n.t('{0} % alike: coloured pixels of picture and drawing that agree.', (alike * 100).toFixed(1));
  }

  private values(): TemplateResult {
    const { part, id, number } = this.shown;
    const rows: Rows =
      part.kind === 'chart'
        ? chartRows(part.data, {
            key: (part.data.kind === 'horizontal-bar' ? part.data.y : part.data.x)?.title?.text ?? '',
            series: (n) => (part.data.series.length === 1 ? l10n.t('value') : l10n.t('series {0}', n + 1)),
          })
        : tableRows(part.data);
    const edit = (change: DataEdit) => void this.actions.request('editData', { id, part: number, edit: change });
    return grid(rows, this.rows, () => ((this.rows = Infinity), this.paint()), {
      point: (boxes) => {
        if (boxes.length === 0 && this.boxes.length === 0) return;
        this.boxes = boxes;
        this.paint();
      },
      edit,
      refuse: (text) =>
        this.actions.set({ notice: { code: 'usage', message: l10n.t('A number stands here: "{0}" is none.', text) } }),
    });
  }

  private remarks(): TemplateResult {
    const { part } = this.shown;
    if (part.kind === 'table') return html`${nothing}`;
    const points = part.data.series.flatMap((series) => series.points);
    const count = (from: string) => points.filter((point) => point.from === from).length;
    const said = [
      count('label') ? l10n.t('{0} values printed', count('label')) : '',
      count('measured') ? l10n.t('{0} measured (≈)', count('measured')) : '',
      count('user') ? l10n.t('{0} changed by you (✎)', count('user')) : '',
    ].filter(Boolean);
    return html`<p class="remark" data-testid="data-sources">${said.join(' · ')}</p>`;
  }

  private async write(form: DataForm, target: 'editor' | 'clipboard'): Promise<void> {
    const { id, number } = this.shown;
    await this.actions.request('writeData', { id, part: number, form, target });
  }
}

export const dataView = directive(DataView) as (shown: Shown, actions: Actions) => TemplateResult;
