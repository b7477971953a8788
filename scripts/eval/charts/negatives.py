"""Makes up pictures that hold no chart: python negatives.py OUT_DIR [PER_KIND] [SEED]. Writes png/ and truth.json for run.ts, which says how
many it read a chart in: photographs (cut, turned and scaled out of those that scikit-image, scikit-learn and matplotlib carry), code in
editors, forms, maps. Needs pillow and those packages; nothing is downloaded.
"""
import glob, json, math, os, random, sys

import matplotlib, skimage, sklearn
from PIL import Image, ImageDraw, ImageFont, ImageOps

PHOTOS = ['astronaut', 'brick', 'camera', 'cell', 'chelsea', 'coffee', 'grass', 'gravel', 'hubble_deep_field', 'ihc', 'moon', 'motorcycle_left', 'retina', 'rocket']
WORDS = 'value index count total name user order price region month buffer stream parse token width height color result error node label axis table query cache update remove insert config server client request status message window'.split()
PLACES = 'Ashford Benton Calder Dunmore Elmswell Farley Glenrock Harwick Ingleby Kelso Larkhill Marston Northam Oakley Penrith Ripon Selby Thirsk Upton Welby'.split()


def font(rng, size, mono=False):
    names = ['DejaVuSansMono', 'LiberationMono-Regular'] if mono else ['DejaVuSans', 'LiberationSans-Regular', 'DejaVuSerif']
    for name in rng.sample(names, len(names)):
        for path in glob.glob(f'/usr/share/fonts/**/{name}.ttf', recursive=True): return ImageFont.truetype(path, size)
    return ImageFont.load_default(size)


def photograph(rng):
    files = [f for name in PHOTOS for f in glob.glob(os.path.join(os.path.dirname(skimage.__file__), 'data', name + '.*'))]
    files += glob.glob(os.path.join(os.path.dirname(sklearn.__file__), 'datasets/images/*.jpg')) + [os.path.join(matplotlib.get_data_path(), 'sample_data/grace_hopper.jpg')]
    whole = Image.open(rng.choice(sorted(files))).convert('RGB')
    w, h = (round(side * rng.uniform(.5, 1)) for side in whole.size)
    x, y = rng.randint(0, whole.width - w), rng.randint(0, whole.height - h)
    cut = whole.crop((x, y, x + w, y + h))
    if rng.random() < .5: cut = ImageOps.mirror(cut)
    size = rng.randint(420, 1000) / max(cut.size)
    return cut.resize((max(80, round(cut.width * size)), max(80, round(cut.height * size))))


def code(rng):
    dark = rng.random() < .6
    ground, ink = ('#1e1e1e', '#d4d4d4') if dark else ('#ffffff', '#222222')
    colours = ['#569cd6', '#ce9178', '#6a9955', '#c586c0', '#b5cea8'] if dark else ['#0000ff', '#a31515', '#008000', '#af00db', '#098658']
    w, h, size = rng.randint(560, 1100), rng.randint(320, 760), rng.choice([12, 13, 14, 16])
    picture = Image.new('RGB', (w, h), ground)
    pen, face = ImageDraw.Draw(picture), font(rng, size, True)
    left, depth, line = 12, 0, rng.choice([1, 1, 40, 312])
    if rng.random() < .4:
        left = 190
        pen.rectangle([0, 0, 178, h], fill='#252526' if dark else '#f3f3f3')
        for i in range(rng.randint(6, 16)): pen.text((14 + 12 * rng.randint(0, 2), 40 + 22 * i), rng.choice(WORDS) + rng.choice(['.ts', '.py', '.css', '']), fill=ink, font=face)
    if rng.random() < .5: pen.rectangle([left - 10, 0, w, 28], fill='#2d2d2d' if dark else '#ececec')
    y = 36
    while y < h - size:
        x = left
        if rng.random() < .9: pen.text((x, y), f'{line:4}', fill='#858585', font=face)
        line, x = line + 1, x + 4 * size + depth * 2 * size * .6
        for _ in range(rng.randint(0, 7)):
            word = rng.choice([rng.choice(WORDS), str(rng.randint(0, 5000)), '=', '(', ');', '{', "'" + rng.choice(WORDS) + "'", 'const', 'return', '//'])
            pen.text((x, y), word, fill=rng.choice([ink, ink, *colours]), font=face)
            x += pen.textlength(word + ' ', font=face)
        depth, y = max(0, min(5, depth + rng.choice([-1, 0, 0, 1]))), y + round(size * 1.45)
    return picture


