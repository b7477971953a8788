export { Eyes, type EyesOptions } from './eyes.ts';
export { serveStdio } from './stdio.ts';
