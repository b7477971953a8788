"""Makes up charts, without drawing them: python specs.py OUT_DIR [PER_LIBRARY] [SEED]. Writes OUT_DIR/specs.json: a list of charts with
their data and looks, each for one library. draw.py and drawBrowser.mjs draw them, each its own libraries, and write the truth.

TUNED are the libraries whose failures may be looked at; APART are held apart from all tuning.
"""
import datetime, json, math, os, random, sys

TUNED = ['matplotlib', 'seaborn', 'vega-lite', 'pygal', 'chartjs', 'echarts', 'd3', 'apexcharts', 'gnuplot', 'r-base']
APART = ['plotly', 'bokeh', 'billboard']
CATEGORIES = [('Revenue by Region', 'Region', 'Revenue', ['North', 'South', 'East', 'West', 'Central', 'Overseas']),
              ('Tickets per Weekday', 'Day', 'Tickets', ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']),
              ('Build Time by Project', 'Project', 'Seconds', ['api', 'web', 'mobile', 'docs', 'infra', 'cli']),
              ('Energy by Source', 'Source', 'TWh', ['Coal', 'Gas', 'Solar', 'Wind', 'Hydro', 'Nuclear']),
              ('Monthly Active Users', 'Month', 'Users', ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']),
              ('Score by Team', '', 'Points', ['Red', 'Blue', 'Green', 'Gold', 'Silver']),
              ('Sales per Year', 'Year', 'Units', ['2016', '2017', '2018', '2019', '2020', '2021', '2022', '2023']),
              ('Downloads by Browser', 'Browser', 'Downloads', ['Chrome', 'Safari', 'Edge', 'Firefox', 'Opera', 'Brave']),
              ('Cost per Department', 'Department', 'Cost', ['Marketing', 'Engineering', 'Support', 'Legal', 'Finance']),
              ('Response Time by Endpoint', '', 'Milliseconds', ['/login', '/search', '/cart', '/orders', '/users']),
              ('Visitors per Quarter', 'Quarter', 'Visitors', ['Q1', 'Q2', 'Q3', 'Q4', 'Q5', 'Q6'])]
NAMES = [['Plan', 'Actual'], ['Alpha', 'Beta', 'Gamma'], ['Online', 'Retail', 'Partner'], ['2022', '2023'], ['Errors', 'Warnings', 'Notes', 'Hints'], ['Desktop', 'Mobile', 'Tablet'], ['node-1', 'node-2'], ['Europe', 'Asia', 'Africa', 'Americas'], ['train', 'validation']]
PALETTES = [None, None, ['#e6194b', '#3cb44b', '#4363d8', '#f58231'], ['#0d3b66', '#ee964b', '#f95738', '#7b9e89'], ['#264653', '#2a9d8f', '#e9c46a', '#e76f51'], ['#7f7f7f', '#1f77b4', '#bcbd22', '#000000'], ['#4c72b0', '#8fb0d9', '#c7d8ee', '#253a5e'], ['#9b5de5', '#f15bb5', '#00bbf9', '#00f5d4']]
KINDS = ['bar', 'grouped-bar', 'stacked-bar', 'horizontal-bar', 'line', 'line', 'area', 'scatter', 'pie', 'donut', 'line', 'bar']
EXTRA = ['histogram', 'box', 'heatmap', 'floating', 'mixed']


def formatted(value, form):
    sign, v = ('-' if value < 0 else ''), abs(value)
    plain = lambda x: f'{x:,.10g}'.replace(',', '') if x < 1e15 else str(x)
    round3 = lambda x: plain(float(f'{x:.6g}'))
    if form == 'dollar': return f'{sign}${round3(v) if v < 1000 else f"{v:,.0f}"}'
    if form == 'percent': return f'{sign}{round3(v)}%'
    if form == 'si':
        for size, letter in ((1e9, 'B'), (1e6, 'M'), (1e3, 'k')):
            if v >= size: return f'{sign}{round3(v / size)}{letter}'
    if form == 'thousands' and v >= 1000: return f'{sign}{v:,.0f}' if v == int(v) else f'{sign}{v:,.1f}'
    return sign + round3(v)


def spec(rng, library, kind, number):
    extra = kind if kind in EXTRA else None
    title, x_title, y_title, labels = rng.choice(CATEGORIES)
    labels = labels[:rng.randint(min(5, len(labels)), len(labels))]
    form = rng.choice(['plain', 'plain', 'plain', 'thousands', 'dollar', 'percent', 'si'])
    top = {'percent': 95, 'si': rng.choice([43000, 2.6e6]), 'thousands': rng.choice([8400, 56000]), 'dollar': rng.choice([850, 24000])}.get(form) or rng.choice([1.7, 12, 95, 480, 2600])
    digits = 2 if top < 5 else 1 if top < 100 else 0
    out = {'library': library, 'kind': kind, 'title': title if rng.random() < .85 else '', 'x_title': x_title if rng.random() < .6 else '', 'y_title': y_title if rng.random() < .6 else '',
           'format': form, 'x_type': 'category', 'y_scale': 'linear', 'x_scale': 'linear', 'theme': 'dark' if rng.random() < .22 else 'light', 'scale': rng.choice([1, 1, 2]),
           'width': rng.choice([560, 640, 720, 860]), 'height': rng.choice([360, 400, 440]), 'grid': rng.random() < .65, 'markers': rng.random() < .45, 'labels': kind in ('bar', 'horizontal-bar', 'pie', 'donut', 'grouped-bar') and rng.random() < .4,
           'palette': rng.choice(PALETTES), 'look': rng.random(), 'jpeg': rng.random() < .12, 'frame': rng.random() < .1, 'smooth': kind in ('line', 'area') and rng.random() < .2, 'dashed': rng.random() < .2, 'stepped': kind == 'line' and rng.random() < .1, 'full': False, 'reversed': False, 'seed': rng.randrange(1 << 30)}
    walk = lambda n, negative=False: [round(top * v * (-1 if negative and rng.random() < .4 else 1), digits) for v in walked(rng, n)]
    single = kind in ('bar', 'pie', 'donut', 'area', 'histogram', 'floating') or (kind in ('line', 'scatter', 'horizontal-bar') and rng.random() < (.8 if kind == 'horizontal-bar' else .4))
    names = [rng.choice(['2023', 'Total', 'Budget'])] if single else rng.choice([n for n in NAMES if len(n) > 2 or kind != 'stacked-bar'])
    shape = rng.random()
    if kind == 'scatter':
        out['x_type'] = 'number'
        out['x_scale'] = 'log' if rng.random() < .2 else 'linear'
        series = []
        for n in names:
            slope, pts = rng.uniform(-1, 1), []
            for _ in range(rng.randint(10, 22)):
                u = rng.random()
                x = round(10 ** (.3 + 3 * u), 1) if out['x_scale'] == 'log' else round(3 + 94 * u, 1)
                pts.append({'x': x, 'y': round(top * (.5 + .4 * slope * (u - .5) + rng.uniform(-.25, .25)), digits + 1)})
            series.append({'name': n, 'points': pts})
        out['x_title'] = out['x_title'] and 'Load'
    elif kind in ('line', 'area') and shape < .5:
        out['x_type'] = 'date' if shape < .28 else 'number'
        if out['x_type'] == 'date':
            n, step = rng.choice([(24, 'month'), (40, 'day'), (30, 'day'), (14, 'week')])
            start = datetime.datetime(rng.randint(2019, 2024), rng.randint(1, 12), 1)
            at = [start + {'day': datetime.timedelta(days=i), 'hour': datetime.timedelta(hours=i), 'week': datetime.timedelta(days=7 * i), 'month': datetime.timedelta(0)}[step] for i in range(n)]
            if step == 'month': at = [datetime.datetime(start.year + (start.month - 1 + i) // 12, (start.month - 1 + i) % 12 + 1, 1) for i in range(n)]
            xs = [t.isoformat() if step == 'hour' else t.date().isoformat() for t in at]
            out['x_title'] = ''
        else:
            n = rng.choice([11, 15, 20])
            first, by = rng.choice([(0, 1), (1, 1), (0, 5), (10, 10), (0, .5), (2000, 1)])
            xs = [round(first + by * i, 2) for i in range(n)]
            out['x_title'] = 'Step'
        out['y_scale'] = 'log' if kind == 'line' and rng.random() < .2 else 'linear'
        series = []
        for name in names:
            if out['y_scale'] == 'log':
                level = rng.uniform(1, 2)
                ys = []
                for _ in range(n): level += rng.uniform(-.35, .4); ys.append(float(f'{10 ** min(4.2, max(.2, level)):.3g}'))
            else: ys = walk(n)
            series.append({'name': name, 'points': [{'x': x, 'y': y} for x, y in zip(xs, ys)]})
    else:
        negative = kind in ('bar', 'line') and rng.random() < .2
        series = [{'name': n, 'points': [{'label': l, 'y': y} for l, y in zip(labels, walk(len(labels), negative))]} for n in names]
        out['reversed'] = kind == 'line' and rng.random() < .06
    if out['y_scale'] == 'log': out['format'] = 'plain'
    if kind in ('pie', 'donut'):
        total = sum(p['y'] for p in series[0]['points'])
        for p in series[0]['points']: p['y'] = round(100 * p['y'] / total, 1)
        out['format'] = 'percent'
    if kind == 'stacked-bar' and rng.random() < .2:
        out['full'] = True
        out['format'] = 'percent'
        for i in range(len(labels)):
            total = sum(s['points'][i]['y'] for s in series)
            for s in series: s['points'][i]['y'] = round(100 * s['points'][i]['y'] / total, 1)
    if extra == 'histogram':
        edges = [round(i * top / 10, digits + 1) for i in range(11)]
        series = [{'name': '', 'points': [{'x': round((a + b) / 2, digits + 2), 'y': rng.randint(1, 60)} for a, b in zip(edges, edges[1:])]}]
        out |= {'edges': edges, 'x_type': 'number', 'format': 'plain', 'x_title': y_title, 'y_title': 'Count', 'grid': rng.random() < .3}
    if extra == 'box':
        boxes = []
        for _ in labels:
            v = sorted(rng.uniform(.1, .95) for _ in range(5))
            for i in range(1, 5): v[i] = max(v[i], v[i - 1] + .04)
            boxes.append([round(top * one, digits + 1) for one in v])
        series = [{'name': '', 'points': [{'label': l, 'y': b[2]} for l, b in zip(labels, boxes)]}]
        out['boxes'] = boxes
    if extra == 'heatmap':
        rows = rng.choice([r for _, _, _, r in CATEGORIES])[:rng.randint(4, 6)]
        if rows == labels[:len(rows)]: rows = ['Alice', 'Bob', 'Carol', 'Dave']
        series = [{'name': r, 'points': [{'label': l, 'y': round(top * rng.random(), digits)} for l in labels]} for r in rows]
        out['labels'] = rng.random() < .6
    if extra == 'floating':
        lows = [round(top * rng.uniform(.1, .5), digits) for _ in labels]
        series = [{'name': '', 'points': [{'label': l, 'y': round(low + top * rng.uniform(.12, .45), digits), 'low': low} for l, low in zip(labels, lows)]}]
    if extra == 'mixed':
        other = round(rng.choice([1, 40, 100, 3000]), 2)
        series = [{'name': 'Volume', 'points': [{'label': l, 'y': y} for l, y in zip(labels, walk(len(labels)))]},
                  {'name': 'Rate', 'second': rng.random() < .75, 'points': [{'label': l, 'y': round(other * v, 2)} for l, v in zip(labels, walked(rng, len(labels)))]}]
        if not series[1]['second']:
            for p, y in zip(series[1]['points'], walk(len(labels))): p['y'] = y
    if out['theme'] == 'dark' and out['palette']: out['palette'] = [{'#000000': '#e377c2', '#253a5e': '#6f94c9', '#0d3b66': '#3f8fd0', '#264653': '#58a4b0'}.get(c, c) for c in out['palette']]
    out['series'] = series
    out['legend'] = 'none' if (len(series) == 1 and kind not in ('pie', 'donut')) or kind == 'heatmap' else rng.choice(['right', 'top', 'bottom', 'inside'])
    if kind in ('pie', 'donut') and rng.random() < .5: out['legend'] = 'none'
    return out


def walked(rng, n):
    v, out = rng.uniform(.3, .8), []
    for _ in range(n):
        v = min(.98, max(.06, v + rng.uniform(-.3, .3)))
        out.append(v)
    return out


def specs(per_library, seed, kinds=None):
    out = []
    for library in TUNED + APART:
        rng = random.Random(f'{seed}-{library}')
        order = kinds or KINDS
        start = rng.randrange(len(order))
        for i in range(per_library): out.append({'id': f'{library}-{seed}-{i:03}'} | spec(rng, library, order[(start + i) % len(order)], i))
    return out


if __name__ == '__main__':
    out, per, seed = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 24, int(sys.argv[3]) if len(sys.argv) > 3 else 1
    os.makedirs(f'{out}/png', exist_ok=True)
    made = specs(per, seed, EXTRA if 'extra' in sys.argv[4:] else None)
    json.dump(made, open(f'{out}/specs.json', 'w'), indent=0)
    print(len(made))