def form(rng):
    w, h, size = rng.randint(420, 900), rng.randint(420, 820), rng.choice([12, 13, 15])
    accent = rng.choice(['#2563eb', '#16a34a', '#dc2626', '#7c3aed', '#0f766e'])
    picture = Image.new('RGB', (w, h), rng.choice(['#ffffff', '#f8fafc', '#f3f4f6']))
    pen, face = ImageDraw.Draw(picture), font(rng, size)
    pen.text((30, 22), rng.choice(['Create account', 'Shipping address', 'Settings', 'New invoice', 'Book an appointment']), fill='#111827', font=font(rng, size + 8))
    y, beside = 70, rng.random() < .4
    while y < h - 80:
        kind = rng.choice(['field', 'field', 'field', 'choice', 'switch', 'area', 'slider'])
        pen.text((30, y), rng.choice(WORDS).capitalize() + rng.choice(['', ' name', ' *', ':']), fill='#374151', font=face)
        x, top = (190, y - 6) if beside else (30, y + size + 8)
        right = min(w - 30, x + rng.randint(180, 420))
        if kind in ('field', 'area'):
            tall = 30 if kind == 'field' else 70
            pen.rounded_rectangle([x, top, right, top + tall], 4, fill='white', outline='#cbd5e1')
            if rng.random() < .6: pen.text((x + 8, top + 7), rng.choice([rng.choice(PLACES), str(rng.randint(1, 90000)), f'{rng.randint(1, 28)}/{rng.randint(1, 12)}/2024', '$' + str(rng.randint(5, 900))]), fill='#6b7280', font=face)
        elif kind == 'choice':
            tall = 26
            for i in range(rng.randint(2, 4)):
                if x + 100 * i + 60 > w: break
                pen.ellipse([x + 100 * i, top + 5, x + 100 * i + 14, top + 19], outline='#6b7280', fill=accent if i == 1 else 'white')
                pen.text((x + 100 * i + 20, top + 4), rng.choice(WORDS), fill='#374151', font=face)
        elif kind == 'switch':
            tall = 24
            pen.rounded_rectangle([x, top, x + 40, top + 22], 11, fill=accent if rng.random() < .5 else '#d1d5db')
            pen.ellipse([x + 20, top + 2, x + 38, top + 20], fill='white')
        else:
            tall, at = 24, rng.uniform(.2, .9)
            pen.rectangle([x, top + 9, right, top + 13], fill='#d1d5db')
            pen.rectangle([x, top + 9, x + at * (right - x), top + 13], fill=accent)
            pen.ellipse([x + at * (right - x) - 8, top + 3, x + at * (right - x) + 8, top + 19], fill=accent)
        y = top + tall + 18
    pen.rounded_rectangle([30, h - 56, 150, h - 22], 6, fill=accent)
    pen.text((62, h - 47), rng.choice(['Save', 'Send', 'Next', 'Submit']), fill='white', font=face)
    return picture


def blob(rng, cx, cy, radius, n=40):
    waves = [(rng.uniform(.02, .22) / k, rng.uniform(0, 7), k) for k in range(1, 8)]
    return [(cx + math.cos(2 * math.pi * i / n) * radius * (1 + sum(a * math.sin(k * 2 * math.pi * i / n + p) for a, p, k in waves)), cy + math.sin(2 * math.pi * i / n) * radius * (1 + sum(a * math.cos(k * 2 * math.pi * i / n + p) for a, p, k in waves))) for i in range(n)]


