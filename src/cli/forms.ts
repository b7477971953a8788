/** What diagrams and pages are written as: their writers plug in here when they land. */
import { ImpError } from '../shared/errors.ts';
import type { CodeTarget } from '../shared/panel.ts';
import type { DiagramData, PageData } from '../shared/structure.ts';
import { toMermaid } from '../structure/diagram/index.ts';

export const diagramForms: { mermaid(diagram: DiagramData): string } = { mermaid: toMermaid };

export const pageForms = {
  async code(_page: PageData, _target: CodeTarget): Promise<string> {
    throw new ImpError('internal', 'Pages cannot be written as code yet.');
  },
};
