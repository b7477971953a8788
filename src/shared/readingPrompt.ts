/** How text that was read from pictures stands in a question: the same words for this engine and for servers. */

/**
 * The question with recognised text after it, in the form of TextVQA's training data; its lines are separated by commas, and an
 * instruction on the answer's form stays last, as there.
 */
export function withReading(question: string, ocr: string | undefined): string {
  const text = question.trim();
  const tokens = (ocr ?? '')
    .split(/\s*\n\s*/)
    .filter((line) => line.trim() !== '')
    .join(', ')
    .trim();
  if (!tokens) return text;
  const form = /\n(Answer the question using [^\n]*)$/.exec(text);
  const body = form ? text.slice(0, form.index) : text;
  return `${body}\nReference OCR token: ${tokens}${form ? `\n${form[1]}` : ''}`;
}
