"""Per picture what was missed: python misses.py SCORERS_DIR TRUTH.json ANSWERS.json [PART]; then the table by renderer."""
import json
import re
import sys

sys.path.insert(0, sys.argv[1])
import diagrams as scorer  # noqa: E402
import numpy as np  # noqa: E402
from charts import text_similarity  # noqa: E402
from scipy.optimize import linear_sum_assignment  # noqa: E402

truths, answers = (json.load(open(path)) for path in sys.argv[2:4])
part = sys.argv[4] if len(sys.argv) > 4 else ''
truths = {k: t for k, t in truths.items() if k in answers and re.search(part, k)}
scorer.structure = lambda *a: 0  # a hill climb that takes minutes


def undirected(t):
    return t.get('undirected')


for name, truth in truths.items():
    answer = scorer.parse(answers[name])
    true = [n for n in truth['nodes'] if n['label']]
    got = list(answer['nodes'].items())
    if not got:
        print(name, 'NOTHING')
        continue
    s = np.array([[text_similarity(t['label'], g['label'], 1) for _, g in got] for t in true])
    rows, columns = linear_sum_assignment(-s)
    match = {got[j][0]: true[i] for i, j in zip(rows, columns) if s[i, j] >= .8}
    label = {n['id']: n['label'] for n in true}
    missed = [t['label'] for t in true if t['id'] not in {m['id'] for m in match.values()}]
    extra = [g['label'] for k, g in got if k not in match]
    want = {(label[e['from']], label[e['to']]): e['label'] for e in truth['edges'] if e['from'] in label and e['to'] in label}
    have = {(match[a]['label'] if a in match else '?' + answer['nodes'][a]['label'], match[b]['label'] if b in match else '?' + answer['nodes'][b]['label']): t for a, b, t in answer['edges']}
    if undirected(truth): have = {(k if k in want else k[::-1]): v for k, v in have.items()}
    shapes = [f'{t["label"]}: {t["shape"]} as {answer["nodes"][g]["shape"]}' for g, t in match.items() if answer['nodes'][g]['shape'] != t['shape'] and {answer['nodes'][g]['shape'], t['shape']} != {'round', 'ellipse'}]
    labels = [f'{want[k]!r} as {have[k]!r}' for k in want if k in have and want[k] and text_similarity(want[k], have[k], 1) < .8]
    lost, more = [k for k in want if k not in have], [k for k in have if k not in want]
    if missed or extra or lost or more or shapes or labels:
        print(name, '| missed', missed, '| extra', extra, '| shapes', shapes, '| lost', [' > '.join(k) for k in lost], '| more', [' > '.join(k) for k in more], '| labels', labels)
for t in truths.values():
    # Without heads there is no direction: an undirected edge may be given either way.
    if undirected(t):
        t['edges'] = t['edges']
scores, table = scorer.table(truths, answers)
print(table)
