/** Values in rows: each cell is a box to write in, and says how it was found; what one points at is marked in the picture. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { compose } from '../../src/shared/message.ts';
import type { Region } from '../../src/shared/engine.ts';
import type { DataEdit } from '../../src/shared/pictureData.ts';
import type { Cell, Rows } from './rows.ts';

export interface GridEvents {
  /** What the pointer or the focus is on; none: []. */
  point: (boxes: Region[]) => void;
  edit: (edit: DataEdit) => void;
  /** Something was written where a number stands. */
  refuse: (text: string) => void;
}

/** `most`: rows that are shown; the rest at a click on the button below. */
export function grid({ head, body }: Rows, most: number, showAll: () => void, events: GridEvents): TemplateResult {
  const shown = body.slice(0, most);
  return html`<div class="grid" @pointerleave=${() => events.point([])} @focusout=${() => events.point([])}>
      <table data-testid="data-grid">
        <thead>
          ${head.map((cells) => row(cells, '', events))}
        </thead>
        <tbody>
          ${shown.map((cells) => row(cells, cells[0]?.head ? cells[0].text : '', events))}
        </tbody>
      </table>
    </div>
    ${
      shown.length < body.length
        ? html`<button type="button" class="text-button" @click=${showAll}>
            ${l10n.t('Show all {0} rows', body.length)}
          </button>`
        : nothing
    }`;
}

function row(cells: readonly (Cell | null)[], name: string, events: GridEvents): TemplateResult {
  const boxes = cells.flatMap((cell) => (cell?.box ? [cell.box] : []));
  const onRow = () => events.point(boxes);
  return html`<tr @pointerenter=${onRow}>
    ${cells.map((cell) => cell && box(cell, name, onRow, events))}
  </tr>`;
}

function box(cell: Cell, row: string, onRow: () => void, events: GridEvents): TemplateResult {
  const said = howFound(cell);
  const words = [row && !cell.head ? row : '', cell.head ? '' : said].filter(Boolean).join(', ');
  const label = [cell.text || l10n.t('empty'), words].filter(Boolean).join(', ');
  const point = () => (cell.box ? events.point([cell.box]) : onRow());
  const input = html`<input
    type="text"
    class="cell"
    spellcheck="false"
    .value=${cell.text}
    aria-label=${label}
    title=${said}
    inputmode=${cell.numeric ? 'decimal' : 'text'}
    @focus=${point}
    @change=${(event: Event) => commit(cell, event.target as HTMLInputElement, events)}
    @keydown=${(event: KeyboardEvent) => onKey(event, cell)}
  />`;
  const mark =
    cell.from === 'measured'
      ? html`<span class="how" aria-hidden="true">≈</span>`
      : cell.from === 'user'
        ? html`<span class="how" aria-hidden="true">✎</span>`
        : nothing;
  const content = html`${mark}${input}`;
  return cell.head
    ? html`<th rowspan=${cell.rowSpan ?? 1} colspan=${cell.colSpan ?? 1} @pointerenter=${point}>${content}</th>`
    : html`<td
        class=${cell.numeric ? 'number' : ''}
        data-from=${cell.from ?? ''}
        ?data-doubtful=${cell.doubtful}
        rowspan=${cell.rowSpan ?? 1}
        colspan=${cell.colSpan ?? 1}
        @pointerenter=${point}
        @pointerleave=${onRow}
      >
        ${content}
      </td>`;
}

function howFound({ from, confidence, printed, measured, reason, head }: Cell): string {
  if (head && from === undefined) return l10n.t('A name: change it here');
  if (reason) return compose(reason, l10n.t);
  if (printed !== undefined) return l10n.t('printed {0}, measured {1}: they disagree', printed, measured ?? 0);
  if (from === 'user') return l10n.t('changed by you');
  const sure = l10n.t('{0} % sure', Math.round((confidence ?? 1) * 100));
  return `${from === 'measured' ? l10n.t('measured') : l10n.t('printed')}, ${sure}`;
}

function commit(cell: Cell, input: HTMLInputElement, events: GridEvents): void {
  const text = input.value.trim();
  if (text === cell.text) return;
  const edit = cell.edit(text);
  // The extension's word decides: what it takes comes back with the answer.
  input.value = cell.text;
  if (edit === 'not-a-number') events.refuse(text);
  else events.edit(edit);
}

/** Enter and the arrows go to the cell above or below, Escape takes back what was written. */
function onKey(event: KeyboardEvent, cell: Cell): void {
  const input = event.target as HTMLInputElement;
  if (event.key === 'Escape') {
    event.preventDefault();
    event.stopPropagation();
    input.value = cell.text;
    return;
  }
  const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' || event.key === 'Enter' ? 1 : 0;
  if (!step || event.isComposing) return;
  event.preventDefault();
  const place = input.closest<HTMLTableCellElement>('td, th')!;
  const rows = [...place.closest('table')!.rows];
  const next = rows[rows.indexOf(place.parentElement as HTMLTableRowElement) + step];
  const target = next?.cells[place.cellIndex]?.querySelector('input');
  if (target) target.focus();
  else input.blur();
}
