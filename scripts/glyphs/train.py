"""Trains a small convolutional classifier on windows of ink and writes its weights as src/ocr/net reads them.

Usage: train.py TRAIN.npz HELD.npz OUT.bin EPOCHS [CHANNELS1 CHANNELS2 HIDDEN] [--shift N]
Layers: 3×3 convolution, ReLU, 2×2 maximum; the same again; dense, ReLU; dense. Weights are bytes with a scale a layer.
"""
import struct
import sys
import time

import jax
import jax.numpy as jnp
import numpy as np


def layers(params, x):
    (k1, b1), (k2, b2), (k3, b3), (k4, b4) = params
    conv = lambda a, k: jax.lax.conv_general_dilated(a, k, (1, 1), 'SAME', dimension_numbers=('NHWC', 'HWIO', 'NHWC'))
    pool = lambda a: jax.lax.reduce_window(a, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), 'VALID')
    x = pool(jax.nn.relu(conv(x, k1) + b1))
    x = pool(jax.nn.relu(conv(x, k2) + b2))
    x = x.reshape(x.shape[0], -1)
    return jax.nn.relu(x @ k3 + b3) @ k4 + b4


def main():
    numbers = [int(a) for a in sys.argv[5:8]] if len(sys.argv) >= 8 else [10, 20, 80]
    c1, c2, hidden = numbers
    train, held = np.load(sys.argv[1]), np.load(sys.argv[2])
    x, y = train['x'], train['y'].astype(np.int32)
    classes = int(sys.argv[8]) if len(sys.argv) > 8 else int(max(y.max(), held['y'].max())) + 1
    rows, columns = x.shape[1:]
    rng = np.random.default_rng(0)
    he = lambda *shape: (rng.normal(0, (2 / np.prod(shape[:-1])) ** 0.5, shape)).astype(np.float32)
    flat = (rows // 4) * (columns // 4) * c2
    params = [(he(3, 3, 1, c1), np.zeros(c1, np.float32)), (he(3, 3, c1, c2), np.zeros(c2, np.float32)), (he(flat, hidden), np.zeros(hidden, np.float32)), (he(hidden, classes), np.zeros(classes, np.float32))]
    prep = lambda a: a.astype(np.float32)[..., None] / 255

    def loss(p, a, t):
        logits = jax.nn.log_softmax(layers(p, a))
        smooth = 0.02
        return -(1 - smooth) * jnp.take_along_axis(logits, t[:, None], 1).mean() - smooth * logits.mean()

    @jax.jit
    def step(p, m, v, i, rate, a, t):
        l, g = jax.value_and_grad(loss)(p, a, t)
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
        p = jax.tree.map(lambda p, m, v: p - rate * (m / (1 - 0.9**i)) / (jnp.sqrt(v / (1 - 0.999**i)) + 1e-7), p, m, v)
        return p, m, v, l

    predict = jax.jit(layers)
    m = v = jax.tree.map(np.zeros_like, params)
    epochs, batch = int(sys.argv[4]), 256
    steps, i, start = epochs * (len(x) // batch), 0, time.time()
    for epoch in range(epochs):
        order = rng.permutation(len(x))
        sums = 0
        for at in range(0, len(x) - batch + 1, batch):
            i += 1
            rate = 3e-3 * min(1, i / 300) * 0.5 * (1 + np.cos(np.pi * i / steps))
            pick = np.sort(order[at:at + batch])
            params, m, v, l = step(params, m, v, i, rate, prep(x[pick]), y[pick])
            sums += float(l)
        right = np.concatenate([np.asarray(predict(params, prep(held['x'][k:k + 2000]))).argmax(1) for k in range(0, len(held['x']), 2000)]) == held['y']
        print(f'epoch {epoch} loss {sums / (len(x) // batch):.4f} held {100 * right.mean():.2f} % {time.time() - start:.0f} s', flush=True)
        write(sys.argv[3], params, rows, columns)


def write(path, params, rows, columns):
    """'INET', then rows, columns, and for each layer: inputs, outputs (32 bits), scale (float), weights (signed bytes, output fastest), biases (floats)."""
    with open(path, 'wb') as f:
        f.write(b'INET' + struct.pack('<2I', rows, columns))
        for k, b in params:
            k = np.asarray(k)
            w = k.reshape(-1, k.shape[-1])
            scale = float(np.abs(w).max()) / 127
            f.write(struct.pack('<2If', w.shape[0], w.shape[1], scale))
            f.write(np.round(w / scale).astype(np.int8).tobytes())
            f.write(np.asarray(b, np.float32).tobytes())


main()
