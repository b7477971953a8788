export { answerFromFacts, offer } from './answer.ts';
export { explainFacts, type Explained } from './explain.ts';
export { referenceLines } from './reference.ts';
export { assembleFacts, textFacts } from './assemble.ts';
export type { Evidence, EvidenceSource, FactsAnswer, Language, Query } from './types.ts';
