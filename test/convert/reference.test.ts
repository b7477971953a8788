/** Converted checkpoints against PyTorch: image embeddings, logits and 64 greedy tokens of every layout and family. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { convertCheckpoint } from '../../src/convert/index.ts';
import { CHECKPOINTS, FIXTURES, compare, engine, readReference, temporaryFolder } from './support.ts';

const imp = engine();
const out = await temporaryFolder();

for (const fixture of FIXTURES) {
  test(`${fixture} in F16 computes what PyTorch computes`, async () => {
    const reference = await readReference(fixture);
    const made = await convertCheckpoint({ checkpointDir: path.join(CHECKPOINTS, fixture), outDir: path.join(out, fixture), type: 'F16', visionType: 'F16' });
    const facts = await imp.request('load', { files: { id: fixture, model: made.modelPath, mmproj: made.mmprojPath }, options: { threads: 1, gpu: 'off' } });
    assert.equal(facts.imageTokens, reference.imageTokens);
    const picture = await imp.request('attach', { bytes: await readFile(path.join(CHECKPOINTS, fixture, 'picture.png')) });

    const embedded = await imp.request('embed', { id: picture.id });
    assert.equal(embedded.tokens, reference.imageTokens);
    reference.embeddings.forEach((row, index) => {
      const at = index * reference.embeddingStep * embedded.width;
      const { cosine } = compare(embedded.data.subarray(at, at + embedded.width), row);
      console.log(fixture, 'embedding', index, cosine, compare(embedded.data.subarray(at, at + embedded.width), row).worst);
      assert.ok(cosine >= 0.9999, `embedding ${index}: cosine ${cosine}`);
    });

    const { data } = await imp.request('logits', { images: [picture.id], prompt: reference.prompt });
    const { worst, cosine } = compare(data, reference.logits);
    console.log(fixture, 'logits', cosine, worst);
    assert.equal(data.length, reference.logits.length);
    assert.ok(cosine >= 0.9999, `logits: cosine ${cosine}, worst ${worst}`);
  });
}
