"""Random graphs with known truth, and the pictures of those programs that Python reaches.

    python graphs.py OUT_DIR [--seed N] [--few]

Programs: Graphviz (dot, neato, fdp), PlantUML, blockdiag, matplotlib (boxes and arrows, networkx). Graphs for programs
that draw in a browser are left in OUT_DIR/graphs.json for browser.ts. truth.json is as the scorer in the set of
diagrams wants it, with boxes of labels in pixels where the program tells them.
"""
import json
import os
import random
import re
import subprocess
import sys
import tempfile

OUT = sys.argv[1]
SEED = int(sys.argv[sys.argv.index('--seed') + 1]) if '--seed' in sys.argv else 1
FEW = '--few' in sys.argv
THINGS = '''Order|Invoice|Payment|Customer|User|Session|Token|Report|File|Image|Job|Task|Event|Message|Cache|Search|Billing|Email|Account|Product|Stock|Cart|Login|Profile|Metric|Log|Build|Test|Release|Ticket|Review|Backup|Index|Query|Config|Schedule|Sensor|Device|Route|Policy'''.split('|')
ROLES = '''Service|API|Gateway|Worker|Queue|Handler|Manager|Client|Server|Parser|Router|Store|Proxy|Monitor|Engine|Adapter|Loader|Writer|Scheduler|Validator'''.split('|')
VERBS = '''Check|Load|Save|Send|Parse|Validate|Create|Update|Delete|Notify|Retry|Merge|Render|Fetch|Approve|Reject|Archive|Ship|Pack|Sign|Compute|Export|Import|Close|Open'''.split('|')
STATES = '''Idle|Running|Paused|Stopped|Waiting|Failed|Ready|Connecting|Connected|Closed|Open|Locked|Pending|Active|Done|Draft|Published|Expired'''.split('|')
STORES = '''Orders DB|Users DB|Redis|Postgres|Object store|Audit log|Event store|Warehouse|Search index|Blob storage|Session cache'''.split('|')
QUESTIONS = '''Valid?|Found?|Paid?|In stock?|Approved?|Timeout?|Is admin?|Retry left?|Size > 10 MB?|Cached?|Tests pass?|Empty?'''.split('|')
EDGE = '''yes|no|HTTP|gRPC|on error|retry|success|events|reads|writes|token|next|ok|async|5 s|publish|subscribe|fail|200|timeout|JSON|every hour'''.split('|')
GROUPS = '''Backend|Frontend|Cluster A|Data layer|VPC|Edge zone|Core|Batch jobs|Storage|Web tier|On premises|Observability'''.split('|')


def label(rng, kind):
    if kind == 'state': return rng.choice(STATES)
    if kind == 'store': return rng.choice(STORES)
    if kind == 'question': return rng.choice(QUESTIONS)
    if kind == 'step': return f'{rng.choice(VERBS)} {rng.choice(THINGS).lower()}' + (f' {rng.choice(THINGS).lower()}' if rng.random() < .25 else '')
    return f'{rng.choice(THINGS)} {rng.choice(ROLES)}' if rng.random() < .75 else rng.choice(THINGS) + f' v{rng.randint(1, 9)}'


