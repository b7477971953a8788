export { answerFromFacts, offer } from './answer.ts';
export { assembleFacts, textFacts } from './assemble.ts';
export type { Evidence, EvidenceSource, FactsAnswer, Language, Query } from './types.ts';
