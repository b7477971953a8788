/** What diagrams and pages are written as: their writers plug in here when they land. */
import type { CodeTarget } from '../shared/panel.ts';
import type { DiagramData, PageData } from '../shared/structure.ts';
import { toMermaid } from '../shared/mermaid/write.ts';

export const diagramForms: { mermaid(diagram: DiagramData): string } = { mermaid: toMermaid };

export const pageForms = {
  async code(page: PageData, target: CodeTarget): Promise<string> {
    const { pageToTarget } = await import('../mockup/index.ts');
    return pageToTarget(page, target).code;
  },
};
