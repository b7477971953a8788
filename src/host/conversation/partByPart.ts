/** A question about a large picture, put to each of its parts by itself, as the panel shows it. */
import { askEachPart } from '../../prompts/partByPart.ts';
import type { AskResult, Region } from '../../shared/engine.ts';
import { around } from '../../shared/geometry.ts';
import { askEngine, type Answerer, type AnswerRequest } from './engineRequest.ts';
import type { AnswerTurn, UserTurn } from './model.ts';
import type { PictureRecord } from '../pictures/record.ts';

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
  const { tiles: _, ...asked } = question;
  let tokens = 0;
  return await askEachPart(
    parts.map((part) => within(part, size)),
    size,
    async (i, place) => {
      onPart({ number: i + 1, of: parts.length });
      const before = tokens;
      const heading = `${i > 0 ? '\n\n' : ''}**${place}:** `;
      return await askEngine(answerer, {
        ...request,
        turns: [{ ...asked, pictures: [parts[i]!.id], ocr: question.partOcr?.[i] }],
        onEvent: (event) => {
          if (event.type !== 'text') return request.onEvent(event);
          const first = tokens === before;
          tokens = before + event.tokens;
          request.onEvent({ ...event, text: first ? heading + event.text : event.text, tokens });
        },
      });
    },
  );
}

const regionOf = (part: PictureRecord) => part.cropOf!.region;

const within = (part: PictureRecord, whole: Region): Region => ({
  ...regionOf(part),
  x: regionOf(part).x - whole.x,
  y: regionOf(part).y - whole.y,
});
