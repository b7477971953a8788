/** Converts Imp checkpoints to GGUF pairs. */
export { convertCheckpoint, inspectCheckpoint, type ConvertOptions } from './convert.ts';
export { convertInProcess, type ConvertProcessOptions } from '../client/convert.ts';
