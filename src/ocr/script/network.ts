/**
 * A small convolutional network: 3×3 convolution, ReLU, 2×2 maximum, twice; then two dense layers. scripts/glyphs/train.py
 * writes its weights.
 */

interface Layer {
  inputs: number;
  outputs: number;
  /** [inputs][outputs] */
  weights: Float32Array;
  biases: Float32Array;
}

export interface Network {
  rows: number;
  columns: number;
  /** @param ink rows × columns, 0 (ground) to 1 (ink); @returns logarithms of probabilities, one a class */
  classify(ink: Float32Array): Float32Array;
}

/** @param file `INET`, rows, columns; for each layer inputs, outputs, scale, weights as signed bytes, biases as floats; little-endian */
export function networkOf(file: Uint8Array): Network {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (view.getUint32(0, true) !== 0x54454e49) throw new Error('not a network');
  const [rows, columns] = [view.getUint32(4, true), view.getUint32(8, true)];
  const layers: Layer[] = [];
  for (let at = 12; at < file.length;) {
    const [inputs, outputs, scale] = [
      view.getUint32(at, true),
      view.getUint32(at + 4, true),
      view.getFloat32(at + 8, true),
    ];
    at += 12;
    const weights = Float32Array.from({ length: inputs * outputs }, (_, i) => scale * view.getInt8(at + i));
    at += inputs * outputs;
    const biases = Float32Array.from({ length: outputs }, (_, i) => view.getFloat32(at + 4 * i, true));
    at += 4 * outputs;
    layers.push({ inputs, outputs, weights, biases });
  }
  const [first, second, third, last] = layers;
  if (!first || !second || !third || !last) throw new Error('not a whole network');
  return {
    rows,
    columns,
    classify(ink) {
      const once = pooled(convolved(ink, rows, columns, 1, first), rows, columns, first.outputs);
      const twice = pooled(
        convolved(once, rows >> 1, columns >> 1, first.outputs, second),
        rows >> 1,
        columns >> 1,
        second.outputs,
      );
      return logSoftmax(dense(relu(dense(twice, third)), last));
    },
  };
}

/** Height × width × channels, zeros around; with its ReLU. */
function convolved(
  x: Float32Array,
  height: number,
  width: number,
  channels: number,
  { outputs, weights, biases }: Layer,
): Float32Array {
  const out = new Float32Array(height * width * outputs);
  for (let y = 0; y < height; y++) {
    for (let u = 0; u < width; u++) {
      const o = (y * width + u) * outputs;
      for (let k = 0; k < outputs; k++) out[o + k] = biases[k]!;
      for (let dy = -1; dy <= 1; dy++) {
        if (y + dy < 0 || y + dy >= height) continue;
        for (let dx = -1; dx <= 1; dx++) {
          if (u + dx < 0 || u + dx >= width) continue;
          const i = ((y + dy) * width + u + dx) * channels;
          for (let c = 0; c < channels; c++) {
            const value = x[i + c]!;
            if (value === 0) continue;
            const w = ((3 * (dy + 1) + dx + 1) * channels + c) * outputs;
            for (let k = 0; k < outputs; k++) out[o + k]! += value * weights[w + k]!;
          }
        }
      }
    }
  }
  return relu(out);
}

function pooled(x: Float32Array, height: number, width: number, channels: number): Float32Array {
  const [h, w] = [height >> 1, width >> 1];
  const out = new Float32Array(h * w * channels);
  for (let y = 0, o = 0; y < h; y++) {
    for (let u = 0; u < w; u++) {
      for (let c = 0; c < channels; c++) {
        const i = (2 * y * width + 2 * u) * channels + c;
        const below = i + width * channels;
        out[o++] = Math.max(x[i]!, x[i + channels]!, x[below]!, x[below + channels]!);
      }
    }
  }
  return out;
}

function dense(x: Float32Array, { inputs, outputs, weights, biases }: Layer): Float32Array {
  const out = biases.slice();
  for (let i = 0; i < inputs; i++) {
    const value = x[i]!;
    if (value === 0) continue;
    for (let k = 0; k < outputs; k++) out[k]! += value * weights[i * outputs + k]!;
  }
  return out;
}

function relu(x: Float32Array): Float32Array {
  for (let i = 0; i < x.length; i++) if (x[i]! < 0) x[i] = 0;
  return x;
}

function logSoftmax(x: Float32Array): Float32Array {
  const top = Math.max(...x);
  const sum = x.reduce((all, value) => all + Math.exp(value - top), 0);
  return x.map((value) => value - top - Math.log(sum));
}
