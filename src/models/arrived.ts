/** A checkpoint that arrived, beside what the catalog says of it: `main` moves, and has moved from one layout to another before. */
import type { ConvertResult } from '../shared/convert.ts';
import type { CatalogEntry } from './catalog.ts';

/** One line for the log: what was found, and where it is not what the catalog says. What was found is what was converted. */
export function arrivedLine(entry: CatalogEntry | undefined, found: ConvertResult): string {
  const { name, architecture, layout, parameters, imageSide, preprocess } = found;
  const what = `${name}: ${architecture}, ${layout} tensor names, ${parameters} weights, pictures ${preprocess === 'pad' ? 'padded' : 'squashed'} to ${imageSide} pixels`;
  const expected: [what: string, catalog: unknown, found: unknown][] = [
    ['architecture', entry?.language?.architecture, architecture],
    ['weights', entry?.parameters, parameters],
    ['side', entry?.vision?.side, imageSide],
  ];
  const other = expected.filter(([, catalog, arrived]) => catalog !== undefined && catalog !== arrived);
  if (other.length === 0) return `${what}.`;
  return `${what}. The catalog says ${other.map(([key, catalog]) => `${key} ${String(catalog)}`).join(', ')}: the published checkpoint has changed.`;
}
