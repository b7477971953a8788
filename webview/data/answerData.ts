/** What an answer rests on, under it: each chart, table and diagram with its picture; only the first of an explanation is open. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { keyed } from 'lit-html/directives/keyed.js';
import type { AnswerTurnView } from '../../src/shared/panel.ts';
import type { DataPart } from '../../src/shared/pictureData.ts';
import type { Actions } from '../actions.ts';
import { pictureOf, type AppState } from '../state.ts';
import { diagramView } from '../diagram/diagramView.ts';
import { dataView, type Shown } from './dataView.ts';

export function answerData(turn: AnswerTurnView, state: AppState, actions: Actions): TemplateResult | typeof nothing {
  if (!turn.data?.length || turn.state === 'streaming') return nothing;
  const { turns } = state.conversation;
  const question = turns[turns.indexOf(turn) - 1];
  const explained = question?.role === 'user' && question.task !== undefined;
  return html`${turn.data.map((part, number) => {
    const picture = pictureOf(state, part.picture);
    if (!picture) return nothing;
    const whole = picture.cropOf && pictureOf(state, picture.cropOf.id);
    return html`<details class="data" data-testid="data" ?open=${explained && number === 0}>
      <summary>${titleOf(part)}</summary>
      ${keyed(`${turn.id} ${number}`, view(part, { id: turn.id, number, picture, whole }, actions))}
    </details>`;
  })}`;
}

function view(part: DataPart, shown: Omit<Shown, 'part'>, actions: Actions): TemplateResult {
  return part.kind === 'diagram' ? diagramView({ ...shown, part }, actions) : dataView({ ...shown, part }, actions);
}

function titleOf(part: DataPart): string {
  const title = part.data.title?.text;
  const kinds = { chart: l10n.t('Data of the chart'), table: l10n.t('Data of the table'), diagram: l10n.t('Diagram') };
  const kind = kinds[part.kind];
  return title ? `${kind}: ${title}` : kind;
}
