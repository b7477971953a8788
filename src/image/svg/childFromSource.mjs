// From the source tree (tests, scripts) a process must be taught TypeScript first; builds start dist/svg.js at once.
import { register } from 'tsx/esm/api';

register();
await import('./child.ts');
