/**
 * A diagram under its answer: the picture, the same drawn from its graph, and its Mermaid text to write in. The drawing is our
 * own: Mermaid would put styles and markup of its own into the page, which nothing else may do here, and knows no places.
 */
import * as l10n from '@vscode/l10n';
import { html, noChange, nothing, type TemplateResult } from 'lit-html';
import { AsyncDirective } from 'lit-html/async-directive.js';
import { directive } from 'lit-html/directive.js';
import { guard } from 'lit-html/directives/guard.js';
import { compose } from '../../src/shared/message.ts';
import { parseMermaid } from '../../src/shared/mermaid/parse.ts';
import type { SourceError } from '../../src/shared/mermaid/scan.ts';
import { toMermaid } from '../../src/shared/mermaid/write.ts';
import type { PictureView } from '../../src/shared/panel.ts';
import type { DataForm, DataTarget, DiagramPart } from '../../src/shared/pictureData.ts';
import { DOUBTFUL, type DiagramData } from '../../src/shared/structure.ts';
import type { Actions } from '../actions.ts';
import { around, stage } from '../data/stage.ts';
import { icon } from '../icons.ts';
import { drawn, keyOf, type Key } from './draw.ts';
import { edited } from './edited.ts';
import { areas, markOf } from './marked.ts';
import { edgeSaid, namesOf, nodeSaid } from './words.ts';

/** Milliseconds after the last letter until the extension gets the text. */
const PAUSE = 600;

interface Shown {
  part: DiagramPart;
  /** Of the answer, and the part's number in it. */
  id: string;
  number: number;
  picture: PictureView;
  whole: PictureView | undefined;
}

