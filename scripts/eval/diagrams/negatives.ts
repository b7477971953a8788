/**
 * Pictures without a diagram, or with one that is refused: what is read of each.
 *
 *   node --import tsx scripts/eval/diagrams/negatives.ts FILE...
 */
import sharp from 'sharp';
import { geometryOf } from '../../../src/structure/diagram/geometry.ts';
import { isDiagram } from '../../../src/structure/diagram/gate.ts';

const empty = { lines: [], text: '', ms: 0 };
let none = 0;
const files = process.argv.slice(2);
for (const file of files) {
  const { data, info } = await sharp(file)
    .flatten({ background: '#ffffff' })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const picture = {
    width: info.width,
    height: info.height,
    data: new Uint8Array(data.buffer, data.byteOffset, data.length),
  };
  const start = performance.now();
  const geometry = geometryOf(picture, empty);
  const gate = isDiagram(geometry, empty);
  const ms = Math.round(performance.now() - start);
  if (gate.diagram) {
    const g = gate.geometry;
    console.log(
      `${file}: DIAGRAM of ${g.nodes.length} nodes, ${g.edges.length} edges (${g.edges
        .map((e) => e.confidence.toFixed(2) + e.arrow[0])
        .slice(0, 12)
        .join(' ')}), ${info.width}x${info.height}, ${ms} ms`,
    );
  } else {
    none++;
    if (gate.notes.length > 0 || ms > 3000)
      console.log(
        `${file}: ${gate.notes.map(({ template }) => template).join(' ')} ${info.width}x${info.height} ${ms} ms`,
      );
  }
}
console.log(`${none} of ${files.length} without a diagram`);
