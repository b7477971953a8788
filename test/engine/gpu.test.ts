/** What can be tested of the GPU's handling without one: a driver that takes the process with it is left alone after two times. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { guardGpu, NO_GPU, type GpuPlan } from '../../src/engine/gpu.ts';
import { temporaryFolder } from './support.ts';

const plan: GpuPlan = { layers: -1, device: 1n, name: 'Some GPU' };

test('two GPU loads that never ended turn it off; one that ended does not count', async () => {
  const folder = await temporaryFolder();
  const first = await guardGpu(plan, folder);
  assert.equal(first.plan, plan);
  await first.ended();
  assert.equal((await guardGpu(plan, folder)).plan, plan); // lost
  assert.equal((await guardGpu(plan, folder)).plan, plan); // lost again
  assert.equal((await guardGpu(plan, folder)).plan, NO_GPU);
  assert.equal((await guardGpu(NO_GPU, folder)).plan, NO_GPU);
});
