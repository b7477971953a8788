/** The data of an answer in a conversation's file: what the panel and the writers rely on is checked, the rest is kept as it is. */
import * as z from 'zod';

/** More than these no reader finds in a picture. */
const MOST = { parts: 40, series: 200, points: 20_000, rows: 5_000, columns: 500, nodes: 5_000, edges: 20_000 };

const number = z.number().finite();
const region = z.object({ x: number, y: number, width: number, height: number });
const span = z.looseObject({ text: z.string(), box: region, confidence: number });
const color = z.string().regex(/^#[0-9a-f]{6}$/i);
const axis = z.looseObject({
  title: span.nullable(),
  type: z.enum(['category', 'number', 'time']),
  scale: z.enum(['linear', 'log']),
  unit: z.string().nullable(),
  ticks: z
    .array(
      z.looseObject({
        text: z.string(),
        value: z.union([number, z.string()]).nullable(),
        box: region,
        position: number,
      }),
    )
    .max(MOST.points),
});
const message = z.looseObject({ template: z.string(), args: z.array(z.unknown()) });
const point = z.looseObject({
  label: z.string().optional(),
  x: z.union([number, z.string()]).optional(),
  y: number.nullable(),
  from: z.enum(['label', 'measured', 'user']),
  low: number.optional(),
  tolerance: number.optional(),
  printed: number.optional(),
  measured: number.optional(),
  confidence: number,
  box: region,
  reason: message.optional(),
});
const chart = z.looseObject({
  kind: z.string(),
  title: span.nullable(),
  box: region,
  plot: region,
  x: axis.nullable(),
  y: axis.nullable(),
  y2: axis.nullable().optional(),
  series: z.array(z.looseObject({ name: z.string(), color, points: z.array(point).max(MOST.points) })).max(MOST.series),
  confidence: number,
  notes: z.array(message),
});
const table = z.looseObject({
  title: span.nullable(),
  box: region,
  headRows: number,
  rows: z.array(z.array(span.nullable()).max(MOST.columns)).max(MOST.rows),
  alignment: z.array(z.enum(['left', 'right', 'center'])),
  confidence: number,
  notes: z.array(message),
});
/** Mermaid's and Graphviz's names: what is written into their sources without quotes. */
const name = z.string().regex(/^[A-Za-z_]\w*$/);
const diagram = z.looseObject({
  kind: z.enum(['flowchart', 'state', 'tree', 'mindmap', 'sequence', 'class', 'er']),
  direction: z.enum(['TB', 'BT', 'LR', 'RL']),
  box: region,
  title: span.nullable(),
  nodes: z
    .array(
      z.looseObject({
        id: name,
        shape: z.string(),
        text: z.string(),
        lines: z.array(span),
        box: region,
        fill: color.nullable(),
        group: name.nullable(),
        confidence: number,
      }),
    )
    .max(MOST.nodes),
  edges: z
    .array(
      z.looseObject({
        id: z.string(),
        from: name,
        to: name,
        label: span.nullable(),
        line: z.enum(['solid', 'dashed', 'thick']),
        arrow: z.enum(['end', 'both', 'none']),
        path: z.array(z.tuple([number, number])),
        confidence: number,
      }),
    )
    .max(MOST.edges),
  groups: z.array(z.looseObject({ id: name, title: span.nullable(), box: region, parent: name.nullable() })),
  confidence: number,
  notes: z.array(message),
});

const common = { picture: z.string(), index: number };
const part = z.discriminatedUnion('kind', [
  z.looseObject({ ...common, kind: z.literal('chart'), data: chart, read: chart.optional() }),
  z.looseObject({ ...common, kind: z.literal('table'), data: table, read: table.optional() }),
  z.looseObject({
    ...common,
    kind: z.literal('diagram'),
    data: diagram,
    read: diagram.optional(),
    source: z.string().optional(),
  }),
]);

/** An answer without data that can be used is an answer all the same. */
export const keptData = z.array(part).max(MOST.parts).optional().catch(undefined);

/** What the panel sends of a diagram goes into sources of other languages as well: the same is checked. */
export const diagramSchema = diagram;
