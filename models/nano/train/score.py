"""Scores answers (python score.py QUESTIONS.jsonl ANSWERS.jsonl [BLANK.jsonl]): per task in both splits, per renderer, beside the blank-image baseline.

Answers are lines {"id", "answer"}. Used for the PyTorch model and for the shipped pair through the engine alike."""
import json
import re
import sys
from collections import defaultdict
from html.parser import HTMLParser

import zss

import qa

TARGET = {"kind": (.97, .90), "count": (.90, .75), "tallest": (.90, .75), "trend": (.95, .85), "value": (.85, .65), "mockup": (.80, .60), "mermaid": (.80, .60), "outside": (.95, .90)}
LABEL = {"kind": "kind of picture", "count": "counts up to 8", "tallest": "tallest / largest by position", "trend": "trend", "value": "value within 10 % of the axis",
         "mockup": "mockup: HTML tree similarity", "mermaid": "flowchart: edges right (F1)", "outside": "outside its field: says so"}
VOID = {"img", "input"}


class _Tree(HTMLParser):
    def __init__(self):
        super().__init__()
        self.root = zss.Node("root")
        self.stack = [self.root]
        self.size = 1

    def handle_starttag(self, tag, attrs):
        n = zss.Node(tag)
        self.stack[-1].addkid(n)
        self.size += 1
        if tag not in VOID and self.size < 400:
            self.stack.append(n)

    def handle_endtag(self, tag):
        for i in range(len(self.stack) - 1, 0, -1):
            if self.stack[i].label == tag:
                del self.stack[i:]
                return


def tree_similarity(a, b):
    """1 - tree edit distance / size of the larger tree, of two HTML texts (Zhang-Shasha, tags as labels)."""
    x, y = _Tree(), _Tree()
    x.feed(a)
    y.feed(b)
    return max(0.0, 1 - zss.simple_distance(x.root, y.root) / max(x.size - 1, y.size - 1, 1))


def edge_f1(answer, edges):
    """F1 of the edges of a Mermaid answer against pairs of box numbers."""
    got = {(ord(a) - 65, ord(b) - 65) for a, b in re.findall(r"([A-Z]) --> ([A-Z])", answer)}
    want = {tuple(e) for e in edges}
    if not want:
        return float(not got)
    hit = len(got & want)
    return 2 * hit / (len(got) + len(want))


def score(r, answer):
    """0..1 for one answer."""
    f, t, a = r["facts"], r["task"], answer.strip()
    if t == "kind":
        return float(a.startswith(f"This is {qa.NAMES[f['kind']]}."))
    if t == "count":
        m = re.search(r"\d+", a)
        return float(bool(m) and int(m[0]) == f["count"])
    if t == "tallest":
        if f["kind"] == "pie":
            return float(f["where"] in a)
        return float(qa.ORD[f["tallest"]] in a.split())
    if t == "trend":
        return float(a.lower().startswith(f["trend"]))
    if t == "value":
        m = re.search(r"(\d+)%", a)
        return float(bool(m) and abs(int(m[1]) / 100 - f["value"]) <= .1)
    if t == "mockup":
        return tree_similarity(a, f["html"])
    if t == "mermaid":
        return edge_f1(a, f["edges"])
    return float("larger model is needed" in a)


def table(rows, answers):
    """{(task, split): [scores]}, {(task, split, renderer): [scores]} and the rate of wrong refusals within the field."""
    by, per, refused = defaultdict(list), defaultdict(list), []
    for r in rows:
        if r["id"] not in answers:
            continue
        s = score(r, answers[r["id"]])
        by[r["task"], r["split"]].append(s)
        per[r["task"], r["split"], r["renderer"]].append(s)
        if r["task"] not in ("outside",):
            refused.append("larger model is needed" in answers[r["id"]])
    return by, per, sum(refused) / max(1, len(refused))


def read(path):
    return [json.loads(x) for x in open(path)]


def main():
    rows = read(sys.argv[1])
    answers = {x["id"]: x["answer"] for x in read(sys.argv[2])}
    blank = {x["id"]: x["answer"] for x in read(sys.argv[3])} if len(sys.argv) > 3 else {}
    by, per, refused = table(rows, answers)
    bb = table(rows, blank)[0]
    mean = lambda x: f"{100 * sum(x) / len(x):.1f}" if x else "-"
    print("| task | in distribution (n) | blank image | wanted | unseen renderer (n) | blank image | wanted |\n|---|---|---|---|---|---|---|")
    for t, (w0, w1) in TARGET.items():
        a, b = by[t, "seen"], by[t, "unseen"]
        print(f"| {LABEL[t]} | {mean(a)} ({len(a)}) | {mean(bb[t, 'seen'])} | {100 * w0:.0f} | {mean(b)} ({len(b)}) | {mean(bb[t, 'unseen'])} | {100 * w1:.0f} |")
    print(f"\nQuestions within its field that it refused: {100 * refused:.1f} %\n\n| task | split | renderer | score | n |\n|---|---|---|---|---|")
    for (t, s, r), v in sorted(per.items()):
        print(f"| {t} | {s} | {r} | {mean(v)} | {len(v)} |")


if __name__ == "__main__":
    main()
