export { Eyes, type EyesEngine, type EyesOptions } from './eyes.ts';
export { TOOLS } from './tools.ts';
export type { ToolResult } from './results.ts';
export { readSource, sentenceOf, type Picture } from './sources.ts';
