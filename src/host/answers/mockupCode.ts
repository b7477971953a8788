/** Generated code: the model writes HTML, the panel shows the target that the user chose. */
import { ImpError } from '../../shared/errors.ts';
import type { AnswerTurnView, CodeTarget } from '../../shared/panel.ts';

/** Replaces the answer's text by code for the target; an answer without markup stays as it is. */
export async function shapeCode(answer: AnswerTurnView, target: CodeTarget): Promise<void> {
  // Loaded late: its HTML parser is not needed to start.
  const { mockupToTarget } = await import('../../mockup/index.ts');
  const written = answer.written ?? answer.text;
  try {
    const { fence, code, preview } = mockupToTarget(written, target);
    Object.assign(answer, { written, target, preview, text: `\`\`\`${fence}\n${code.trimEnd()}\n\`\`\`` });
  } catch (thrown) {
    if (ImpError.from(thrown).code !== 'usage') throw thrown;
  }
}
