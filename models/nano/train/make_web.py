"""Adds training pictures by other people's libraries to the pool (python make_web.py --out DIR --rounds N --seed S).

Trained on: ECharts, matplotlib, dagre and our own CSS in Chromium. Never trained on: Vega-Lite, Graphviz, Bootstrap, Pygments."""
import argparse
import os
import time

from make_data import write_chunk
from web.mockups import mockups
from web.render import charts, dagre, matplotlib_charts

ROUND = [("echarts", 240, lambda s, n: charts("echarts", s, n)), ("dagre", 160, dagre), ("css", 168, lambda s, n: mockups("css", s, n)), ("matplotlib", 80, matplotlib_charts)]


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--out", required=True)
    p.add_argument("--rounds", type=int, default=6)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--only", default="echarts,dagre,css,matplotlib", help="which of the renderers")
    a = p.parse_args()
    for r in range(a.rounds):
        for name, n, make in (x for x in ROUND if x[0] in a.only.split(",")):
            path = f"{a.out}/{name}-{a.seed}-{r:04d}"
            if os.path.exists(path + ".json"):
                continue
            t = time.time()
            write_chunk(path, make(f"train{a.seed}.{r}", n))
            print(path, f"{n / (time.time() - t):.1f} pictures/s", flush=True)


if __name__ == "__main__":
    main()