def graph(rng, style, shapes, groups=True, size=None):
    """style: flow, states, architecture, tree, dense."""
    n = size or {'flow': rng.randint(5, 10), 'states': rng.randint(3, 7), 'architecture': rng.randint(5, 11), 'tree': rng.randint(5, 12), 'dense': rng.randint(20, 32)}[style]
    nodes, used = [], set()
    for i in range(n):
        kind = {'flow': 'question' if i and rng.random() < .25 else 'step', 'states': 'state', 'architecture': 'store' if rng.random() < .25 else 'part', 'tree': 'part', 'dense': 'part'}[style]
        for _ in range(99):
            text = label(rng, kind)
            if text not in used: break
        used.add(text)
        shape = {'question': 'diamond', 'store': 'cylinder', 'state': 'round'}.get(kind, 'box')
        if kind == 'step' and i in (0, n - 1) and rng.random() < .6: shape = 'ellipse'
        if kind == 'part' and rng.random() < .25: shape = rng.choice(['round', 'hexagon', 'ellipse', 'circle'])
        if shape not in shapes: shape = 'box' if 'box' in shapes else shapes[0]
        nodes.append({'id': f'n{i}', 'label': text, 'shape': shape})
    pairs, edges = set(), []

    def edge(a, b, p=.3):
        if a == b or (a, b) in pairs: return
        pairs.add((a, b))
        edges.append({'from': f'n{a}', 'to': f'n{b}', 'label': rng.choice(EDGE) if rng.random() < p else ''})
    if style in ('flow', 'states'):
        for i in range(1, n): edge(max(0, i - rng.choice([1, 1, 1, 2])), i)
        for _ in range(n // 3): edge(rng.randrange(n), rng.randrange(n), .5)
    elif style == 'tree':
        for i in range(1, n): edge(rng.randrange(max(0, (i - 1) // 3), (i + 1) // 2 if i > 1 else 1), i, .1)
    elif style == 'architecture':
        for i in range(1, n): edge(rng.randrange(i), i)
        for _ in range(n // 3):
            a, b = sorted(rng.sample(range(n), 2))
            edge(a, b)
    else:
        for i in range(1, n): edge(rng.randrange(max(0, i - 6), i), i, .05)
        for _ in range(n // 2):
            a = rng.randrange(n - 1)
            edge(a, min(n - 1, a + rng.randint(1, 6)), 0)
    out = []
    if groups and style == 'architecture' and rng.random() < .6:
        names = rng.sample(GROUPS, 2)
        cut = rng.randint(2, max(2, n // 2))
        out.append({'id': 'g0', 'label': names[0], 'nodes': [f'n{i}' for i in range(1, 1 + cut)]})
        rest = [f'n{i}' for i in range(1 + cut, n)]
        if len(rest) > 2 and rng.random() < .5: out.append({'id': 'g1', 'label': names[1], 'nodes': rest[:3]})
    return {'style': style, 'direction': rng.choice(['TD', 'TD', 'LR']), 'nodes': nodes, 'edges': edges, 'groups': out}


TRUTH, BROWSER = {}, []
os.makedirs(f'{OUT}/png', exist_ok=True)
FONTS = ['Helvetica', 'DejaVu Sans', 'Liberation Serif', 'DejaVu Sans Mono', 'Liberation Sans']


def put(name, program, g):
    from PIL import Image
    image = Image.open(f'{OUT}/png/{name}.png')
    TRUTH[f'{name}.png'] = {'id': name, 'renderer': program, **g, 'width': image.width, 'height': image.height}


def q(text): return json.dumps(text, ensure_ascii=False)


def graphviz(name, g, rng, engine):
    dark = rng.random() < .2
    ink, page = ('white', '#1e1e2e') if dark else (rng.choice(['black', 'black', '#333333', '#1f4e79']), 'white')
    font = rng.choice(FONTS)
    filled = rng.random() < .5
    dpi = rng.choice([72, 96, 96, 120])
    dashed = rng.random() < .2
    fills = ['#dbeafe', '#fef3c7', '#dcfce7', '#fee2e2', '#ede9fe'] if not dark else ['#334155', '#3f3f46', '#164e63']
    kinds = {'box': 'box', 'round': 'box', 'ellipse': 'ellipse', 'diamond': 'diamond', 'cylinder': 'cylinder', 'hexagon': 'hexagon', 'circle': 'circle'}
    directed = not (engine != 'dot' and rng.random() < .4)
    lines = [('digraph' if directed else 'graph') + ' G {', f'dpi={dpi}; bgcolor={q(page)}; fontname={q(font)}; fontcolor={q(ink)}; pad=0.15; rankdir={"LR" if g["direction"] == "LR" else "TB"};',
             f'node [fontname={q(font)}, fontcolor={q(ink)}, color={q(ink)}]; edge [fontname={q(font)}, fontsize=11, fontcolor={q(ink)}, color={q(ink)}, arrowhead={rng.choice(["normal", "normal", "vee", "open"])}];']
    if engine == 'dot' and rng.random() < .3: lines.append(f'splines={rng.choice(["ortho", "polyline", "line"]) if not any(e["label"] for e in g["edges"]) else "polyline"};')
    if engine != 'dot': lines.append('overlap=false; splines=true; sep="+18";')
    for i, group in enumerate(g['groups'] if engine == 'dot' else []):
        lines.append(f'subgraph cluster_{i} {{ label={q(group["label"])}; color={q(ink)}; style={q(rng.choice(["solid", "dashed", "rounded"]))};' + ';'.join(group['nodes']) + '}')
    for node in g['nodes']:
        styles = (['rounded'] if node['shape'] == 'round' else []) + (['filled'] if filled else [])
        lines.append(f'{node["id"]} [label={q(node["label"])}, shape={kinds[node["shape"]]}, style={q(",".join(styles))}' + (f', fillcolor={q(rng.choice(fills))}' if filled else '') + '];')
    for edge in g['edges']:
        more = [f'label={q(edge["label"])}'] if edge['label'] else []
        if dashed and rng.random() < .5: more.append('style=dashed')
        lines.append(f'{edge["from"]} {"->" if directed else "--"} {edge["to"]} [{", ".join(more)}];')
    source = '\n'.join(lines + ['}'])
    subprocess.run([engine, '-Tpng', '-o', f'{OUT}/png/{name}.png'], input=source.encode(), check=True, capture_output=True)
    plain = subprocess.run([engine, '-Tplain'], input=source.encode(), check=True, capture_output=True).stdout.decode()
    import shlex
    high = 0
    for row in plain.splitlines():
        f = shlex.split(row)
        if f[0] == 'graph': high = float(f[3])
        if f[0] == 'node':
            x, y, w, h = (float(v) for v in f[2:6])
            node = next(n for n in g['nodes'] if n['id'] == f[1])
            node['box'] = [(x - w / 2 + .15) * dpi, (high - y - h / 2 + .15) * dpi, w * dpi, h * dpi]
        if f[0] == 'edge':
            n = int(f[3])
            rest = f[4 + 2 * n:]
            if len(rest) >= 5:
                edge = next(e for e in g['edges'] if e['from'] == f[1] and e['to'] == f[2])
                x, y = float(rest[1]), float(rest[2])
                edge['labelBox'] = [(x + .15) * dpi - 20, (high - y + .15) * dpi - 8, 40, 16]
    if engine != 'dot': g['groups'] = []
    g['undirected'] = not directed
    put(name, engine if engine == 'dot' else 'neato', g)


def plantuml(jobs):
    """All in one start of Java. jobs: (name, graph, rng)."""
    folder = tempfile.mkdtemp()
    words = {'box': ['rectangle', 'component', 'node'], 'round': ['card', 'agent'], 'ellipse': ['usecase'], 'cylinder': ['database']}
    for name, g, rng in jobs:
        out = ['@startuml', 'skinparam shadowing ' + rng.choice(['true', 'false', 'false'])]
        if rng.random() < .3: out.append('skinparam monochrome ' + rng.choice(['true', 'reverse']))
        if rng.random() < .3: out.append('skinparam linetype ' + rng.choice(['ortho', 'polyline']))
        if g['direction'] == 'LR': out.append('left to right direction')
        if g['style'] == 'states':
            for node in g['nodes']:
                out.append(f'state "{node["label"]}" as {node["id"]}')
                node['shape'] = 'round'
            out += [f'{e["from"]} --> {e["to"]}' + (f' : {e["label"]}' if e['label'] else '') for e in g['edges']]
        else:
            inside = {n for group in g['groups'] for n in group['nodes']}

            def say(node):
                kind = rng.choice(words.get(node['shape'], ['rectangle']))
                if node['shape'] not in words: node['shape'] = 'box'
                if kind == 'card': node['shape'] = 'round'
                if kind == 'agent': node['shape'] = 'box'
                return f'{kind} "{node["label"]}" as {node["id"]}'
            for group in g['groups']:
                out.append(f'{rng.choice(["package", "rectangle", "frame", "cloud"] if False else ["package", "rectangle", "frame"])} "{group["label"]}" {{')
                out += [say(n) for n in g['nodes'] if n['id'] in group['nodes']] + ['}']
            out += [say(n) for n in g['nodes'] if n['id'] not in inside]
            arrow = rng.choice(['-->', '-->', '..>'])
            out += [f'{e["from"]} {arrow} {e["to"]}' + (f' : {e["label"]}' if e['label'] else '') for e in g['edges']]
        open(f'{folder}/{name}.puml', 'w').write('\n'.join(out + ['@enduml']))
    for kind in ('png', 'svg'):
        subprocess.run(['plantuml', f'-t{kind}', *(f'{folder}/{name}.puml' for name, _, _ in jobs)], capture_output=True, env={**os.environ, 'JAVA_TOOL_OPTIONS': '-Djava.awt.headless=true'})
    for name, g, rng in jobs:
        if 'Syntax Error' in open(f'{folder}/{name}.svg').read():
            print(open(f'{folder}/{name}.puml').read())
            continue
        os.replace(f'{folder}/{name}.png', f'{OUT}/png/{name}.png')
        rows = [(float(m[3]) if False else None, m) for m in re.finditer(r'<text ([^>]*)>([^<]*)</text>', open(f'{folder}/{name}.svg').read())]
        found = []
        for _, m in rows:
            a = dict(re.findall(r'([\w-]+)="([^"]*)"', m[1]))
            found.append((m[2].replace('&gt;', '>').replace('\xa0', ' '), [float(a['x']), float(a['y']) - float(a['font-size']), float(a['textLength']), float(a['font-size'])]))
        place(g, found)
        put(name, 'plantuml', g)


def place(g, found):
    """Boxes of labels by their text."""
    for node in g['nodes']:
        box = next((b for t, b in found if t == node['label']), None)
        if box: node['box'] = box
    for group in g['groups']:
        box = next((b for t, b in found if t == group['label']), None)
        if box: group['labelBox'] = box
    left = list(found)
    for edge in g['edges']:
        hit = next((f for f in left if edge['label'] and f[0] == edge['label']), None)
        if hit:
            edge['labelBox'] = hit[1]
            left.remove(hit)


def blockdiag_(name, g, rng):
    from PIL import Image
    from blockdiag import builder, drawer, parser
    kinds = {'box': 'box', 'round': 'roundedbox', 'ellipse': 'ellipse', 'diamond': 'diamond', 'cylinder': 'flowchart.database', 'circle': 'circle', 'hexagon': 'flowchart.loopin'}
    g['groups'] = g['groups'][:1]
    lines = ['blockdiag {', f'orientation = {"portrait" if g["direction"] == "TD" else "landscape"};', 'default_fontsize = 13; node_width = 150; node_height = 44;']
    for node in g['nodes']:
        if node['shape'] == 'hexagon': node['shape'] = 'box'
        lines.append(f'{node["id"]} [label = {q(node["label"])}, shape = "{kinds[node["shape"]]}"' + (f', color = "{rng.choice(["#cfe8ff", "#ffe4c4", "#d7f5d7"])}"' if rng.random() < .4 else '') + '];')
    for edge in g['edges']:
        more = [f'label = {q(edge["label"])}'] if edge['label'] else []
        if rng.random() < .15: more.append('style = dashed')
        lines.append(f'{edge["from"]} -> {edge["to"]}' + (f' [{", ".join(more)}]' if more else '') + ';')
    for group in g['groups']: lines.append(f'group {{ label = {q(group["label"])}; ' + '; '.join(group['nodes']) + '; }')
    diagram = builder.ScreenNodeBuilder.build(parser.parse_string('\n'.join(lines + ['}'])))
    from blockdiag.utils.fontmap import FontMap
    fonts = FontMap()
    fonts.set_default_font('/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf')
    draw = drawer.DiagramDraw('PNG', diagram, f'{OUT}/png/{name}.png', fontmap=fonts, antialias=True)
    draw.draw()
    draw.save()
    put(name, 'blockdiag', g)


def matplotlib_(name, g, rng):
    import matplotlib
    matplotlib.use('Agg')
    import matplotlib.pyplot as plt
    n = len(g['nodes'])
    rank = {}
    for node in g['nodes']: rank[node['id']] = 0
    for _ in range(n):
        for e in g['edges']:
            if int(e['from'][1:]) < int(e['to'][1:]): rank[e['to']] = max(rank[e['to']], rank[e['from']] + 1)
    rows = {}
    for node in g['nodes']: rows.setdefault(rank[node['id']], []).append(node)
    deep, wide = max(rank.values()) + 1, max(len(r) for r in rows.values())
    figure, axes = plt.subplots(figsize=(max(4, wide * 2.4), max(3, deep * 1.25)), dpi=rng.choice([80, 100, 100, 130]))
    axes.set_xlim(0, wide * 2.4)
    axes.set_ylim(-deep * 1.25, 0)
    axes.axis('off')
    color = rng.choice(['black', '#1f77b4', '#444444'])
    fill = rng.choice(['white', '#eaf2fb', '#fff7d6', '#e8f5e9'])
    at, artists = {}, {}
    for r, row in rows.items():
        for k, node in enumerate(row):
            at[node['id']] = ((k + .5) * wide * 2.4 / len(row) + rng.uniform(-.2, .2), -(r + .5) * 1.25)
            style = {'box': 'square,pad=0.5', 'round': 'round,pad=0.5', 'ellipse': 'ellipse,pad=0.3', 'circle': 'circle,pad=0.3'}.get(node['shape'], 'square,pad=0.5')
            if node['shape'] not in ('box', 'round', 'ellipse', 'circle'): node['shape'] = 'box'
            artists[node['id']] = axes.text(*at[node['id']], node['label'], ha='center', va='center', fontsize=rng.choice([9, 9, 10]), zorder=3, bbox={'boxstyle': style, 'fc': fill, 'ec': color})
    for e in g['edges']:
        axes.annotate('', at[e['to']], at[e['from']], zorder=2,
                      arrowprops={'arrowstyle': rng.choice(['-|>', '->']), 'color': color, 'patchA': artists[e['from']].get_bbox_patch(), 'patchB': artists[e['to']].get_bbox_patch(), 'shrinkA': 0, 'shrinkB': 0, 'connectionstyle': 'arc3,rad=' + str(rng.choice([0, 0, .15])), 'mutation_scale': 14})
        e['label'] = ''
    g['groups'] = []
    figure.canvas.draw()
    for node in g['nodes']:
        b = artists[node['id']].get_window_extent()
        node['box'] = [b.x0, figure.bbox.height - b.y1, b.width, b.height]
    figure.savefig(f'{OUT}/png/{name}.png')
    plt.close(figure)
    put(name, 'matplotlib', g)


def networkx_(name, g, rng):
    import matplotlib
    matplotlib.use('Agg')
    import matplotlib.pyplot as plt
    import networkx as nx
    graph_ = nx.DiGraph([(e['from'], e['to']) for e in g['edges']])
    position = nx.kamada_kawai_layout(graph_)
    figure, axes = plt.subplots(figsize=(9, 7), dpi=100)
    for node in g['nodes']:
        node['label'] = node['label'].split()[0][:8] + node['id'][1:]
        node['shape'] = 'circle'
    nx.draw(graph_, position, ax=axes, labels={n['id']: n['label'] for n in g['nodes']}, node_size=3600, font_size=9, node_color=rng.choice(['lightblue', '#ffd9b3', 'white']), edgecolors='black', arrowsize=16)
    for e in g['edges']: e['label'] = ''
    g['groups'] = []
    axes.margins(.12)
    figure.canvas.draw()
    for node in g['nodes']:
        x, y = axes.transData.transform(position[node['id']])
        node['box'] = [float(x) - 30, float(figure.bbox.height - y) - 10, 60, 20]
    figure.savefig(f'{OUT}/png/{name}.png')
    plt.close(figure)
    put(name, 'matplotlib', g)


ALL = ['box', 'round', 'ellipse', 'circle', 'diamond', 'cylinder', 'hexagon']
STYLES = ['flow', 'states', 'architecture', 'architecture', 'tree']


def make():
    few = lambda n: max(2, n // 4) if FEW else n
    jobs = []
    for k in range(few(24)):
        rng = random.Random(f'{SEED} dot {k}')
        graphviz(f'dot-{k:02}', graph(rng, 'dense' if k % 8 == 7 else rng.choice(STYLES), ALL), rng, 'dot')
    for k in range(few(10)):
        rng = random.Random(f'{SEED} neato {k}')
        graphviz(f'neato-{k:02}', graph(rng, rng.choice(['tree', 'states', 'architecture']), ['box', 'ellipse', 'circle', 'diamond', 'hexagon'], False), rng, rng.choice(['neato', 'fdp']))
    for k in range(few(20)):
        rng = random.Random(f'{SEED} plantuml {k}')
        jobs.append((f'plantuml-{k:02}', graph(rng, rng.choice(['states', 'architecture', 'architecture', 'tree']), ['box', 'round', 'ellipse', 'cylinder']), rng))
    plantuml(jobs)
    for k in range(few(14)):
        rng = random.Random(f'{SEED} matplotlib {k}')
        matplotlib_(f'matplotlib-{k:02}', graph(rng, rng.choice(['flow', 'tree', 'architecture']), ['box', 'round', 'ellipse', 'circle'], False), rng) if k % 4 else networkx_(f'matplotlib-{k:02}', graph(rng, 'architecture', ['circle'], False), rng)
    for k in range(few(14)):
        rng = random.Random(f'{SEED} blockdiag {k}')
        blockdiag_(f'blockdiag-{k:02}', graph(rng, rng.choice(['flow', 'architecture', 'tree']), ['box', 'round', 'ellipse', 'diamond', 'cylinder', 'circle']), rng)
    for program, count, shapes in (('mermaid', 26, ALL), ('d2', 14, ALL), ('dagre', 20, ['box', 'round', 'diamond', 'ellipse', 'circle']), ('rough', 14, ['box', 'ellipse', 'diamond']), ('elk', 16, ['box', 'round', 'ellipse', 'diamond', 'cylinder', 'hexagon'])):
        for k in range(few(count)):
            rng = random.Random(f'{SEED} {program} {k}')
            g = graph(rng, 'dense' if k % 9 == 8 else rng.choice(STYLES), shapes)
            BROWSER.append({'name': f'{program}-{k:02}', 'program': program, 'seed': rng.randrange(1 << 30), **g})
    json.dump(TRUTH, open(f'{OUT}/truth.json', 'w'), indent=1)
    json.dump(BROWSER, open(f'{OUT}/graphs.json', 'w'), indent=1)
    print(len(TRUTH), 'drawn,', len(BROWSER), 'for the browser')


make()
