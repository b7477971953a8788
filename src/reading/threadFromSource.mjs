// From the source tree (tests, scripts) a thread must be taught TypeScript first; builds start dist/readingThread.js at once.
import { register } from 'tsx/esm/api';

register();
await import('./thread.ts');
