export { chartFrom } from './build.ts';
export type { Label } from './model.ts';
