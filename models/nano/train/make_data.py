"""Draws training pictures into a growing pool of chunks (python make_data.py --out DIR --chunks N --seed S)."""
import argparse
import json
import os
import random
import time
import zlib

import numpy as np

from draw import charts, flow, misc, post, ui
from draw.canvas import PilCanvas, SkiaCanvas
from draw.canvas import Scene

# share of each kind in the pool: what the model begins with, and what it goes on with once it knows kinds, mockups and trends
MIX = [("bar", 17), ("hbar", 9), ("line", 12), ("pie", 9), ("scatter", 6), ("flowchart", 20), ("ui", 18), ("code", 4), ("photo", 5)]
LATE = [("bar", 25), ("hbar", 14), ("line", 12), ("pie", 13), ("scatter", 2), ("flowchart", 24), ("ui", 6), ("code", 2), ("photo", 2)]


def draw(rng, kind, canvas_cls, split="train"):
    """One picture of a kind: (Pillow image, facts, element rows, renderer name)."""
    name = "skia" if canvas_cls is SkiaCanvas else "pillow"
    if kind == "photo":
        real = rng.random() < .6
        im = misc.photo(rng, split) if real else misc.procedural(rng)
        return im, {"kind": "photo"}, [(25, 0, 0, *im.size, im.size[0] / 2, im.size[1] / 2, -1, -1, -1, -1, -1.0)], "photo" if real else "procedural"
    f = {"bar": lambda: charts.bars(rng, canvas_cls), "hbar": lambda: charts.bars(rng, canvas_cls, True), "line": lambda: charts.line(rng, canvas_cls),
         "pie": lambda: charts.pie(rng, canvas_cls), "scatter": lambda: charts.scatter(rng, canvas_cls),
         "flowchart": lambda: flow.flowchart(rng, canvas_cls), "ui": lambda: ui.mockup(rng, canvas_cls), "code": lambda: misc.code(rng, canvas_cls)}[kind]
    s: Scene = f()
    return s.c.image(), s.facts, s.el, name


def sample(seed, kind=None, renderer=None, split="train", mix=MIX):
    """The sample of one seed: dict with image, cls, anchors, facts, source picture."""
    rng = random.Random(zlib.crc32(f"{split}/{seed}".encode()))
    kind = kind or rng.choices([k for k, _ in mix], [w for _, w in mix])[0]
    cv = {"skia": SkiaCanvas, "pillow": PilCanvas}.get(renderer) or (SkiaCanvas if rng.random() < .7 else PilCanvas)
    im, facts, el, name = draw(rng, kind, cv, split)
    a, cls, anchors, src = post.finish(rng, im, el)
    facts["renderer"] = name
    return {"image": a, "cls": cls, "anchors": anchors, "facts": facts, "source": src}


def write_chunk(path, samples):
    """Writes one chunk: PATH.npy images, PATH.npz targets, PATH.json facts (in this order; the json marks it complete)."""
    np.save(path + ".npy", np.stack([s["image"] for s in samples]))
    ptr = np.cumsum([0] + [len(s["anchors"]) for s in samples])
    np.savez_compressed(path + ".npz", cls=np.stack([s["cls"] for s in samples]), anchors=np.concatenate([s["anchors"] for s in samples]), ptr=ptr)
    with open(path + ".tmp", "w") as f:
        json.dump([s["facts"] for s in samples], f)
    os.rename(path + ".tmp", path + ".json")


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--out", required=True)
    p.add_argument("--chunks", type=int, default=40)
    p.add_argument("--size", type=int, default=1000)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--first", type=int, default=0)
    p.add_argument("--late", action="store_true", help="the mixture for a training that goes on: more of what is counted and compared")
    a = p.parse_args()
    os.makedirs(a.out, exist_ok=True)
    for c in range(a.first, a.first + a.chunks):
        path = f"{a.out}/own-{a.seed}-{c:04d}"
        if os.path.exists(path + ".json"):
            continue
        t = time.time()
        write_chunk(path, [sample(f"{a.seed}/{c}/{i}", mix=LATE if a.late else MIX) for i in range(a.size)])
        print(path, f"{a.size / (time.time() - t):.0f} pictures/s", flush=True)


if __name__ == "__main__":
    main()
