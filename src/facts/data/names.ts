/** What of a dataset a question can name. */
import type { Entity } from '../language/link.ts';
import type { Dataset } from './dataset.ts';

/** Cells of large tables are not all names. */
const MOST_CELLS = 1500;

/** Everything that a question about these datasets can name. */
export function dataEntities(datasets: readonly Dataset[]): Entity[] {
  return datasets.flatMap((dataset, owner) => [
    ...dataset.series.map(({ name }, index): Entity => ({ type: 'series', index, owner, name })),
    ...dataset.keys.map((name, index): Entity => ({ type: 'key', index, owner, name })),
    ...(dataset.from === 'table' ? cells(dataset, owner) : []),
    ...(datasets.length > 1 && dataset.title ? [{ type: 'dataset', index: owner, owner, name: dataset.title }] : []),
  ]);
}

function cells({ series, keys }: Dataset, owner: number): Entity[] {
  const found: Entity[] = [];
  series.forEach(({ values }, column) =>
    values.forEach((value) => {
      if (value?.text && value.number === null && /\p{L}/u.test(value.text) && value.text.length <= 40)
        found.push({ type: 'cell', index: column * keys.length + value.key, owner, name: value.text });
    }),
  );
  return found.slice(0, MOST_CELLS);
}

/** Words of titles: said in a question, they name no part. */
export const dataTopics = (datasets: readonly Dataset[]): string[] =>
  datasets.flatMap(({ title, keyTitle, valueTitle, unit }) =>
    [title, keyTitle, valueTitle, unit].filter((text) => text !== null),
  );
