"""The held-out pictures and questions, from a seed (python make_eval.py --out DIR [--n 450]).

Writes DIR/seen/*.png, DIR/unseen/*.png (whole pictures, as a user would give them) and DIR/questions.jsonl."""
import argparse
import itertools
import json
import os
import random
import zlib

import qa
from draw import misc
from make_data import sample
from web import render
from web.highlight import code
from web.mockups import mockups

SEED = "eval-2026"


def seen(n):
    """Fresh pictures by the renderers that training uses: yields samples."""
    own = lambda kind, k: (sample(f"{SEED}/{kind}/{i}", kind, ("skia", "pillow")[i % 2]) for i in range(k))
    for kind in ("bar", "hbar", "line", "pie", "scatter"):
        yield from own(kind, n // 5)
    yield from render.charts("echarts", SEED, n // 2)
    yield from render.matplotlib_charts(SEED, n // 5)
    yield from own("flowchart", n * 2 // 3)
    yield from render.dagre(SEED, n - n * 2 // 3)
    yield from own("ui", n * 2 // 3)
    yield from mockups("css", SEED, n - n * 2 // 3)
    yield from own("code", n // 4)
    yield from own("photo", n // 4)


def unseen(n):
    """Pictures by renderers, and photographs, that training never saw."""
    yield from render.charts("vegalite", SEED, n * 5 // 3)
    yield from render.graphviz(SEED, n)
    yield from mockups("bootstrap", SEED, n)
    yield from code(SEED, n // 4)
    for i in range(n // 4):
        r = render.seeded("photo", SEED, i)
        im = misc.photo(r, "test")
        yield render.to_sample(r, im, {"kind": "photo"}, "held-out photo")


def trends(n):
    """More line charts that have a trend, for at least 400 questions about it each: yields (split, sample)."""
    own = (sample(f"{SEED}/trend/{i}", "line", ("skia", "pillow")[i % 2]) for i in itertools.count())
    vegalite = iter(render.charts("vegalite", SEED + "/trend", n))
    for split, charts in (("seen", own), ("unseen", vegalite)):
        for s in itertools.islice((s for s in charts if s["facts"].get("trend")), n // 7):
            yield split, s


def questions(f, rng, i):
    """(task, question) pairs of one picture."""
    k = f["kind"]
    out = [("kind", "What kind of picture is this?")]
    if k in qa.CHARTS:
        u = {"line": "lines", "pie": "slices", "scatter": "groups"}.get(k, "bars")
        if f["count"] <= 8 and k != "scatter":
            out.append(("count", f"How many {u} are there?"))
        if k in ("bar", "hbar", "pie"):
            out.append(("tallest", qa.Q_TALL[k][0]))
        if f.get("trend"):
            out.append(("trend", "What is the trend?"))
        if k != "scatter":
            out.append(("value", qa.Q_VALUE[k][0]))
    elif k == "flowchart":
        out += [("count", "How many boxes are there?"), ("mermaid", "Write this diagram as Mermaid.")]
    elif k == "ui":
        out.append(("mockup", "Write the HTML and CSS for this mockup."))
    if i % 3 == 0 or k in ("code", "photo"):
        wrong = qa.Q_OUT_TEST + ["What is the title?", "What does the error say?"] + (["Explain this chart."] * 3 if k not in qa.CHARTS else []) + \
            (["Explain this diagram."] * 3 if k != "flowchart" else [])
        out.append(("outside", rng.choice(wrong)))
    return out


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--out", required=True)
    p.add_argument("--n", type=int, default=450)
    a = p.parse_args()
    rows, count = [], {"seen": 0, "unseen": 0}
    for split in count:
        os.makedirs(f"{a.out}/{split}", exist_ok=True)
    for split, s in itertools.chain((("seen", s) for s in seen(a.n)), (("unseen", s) for s in unseen(a.n)), trends(a.n)):
        i = count[split]
        count[split] += 1
        name = f"{split}/{i:04d}.png"
        s["source"].save(f"{a.out}/{name}")
        rng = random.Random(zlib.crc32(f"{SEED}/q/{name}".encode()))
        for task, q in questions(s["facts"], rng, i):
            rows.append({"id": len(rows), "picture": name, "split": split, "renderer": s["facts"]["renderer"], "task": task, "question": q, "facts": s["facts"]})
    print(count["seen"], "seen,", count["unseen"], "unseen pictures", flush=True)
    with open(a.out + "/questions.jsonl", "w") as f:
        for r in rows:
            f.write(json.dumps(r) + "\n")
    print(len(rows), "questions")


if __name__ == "__main__":
    main()
