"""Cells of monospaced text with known characters, drawn with many fonts: what the cell classifier learns from.

A cell is cut as src/ocr/cells/window.ts cuts it: 24 rows by 16 columns, 10.5 of them a pitch, the baseline at row 16.5.
Usage: cells.py FONT_LIST OUT.npz COUNT SEED; FONT_LIST has one file a line.
"""
import random
import re
import sys
from pathlib import Path

import numpy as np
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFilter, ImageFont

ASCII = ''.join(chr(c) for c in range(33, 127))
SIGNS = '×√✓✔✗✘→←↑↓•·…─│┌┐└┘├┤┬┴┼═║█❯≥≤≠°µ€£§±–—«»©'
ACCENTS = 'äöüßÄÖÜéèêàâçñáíóúãõîôûïœ¡¿'
CLASSES = ' ' + ASCII + SIGNS + ACCENTS  # one more at the end: something else
OTHER = len(CLASSES)
UNKNOWN = [chr(c) for c in list(range(0x410, 0x450)) + list(range(0x391, 0x3CA)) + list(range(0x2500, 0x2580, 3)) + [0x25A0, 0x25B6, 0x25BC, 0x2605, 0x266A, 0x2622]]
ROWS, COLUMNS, PER_PITCH, BASE = 24, 16, 10.5, 16.5

code_files = sorted(Path('src').rglob('*.ts')) + sorted(Path('scripts').rglob('*.py')) + sorted(Path('.').glob('*.json')) + sorted(Path('src').rglob('*.c'))
CODE = [line.strip() for f in code_files for line in f.read_text(errors='ignore').splitlines() if 4 < len(line.strip()) < 200]
LIGATURES = ['=>', '!=', '!==', '===', '==', '->', '>=', '<=', '&&', '||', '??', '::', '//', '/*', '*/', '...', '=<', '|>', '<-', '++', '--', '#{', '<>', '</', '/>', '?.', ':=', '__', '**', '@@', '"""', "'''", '[]', '()', '{}', '0x', '~=', '<<', '>>', '+=', '-=', '%s']


def random_line(r, have):
    kind = r.random()
    n = 36
    if kind < 0.35:
        return ''.join(r.choice(ASCII) if r.random() < 0.86 else ' ' for _ in range(n))
    if kind < 0.60:
        line = r.choice(CODE)
        at = r.randrange(max(1, len(line) - n))
        return line[at:at + n]
    if kind < 0.74:
        pool = r.choice(['0123456789', '0123456789abcdef', '0O1lI|o', '0123456789.:-/', '-=+_.,:;', '[]{}()<>', 'il1I|!', "'\"`´,."[0:4], '8B3S5Z2z', 'uvwxyzUVWXYZ', 'cCoOsS0eE6G', 'rnmhkbdpq'])
        return ''.join(r.choice(pool) if r.random() < 0.85 else ' ' for _ in range(n))
    if kind < 0.84:
        return ' '.join(r.choice(LIGATURES) if r.random() < 0.6 else ''.join(r.choice(ASCII) for _ in range(r.randint(1, 4))) for _ in range(12))[:n]
    if kind < 0.93:
        pool = [c for c in SIGNS if c in have] + list('-=|_+.')
        return ''.join(r.choice(pool) if r.random() < 0.7 else r.choice(' ' + ASCII) for _ in range(n))
    if kind < 0.98:
        pool = [c for c in ACCENTS if c in have] + list('aeiou')
        return ''.join(r.choice(pool) if r.random() < 0.6 else r.choice(' abcdefghilmnoprstuv') for _ in range(n))
    pool = [c for c in UNKNOWN if c in have] or ['#']
    return ''.join(r.choice(pool) if r.random() < 0.6 else r.choice(' ' + ASCII) for _ in range(n))


def sample_windows(page, xs, baseline, pitch):
    """Windows (len(xs), ROWS, COLUMNS) of a float page, ink 1: means over boxes of one step, at least a pixel."""
    height, width = page.shape
    table = np.zeros((height + 1, width + 1))
    table[1:, 1:] = page.cumsum(0).cumsum(1)

    def at(y, x):
        y, x = np.clip(y, 0, height), np.clip(x, 0, width)
        y0, x0 = np.minimum(y.astype(int), height - 1), np.minimum(x.astype(int), width - 1)
        fy, fx = y - y0, x - x0
        return (table[y0, x0] * (1 - fy) * (1 - fx) + table[y0 + 1, x0] * fy * (1 - fx) + table[y0, x0 + 1] * (1 - fy) * fx + table[y0 + 1, x0 + 1] * fy * fx)

    step = pitch / PER_PITCH
    half = max(1.0, step) / 2
    cy = baseline + (np.arange(ROWS) + 0.5 - BASE) * step
    out = np.zeros((len(xs), ROWS, COLUMNS), np.float32)
    for i, x in enumerate(xs):
        cx = x + (np.arange(COLUMNS) + 0.5 - COLUMNS / 2) * step
        y0, x0 = np.meshgrid(cy - half, cx - half, indexing='ij')
        out[i] = (at(y0 + 2 * half, x0 + 2 * half) - at(y0, x0 + 2 * half) - at(y0 + 2 * half, x0) + at(y0, x0)) / (4 * half * half)
    return out


