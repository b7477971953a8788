export { Eyes, type EyesEngine } from './eyes.ts';
export { TOOLS } from './tools.ts';
export type { ToolResult } from './results.ts';
export type { Picture } from './picture.ts';
export { readSource, sentenceOf } from './sources.ts';
