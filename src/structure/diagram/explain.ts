import type { Message } from '../../shared/message.ts';
import type { DiagramData } from '../../shared/structure.ts';

/** What a diagram shows, in sentences: parts, flow, decisions and their branches, loops, ends. */
export function explainDiagram(_diagram: DiagramData): Message[] {
  return [];
}