def draw_line(r, path, have, ligatures):
    text = random_line(r, have)
    size = r.choice([10, 11, 12, 12, 13, 13, 14, 14, 15, 16, 16, 18, 20, 22, 24, 26, 28])
    smooth = r.random() < 0.5
    over = 4 if smooth else 1
    raqm = ligatures and r.random() < 0.5
    engine = ImageFont.Layout.RAQM if raqm else ImageFont.Layout.BASIC
    font = ImageFont.truetype(path, size * over, layout_engine=engine)
    total = font.getlength(text) or 1
    pitch = font.getlength('0' * 50) / 50
    if abs(total - pitch * len(text)) > 0.02 * total + 2:
        return None
    left, top = (8 + r.random()) * over * 2, (size + r.random()) * over
    page = Image.new('L', (int(pitch * len(text) + 2 * left + 8), int(3 * size * over)), 0)
    draw = ImageDraw.Draw(page)
    ink = [255] * len(text)
    if r.random() < 0.4 and not raqm:  # highlighted code: words of different brightness
        for m in re.finditer(r'\w+|\W', text):
            v = r.randint(130, 255)
            for k in range(*m.span()):
                ink[k] = v
    if raqm:
        draw.text((left, top), text, fill=255, font=font, anchor='ls', features=None)
        baseline = top
        xs = left + (np.arange(len(text)) + 0.5) * pitch
    else:
        whole = r.random() < 0.4 or not smooth
        advance = pitch if smooth else round(pitch) if r.random() < 0.8 else pitch
        for k, c in enumerate(text):
            if c != ' ':
                draw.text((left + (k * advance if not smooth else round(k * advance)), top), c, fill=ink[k], font=font, anchor='ls')
        baseline, pitch = top, advance
        xs = left + (np.arange(len(text)) + 0.5) * pitch
    if r.random() < 0.12:  # a rule or a cursor near the text, an underline
        y = int(baseline + r.choice([0.25, 0.32]) * size * over)
        x = r.randrange(page.width)
        draw.rectangle([x, y, x + int(pitch * r.randint(2, 9)), y + max(0, over - 1)], fill=r.randint(90, 255))
    if over > 1:
        page = page.resize((page.width // over, page.height // over), Image.BOX)
        baseline, pitch, xs = baseline / over, pitch / over, xs / over
    if r.random() < 0.25:
        page = page.filter(ImageFilter.GaussianBlur(r.uniform(0.3, 0.7)))
    if r.random() < 0.08:
        k = r.uniform(0.6, 1.6)
        page = page.resize((int(page.width * k), int(page.height * k)), Image.BICUBIC)
        baseline, pitch, xs = baseline * k, pitch * k, xs * k
    a = np.asarray(page, np.float32) / 255
    a = np.clip(a, 0, 1) ** r.uniform(0.6, 1.3)
    a = np.minimum(1, a * r.uniform(0.7, 1.15))
    if r.random() < 0.3:
        a = np.clip(a + np.random.default_rng(r.randrange(1 << 30)).normal(0, r.uniform(0.01, 0.05), a.shape), 0, 1)
    jitter = (r.gauss(0, 0.05) * pitch, r.gauss(0, 0.06) * pitch)
    windows = sample_windows(a, xs + jitter[0], baseline + jitter[1], pitch * (1 + r.gauss(0, 0.015)))
    labels = [CLASSES.index(c) if c in CLASSES and (c in have or c == ' ') else OTHER for c in text]
    return windows, labels


def main():
    fonts = [line for line in Path(sys.argv[1]).read_text().splitlines() if line]
    count, r = int(sys.argv[3]), random.Random(int(sys.argv[4]))
    have = {}
    for f in fonts:
        have[f] = {chr(c) for c in TTFont(f, fontNumber=0).getBestCmap()}
    xs, ys, total = [], [], 0
    while total < count:
        f = r.choice(fonts)
        try:
            made = draw_line(r, f, have[f], re.search('Fira|JetBrains|cascadia', f) is not None)
        except OSError:
            continue
        if made is None:
            continue
        windows, labels = made
        xs.append((windows * 255).round().clip(0, 255).astype(np.uint8))
        ys.append(np.array(labels, np.int16))
        total += len(labels)
    np.savez_compressed(sys.argv[2], x=np.concatenate(xs), y=np.concatenate(ys))


main()