def town(rng):
    """A map: water, land or blocks, roads, names, a scale, now and then shaded regions with a key, or degrees along the edges."""
    w, h = rng.randint(480, 1000), rng.randint(400, 760)
    land = rng.choice(['#f2efe9', '#e8f0dc', '#f5f3e5', '#2b2f36'])
    picture = Image.new('RGB', (w, h), rng.choice(['#aad3df', '#c9e3f0', land]))
    pen, face = ImageDraw.Draw(picture), font(rng, rng.choice([11, 12, 14]))
    pen.polygon(blob(rng, w / 2, h / 2, .55 * max(w, h)), fill=land)
    shaded = rng.random() < .35
    shades = rng.choice([['#eff3ff', '#bdd7e7', '#6baed6', '#2171b5'], ['#fee5d9', '#fcae91', '#fb6a4a', '#cb181d']])
    for _ in range(rng.randint(2, 9)): pen.polygon(blob(rng, rng.uniform(0, w), rng.uniform(0, h), rng.uniform(30, 130)), fill=rng.choice(shades) if shaded else rng.choice(['#cdebb0', '#d9d0c9', '#b5d29c', '#aad3df']), outline='#8a8a8a')
    for _ in range(rng.randint(3, 12)):
        x, y, turn, path = rng.uniform(0, w), rng.uniform(0, h), rng.uniform(0, 7), []
        for _ in range(rng.randint(10, 60)):
            path.append((x, y))
            turn += rng.uniform(-.35, .35)
            x, y = x + 22 * math.cos(turn), y + 22 * math.sin(turn)
        wide = rng.choice([1, 2, 4, 6])
        pen.line(path, fill='#9a8f80', width=wide + 2, joint='curve')
        pen.line(path, fill=rng.choice(['#ffffff', '#fcd6a4', '#f7fabf', '#e892a2', '#7aa9d8']), width=wide, joint='curve')
    ink = '#dddddd' if land == '#2b2f36' else '#333333'
    for _ in range(rng.randint(6, 18)):
        x, y = rng.uniform(10, w - 90), rng.uniform(10, h - 30)
        if rng.random() < .5: pen.ellipse([x - 7, y + 4, x - 2, y + 9], fill='#444444')
        pen.text((x, y), rng.choice([rng.choice(PLACES), f'A{rng.randint(1, 90)}', f'{rng.randint(80, 900)} m', f'{rng.randint(1, 40)}']), fill=ink, font=face)
    if shaded:
        pen.rectangle([w - 130, h - 120, w - 10, h - 10], fill='white', outline='#999999')
        for i, shade in enumerate(shades):
            pen.rectangle([w - 122, h - 112 + 25 * i, w - 104, h - 96 + 25 * i], fill=shade)
            pen.text((w - 98, h - 112 + 25 * i), f'{10 * i} - {10 * i + 10}', fill='#333333', font=face)
    if rng.random() < .5:
        pen.line([(20, h - 24), (20, h - 18), (120, h - 18), (120, h - 24)], fill=ink, width=2)
        pen.text((50, h - 38), rng.choice(['500 m', '2 km', '10 km', '1 mi']), fill=ink, font=face)
    if rng.random() < .25:
        for i in range(5): pen.text((2, 30 + i * (h - 60) / 4), f'{54 - i}°', fill=ink, font=face); pen.text((30 + i * (w - 70) / 4, h - 14), f'{i}°W', fill=ink, font=face)
    return picture


KINDS = {'photograph': photograph, 'code': code, 'form': form, 'map': town}

if __name__ == '__main__':
    out, per, seed = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100, sys.argv[3] if len(sys.argv) > 3 else '1'
    os.makedirs(f'{out}/png', exist_ok=True)
    truth = {}
    for kind, draw in KINDS.items():
        for i in range(per):
            name = f'{kind}-{i:03}.png'
            draw(random.Random(f'{seed}-{kind}-{i}')).save(f'{out}/png/{name}')
            truth[name] = {'texts': [], 'kind': kind}
    json.dump(truth, open(f'{out}/truth.json', 'w'))
    print(len(truth))
