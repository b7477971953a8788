/** Converts Imp checkpoints to GGUF pairs. */
export { convertCheckpoint, inspectCheckpoint } from './convert.ts';
export { convertInProcess } from '../client/convert.ts';
