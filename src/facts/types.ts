/** What questions become, and what answers are: pure data over PictureFacts. */
import type { Message } from '../shared/message.ts';
import type { Region } from '../shared/reading.ts';

export type Language = 'en' | 'zh';

/** `printed`: text that stands in the picture; `measured`: from geometry, about; `shape`: a mark or shape itself. */
export type EvidenceSource = 'printed' | 'measured' | 'shape';

/** A place that the answer rests on. */
export interface Evidence {
  /** Which of the given pictures, from 0. */
  picture: number;
  box: Region;
  /** What stands or was measured there, for people. */
  text: string;
  source: EvidenceSource;
}

/** A question as it was understood: what is asked for, of what. Kept for the next turn and for tests. */
export interface Query {
  domain: 'data' | 'graph' | 'page' | 'text' | 'pictures';
  op: string;
  /** Names of the things it is about, as they stand in the picture. */
  about: string[];
  /** The form in which it was to be written: such an answer is whole, a model could only write it again. */
  form?: string;
}

export type FactsAnswer =
  | {
      kind: 'answer';
      /** Sentences; the first one is the answer. */
      text: Message[];
      evidence: Evidence[];
      /** 0..1 */
      confidence: number;
      query: Query;
      language: Language;
    }
  /** Facts decide that it cannot be answered, and say what is there instead. */
  | { kind: 'refusal'; text: Message[]; query: Query | null; language: Language }
  /** Not a question for facts: a model may know. */
  | { kind: 'other'; language: Language };
