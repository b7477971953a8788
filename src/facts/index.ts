export { answerFromFacts, offer } from './answer.ts';
export { contradictions } from './contradictions.ts';
export { conversionAsked } from './convert.ts';
export { explainFacts } from './explain.ts';
export { referenceLines } from './reference.ts';
export { textFacts } from './assemble.ts';
export type { FactsAnswer } from './types.ts';
