/** Converts Imp checkpoints to GGUF pairs, or to the folder that transformers, vLLM and SGLang load. */
export { convertCheckpoint, inspectCheckpoint } from './convert.ts';
export { exportLlava } from './llava/export.ts';
export { convertInProcess, llavaInProcess } from '../client/convert.ts';
