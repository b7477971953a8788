/** The project's own products with K-quants against ggml's on the same bytes. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { chooseBuild } from '../../src/native/choose.ts';
import { openLibrary } from '../../src/native/library.ts';
import { createThreadPool } from '../../src/native/threadPool.ts';
import { cosine, multiply, pack, type Product } from '../../src/engine/kernels/trial.ts';
import { PRODUCT_TYPES, productCount } from '../../src/engine/kernels/backend.ts';
import { kernelLibrary } from '../../src/engine/kernels/library.ts';
import { random } from '../random.ts';

const native = openLibrary((await chooseBuild('off', undefined)).folder);
const none = kernelLibrary(native) ? false : 'this platform or processor has no kernels: ggml computes everything';

for (const threads of [1, 2]) {
  const pool = createThreadPool(native, threads);
  after(() => pool.free());
  for (const type of PRODUCT_TYPES) {
    test(
      `${type}, ${threads} thread(s): ggml's results for one to many columns and all sizes of work`,
      { skip: none },
      async () => {
        const next = random(threads);
        const values = (n: number, spread: number) =>
          Float32Array.from({ length: n }, () => (next() - 0.5) * spread * (next() < 0.01 ? 20 : 1));
        for (const [inputs, rows, columns] of [
          [256, 16, 1],
          [512, 48, 2],
          [2560, 64, 3],
          [768, 32, 4],
          [256, 16, 5],
          [1024, 80, 33],
          [2560, 96, 130],
        ] as const) {
          const product: Product = {
            type,
            inputs,
            rows,
            columns,
            runs: 1,
            w: pack(native, type, values(inputs * rows, 0.1), inputs),
            x: values(inputs * columns, 3),
          };
          const before = productCount().products;
          const own = await multiply(native, pool, 'own', product);
          assert.equal(productCount().products, before + 1, 'the own kernels did not compute it');
          const plain = await multiply(native, pool, 'plain', product);
          assert.ok(own && plain);
          const largest = plain.y.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
          // Both round x alike; sums of float32 in another order differ in the last digits.
          for (let i = 0; i < own.y.length; i++) {
            const difference = Math.abs(own.y[i]! - plain.y[i]!);
            assert.ok(
              difference <= 1e-5 * largest,
              `${inputs} x ${rows} x ${columns}, value ${i}: ${own.y[i]} instead of ${plain.y[i]}`,
            );
          }
          assert.ok(cosine(own.y, plain.y) > 0.9999999);
        }
      },
    );
  }
}

test('zeros stay zeros', { skip: none }, async () => {
  const pool = createThreadPool(native, 1);
  for (const columns of [1, 8]) {
    const product: Product = {
      type: 'Q4_K',
      inputs: 512,
      rows: 32,
      columns,
      runs: 1,
      w: pack(native, 'Q4_K', new Float32Array(512 * 32).fill(0.25), 512),
      x: new Float32Array(512 * columns),
    };
    const own = await multiply(native, pool, 'own', product);
    assert.ok(own?.y.every((value) => value === 0));
  }
  pool.free();
});
