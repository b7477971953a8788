"""Scores answers of run.ts on charts of specs.py: python score.py TRUTH.json ANSWERS.json SCORER_DIR [--by kind|renderer|…] [--worst N]

SCORER_DIR holds charts.py of the structure sets (RMS F1, exact, kind as it defines them). Prints the libraries looked at while the
reader was written apart from those held apart, and the calibration: of values told with a confidence of at least 0.9, how many are
right within 2 % of the axis, and what is wrong of the others: the series' name, the place or the value.
"""
import collections, json, math, sys

truth_file, answers_file, scorer = sys.argv[1:4]
sys.path.insert(0, scorer)
import charts as scoring
from specs import APART

scoring.FAMILY |= {'histogram': 'bar', 'box': 'box', 'heatmap': 'heatmap'}
truths, answers = (json.load(open(path)) for path in (truth_file, answers_file))
if '--every' in sys.argv:
    step = int(sys.argv[sys.argv.index('--every') + 1])
    truths = {name: truths[name] for name in sorted(truths)[::step]}
by = sys.argv[sys.argv.index('--by') + 1] if '--by' in sys.argv else None
for key in [by] if by else ['drawn', 'renderer']:
    print(scoring.table(truths, answers, lambda t: str(t.get(key, t['kind'])))[1], '\n')
scores, text = scoring.table(truths, answers, lambda t: 'held apart' if t['renderer'] in APART else 'tuned')
print(text, '\n')


def calibration(data):
    """Rows of confidence, right, what is wrong, kind: matched as the scorer does, by key."""
    rows = []
    for name, charts in data.items():
        truth = truths.get(name)
        if not truth or not charts or truth['kind'] in ('box', 'heatmap'): continue
        chart = charts[0]
        true = list(scoring.entries(truth, truth['x_type']))
        ys = [y for _, _, y in true]
        log = truth.get('y_scale') == 'log'
        span = truth['y_axis'] if truth.get('y_axis') else (min(0, *ys), max(0, *ys)) if truth['kind'] not in ('line', 'scatter') else (min(ys), max(ys))
        named = len(truth['series']) > 1 and truth['legend'] != 'none'
        xs = [x for _, x, _ in true]
        for s in chart['series']:
            for p in s['points']:
                if p.get('y') is None: continue
                one = list(scoring.entries({'series': [{'name': s['name'], 'points': [p]}]}, truth['x_type']))[0]
                def parts(t):
                    word = scoring.text_similarity(t[0], one[0]) if named else 1
                    if truth['x_type'] == 'category': return word, scoring.text_similarity(t[1], one[1])
                    if one[1] is None: return word, 0
                    place = (lambda v: math.log10(max(v, 1e-9))) if truth.get('x_scale') == 'log' else (lambda v: v)
                    return word, max(0, 1 - abs(place(t[1]) - place(one[1])) / ((place(max(xs)) - place(min(xs))) or 1) / .05)
                near = lambda t: math.prod(parts(t))
                best = max(true, key=lambda t: (near(t), -abs(t[2] - p['y'])))
                if log: right = p['y'] > 0 and abs(math.log10(p['y'] / best[2])) <= .02 * math.log10(max(ys) / min(ys))
                else: right = abs(best[2] - p['y']) <= .02 * (span[1] - span[0])
                word, place = parts(best)
                cause = ('value' if not right else '') if near(best) >= .5 else 'name' if word < place else 'place'
                rows.append((p['confidence'], near(best) >= .5 and right, cause, f"{truth.get('drawn', truth['kind'])} {truth['x_type']}"))
    return rows


rows = calibration(json.load(open(answers_file.replace('.json', '.data.json'))))
for low, high in ((.9, 1.01), (.75, .9), (.5, .75), (0, .5)):
    some = [right for confidence, right, *_ in rows if low <= confidence < high]
    if some: print(f'confidence {low:.2f} to {min(high, 1):.2f}: {len(some)} values, {100 * sum(some) / len(some):.1f} % right')
wrong = collections.Counter(cause for confidence, right, cause, _ in rows if confidence >= .9 and not right)
if wrong: print('told with 0.9 or more and wrong:', ', '.join(f'{cause} {n}' for cause, n in wrong.most_common()), '| of', ', '.join(f'{kind} {n}' for kind, n in collections.Counter(kind for confidence, right, _, kind in rows if confidence >= .9 and not right).most_common(5)))
if '--worst' in sys.argv:
    for name in sorted(scores, key=lambda n: scores[n]['rms_f1'])[:int(sys.argv[sys.argv.index('--worst') + 1])]:
        t, a = truths[name], answers.get(name) or {}
        print(f"{scores[name]['rms_f1']:.2f} {name} {t.get('drawn')} → {a.get('kind')}; x {t['x_type']}, {len(t['series'])} × {len(t['series'][0]['points'])}, got {len(a.get('series') or [])} × {[len(s['points']) for s in a.get('series') or []][:5]} {[s['name'] for s in a.get('series') or []][:5]} log={t['y_scale']} {t['theme']} {t['scale']}x legend={t['legend']}")
