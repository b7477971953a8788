"""Ten answers for the model card, failures included (python examples.py EVAL_DIR ANSWERS.jsonl OUT_DIR): small pictures and a Markdown table on stdout.

Takes one picture a renderer by our own drawing code or by a library, never a photograph of somebody else's."""
import os
import random
import sys

from PIL import Image

from score import read, score

WANT = [("skia", "tallest"), ("echarts", "value"), ("matplotlib", "count"), ("vegalite", "tallest"), ("vegalite", "trend"), ("pillow", "mermaid"),
        ("graphviz", "mermaid"), ("css", "mockup"), ("bootstrap", "mockup"), ("pygments", "outside")]


def main(folder, answers, out):
    os.makedirs(out, exist_ok=True)
    rows = read(folder + "/questions.jsonl")
    got = {x["id"]: x["answer"] for x in read(answers)}
    rng = random.Random(7)
    print("| picture | question | answer | score |\n|---|---|---|---|")
    for i, (renderer, task) in enumerate(WANT):
        there = [r for r in rows if r["renderer"] == renderer and r["task"] == task and r["id"] in got]
        if not there:
            continue
        r = rng.choice(there)
        im = Image.open(f"{folder}/{r['picture']}").convert("RGB")
        im.thumbnail((240, 240))
        name = f"{i + 1:02d}-{renderer}.jpg"
        im.save(f"{out}/{name}", quality=70)
        a = got[r["id"]].replace("\n", "⏎").replace("|", "\\|")
        a = a if len(a) < 400 else a[:400] + " …"
        print(f"| ![{renderer}](examples/{name}) | {r['question']} | `{a}` | {score(r, got[r['id']]):.2f} |")


if __name__ == "__main__":
    main(*sys.argv[1:])
