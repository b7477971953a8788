/** A question about a large picture, put to each of its parts by itself; the answers become one. */
import { mergeAnswers, tilePlace } from '../../prompts/tiles.ts';
import type { AskResult, Region } from '../../shared/engine.ts';
import { around } from '../../shared/geometry.ts';
import { sumTimings } from '../../shared/timings.ts';
import { askEngine, type Answerer, type AnswerRequest } from './engineRequest.ts';
import type { AnswerTurn, PictureRecord, UserTurn } from './model.ts';

/**
 * Asks about the parts of `question.tiles`, one after the other. Earlier turns stay out: each prompt holds one part alone.
 * What streams is every part's answer under its place; the result's answer is what is left when they are put together.
 * When the user stops, the parts answered so far and what there is of the next one are the answer.
 */
export async function askInTurn(
  answerer: Answerer,
  request: AnswerRequest,
  question: UserTurn,
  onPart: (part: AnswerTurn['part']) => void,
): Promise<AskResult> {
  const parts = question.tiles!.pictures.map((id) => request.pictures.find((picture) => picture.id === id)!);
  const size = around(parts.map(regionOf))!;
  const answers: { tile: Region; text: string }[] = [];
  let result: AskResult | undefined;
  let tokens = 0;
  for (const [i, part] of parts.entries()) {
    onPart({ number: i + 1, of: parts.length });
    const tile = within(part, size);
    const { tiles: _, ...asked } = question;
    const ocr = question.partOcr?.[i];
    const before = tokens;
    const heading = `${i > 0 ? '\n\n' : ''}**${tilePlace(tile, size)}:** `;
    const next = await askEngine(answerer, {
      ...request,
      turns: [{ ...asked, pictures: [part.id], ocr }],
      onEvent: (event) => {
        if (event.type !== 'text') return request.onEvent(event);
        const first = tokens === before;
        tokens = before + event.tokens;
        request.onEvent({ ...event, text: first ? heading + event.text : event.text, tokens });
      },
    });
    answers.push({ tile, text: next.answer });
    result = result
      ? {
          ...next,
          timings: sumTimings(result.timings, next.timings),
          reusedTokens: result.reusedTokens + next.reusedTokens,
          stop: result.stop === 'length' && next.stop === 'end' ? 'length' : next.stop,
        }
      : next;
    if (next.stop === 'cancelled') break;
  }
  return { ...result!, answer: mergeAnswers(answers, size) };
}

const regionOf = (part: PictureRecord) => part.cropOf!.region;

const within = (part: PictureRecord, whole: Region): Region => ({
  ...regionOf(part),
  x: regionOf(part).x - whole.x,
  y: regionOf(part).y - whole.y,
});