/** Keeps what is chosen and what is being written between paints of the page. */
class DiagramView extends AsyncDirective {
  private shown!: Shown;
  private actions!: Actions;
  private chosen: Key | undefined;
  /** The text as it stands in its box, where that is not what the extension has. */
  private draft: string | undefined;
  /** What the draft stands for; with errors, the last one without. */
  private live: DiagramData | undefined;
  private errors: SourceError[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  override render(shown: Shown, actions: Actions): unknown {
    const before = this.shown as Shown | undefined;
    Object.assign(this, { shown, actions });
    const same =
      before && before.part === shown.part && before.picture === shown.picture && before.whole === shown.whole;
    if (same) return noChange;
    if (this.draft !== undefined && this.draft === this.kept()) this.forget();
    return this.template();
  }

  override disconnected(): void {
    void this.commit();
  }

  private paint(): void {
    if (this.isConnected) this.setValue(this.template());
  }

  private get diagram(): DiagramData {
    return this.live ?? this.shown.part.data;
  }

  /** The text that the extension has. */
  private kept(): string {
    const { part } = this.shown;
    return part.source ?? toMermaid(part.data);
  }

  private forget(): void {
    clearTimeout(this.timer);
    this.draft = this.live = undefined;
    this.errors = [];
  }

  private readonly choose = (key: Key | undefined): void => {
    this.chosen = key;
    this.paint();
  };

  private template(): TemplateResult {
    const { part, picture, whole, id, number } = this.shown;
    const { diagram } = this;
    const name = namesOf(diagram);
    const base = `diagram-${id}-${number}`;
    return html`<div class="data-part" data-kind="diagram">
      ${this.toolbar()}
      <div class="data-both diagram-both">
        <div class="data-picture">
          ${
            picture.src && picture.width
              ? guard([picture, whole, part, diagram, this.chosen], () =>
                  stage(
                    picture,
                    whole,
                    l10n.t('Picture: {0}', picture.name),
                    around((part.read ?? part.data).box, picture),
                    [...areas(diagram, this.choose), ...markOf(diagram, this.chosen)],
                  ),
                )
              : nothing
          }
        </div>
        <div class="data-values">
          ${guard([diagram, this.chosen], () =>
            drawn({
              diagram,
              name,
              label: l10n.t('Diagram of {0} parts and {1} links', diagram.nodes.length, diagram.edges.length),
              id: base,
              chosen: this.chosen,
              choose: this.choose,
            }),
          )}
          <p class="remark" data-testid="diagram-chosen">${this.said()}</p>
          ${this.doubts()}
        </div>
      </div>
      ${this.text(base)}
    </div>`;
  }

  private said(): string {
    const { diagram, chosen } = this;
    const name = namesOf(diagram);
    const node = diagram.nodes.find(({ id }) => keyOf('node', id) === chosen);
    const edge = diagram.edges.find(({ id }) => keyOf('edge', id) === chosen);
    const group = diagram.groups.find(({ id }) => keyOf('group', id) === chosen);
    const words = node ? nodeSaid(node, diagram.edges, name) : edge ? edgeSaid(edge, name) : group && name(group.id);
    if (words === undefined) return l10n.t('Choose a part or a link: its place is marked in the picture.');
    return markOf(diagram, chosen).length > 0 ? words : l10n.t('{0} (added by you: not in the picture)', words);
  }

  private doubts(): TemplateResult | typeof nothing {
    const { diagram } = this;
    const doubtful = diagram.edges.filter(({ confidence }) => confidence < DOUBTFUL);
    if (doubtful.length === 0) return nothing;
    const name = namesOf(diagram);
    return html`<div class="remark" data-testid="diagram-doubts">
      ${l10n.t('Doubtful links, drawn dashed:')}
      <ul>
        ${doubtful.map(
          (edge) => html`<li>
            <button type="button" class="text-button" @click=${() => this.choose(keyOf('edge', edge.id))}>
              ${edgeSaid(edge, name)}
            </button>
          </li>`,
        )}
      </ul>
    </div>`;
  }

  private toolbar(): TemplateResult {
    const { part } = this.shown;
    const forms: [DataForm, string][] = [
      ['mermaid', 'Mermaid'],
      ['plantuml', 'PlantUML'],
      ['dot', 'DOT'],
    ];
    return html`<div class="data-bar" role="toolbar" aria-label=${l10n.t('Diagram actions')}>
      ${this.forms('diagram-copy', l10n.t('Copy the diagram as'), l10n.t('Copy as…'), forms, async (form) => {
        await this.write(form, 'clipboard');
        this.actions.announce(l10n.t('Copied'));
      })}
      ${this.forms(
        'diagram-open',
        l10n.t('Open the diagram as'),
        l10n.t('Open as…'),
        [...forms, ['json', l10n.t('JSON with places and confidence')]],
        (form) => this.write(form, 'editor'),
      )}
      <button type="button" class="chip" data-testid="diagram-insert" @click=${() => void this.write('markdown', 'insert')}>
        ${icon('insert')}${l10n.t('Insert into Markdown')}
      </button>
      ${
        part.read || this.draft !== undefined
          ? html`<button type="button" class="chip" data-testid="data-reset" @click=${() => this.reset()}>
              ${icon('refresh')}${l10n.t('Back to what was read')}
            </button>`
          : nothing
      }
    </div>`;
  }

  private forms(
    id: string,
    label: string,
    hint: string,
    forms: [DataForm, string][],
    chosen: (form: DataForm) => unknown,
  ): TemplateResult {
    return html`<select
      class="target"
      data-testid=${id}
      aria-label=${label}
      @change=${(event: Event) => {
        const select = event.target as HTMLSelectElement;
        const form = select.value as DataForm;
        select.value = '';
        void chosen(form);
      }}
    >
      <option value="" selected>${hint}</option>
      ${forms.map(([form, name]) => html`<option value=${form}>${name}</option>`)}
    </select>`;
  }

  private text(base: string): TemplateResult {
    const wrong = this.errors.length > 0;
    return html`<div class="diagram-text">
      <label for=${`${base}-text`}>${l10n.t('Mermaid text: the drawing follows what you write')}</label>
      <textarea
        id=${`${base}-text`}
        data-testid="diagram-text"
        spellcheck="false"
        autocomplete="off"
        wrap="off"
        rows="6"
        aria-invalid=${wrong}
        aria-describedby=${`${base}-errors`}
        .value=${this.draft ?? this.kept()}
        @input=${(event: Event) => this.follow((event.target as HTMLTextAreaElement).value)}
        @change=${() => void this.commit()}
      ></textarea>
      <div id=${`${base}-errors`} class="diagram-errors" role="status" data-testid="diagram-errors">
        ${
          wrong
            ? html`<p>${l10n.t('The drawing shows the last text without errors.')}</p>
                <ul>
                  ${this.errors.map(
                    (error) => html`<li>
                      <button type="button" class="text-button" @click=${() => this.goTo(base, error)}>
                        ${l10n.t('Line {0}, column {1}: {2}', error.line, error.column, compose(error.message, l10n.t))}
                      </button>
                    </li>`,
                  )}
                </ul>`
            : nothing
        }
      </div>
    </div>`;
  }

  private goTo(base: string, { at }: SourceError): void {
    const box = document.getElementById(`${base}-text`) as HTMLTextAreaElement;
    box.focus();
    box.setSelectionRange(at, at);
  }

  private follow(text: string): void {
    this.draft = text;
    const { part } = this.shown;
    const { flow, errors } = parseMermaid(text);
    this.errors = errors;
    // An error keeps what was drawn before it.
    if (errors.length === 0) this.live = edited(part.read ?? part.data, flow);
    else this.live ??= part.data;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.commit(), PAUSE);
    this.paint();
  }

  /** The extension gets the text as soon as it has no errors: it keeps it, and its description follows. */
  private async commit(): Promise<void> {
    clearTimeout(this.timer);
    const { part, id, number } = this.shown;
    const { draft: source, live: data } = this;
    if (source === undefined || data === undefined || this.errors.length > 0 || source === this.kept()) return;
    const back = part.read !== undefined && source === toMermaid(part.read);
    await this.actions.request('editData', {
      id,
      part: number,
      edit: back ? { type: 'reset' } : { type: 'diagram', source, data },
    });
  }

  private reset(): void {
    const { part, id, number } = this.shown;
    this.forget();
    this.chosen = undefined;
    this.paint();
    if (part.read) void this.actions.request('editData', { id, part: number, edit: { type: 'reset' } });
  }

  private async write(form: DataForm, target: DataTarget): Promise<void> {
    await this.commit();
    const { id, number } = this.shown;
    await this.actions.request('writeData', { id, part: number, form, target });
  }
}

export const diagramView = directive(DiagramView) as (shown: Shown, actions: Actions) => TemplateResult;
