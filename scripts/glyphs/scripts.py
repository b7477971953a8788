"""Windows of text lines in many scripts: what the script classifier learns from.

A window is 24 rows by 48 columns; the line's ink fills rows 2..22 (as src/ocr/script/windows.ts cuts it).
Usage: scripts.py OUT.npz COUNT SEED held|train
"""
import random
import subprocess
import sys

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

CLASSES = ['latin', 'common', 'cyrillic', 'greek', 'arabic', 'hebrew', 'thai', 'indic', 'georgian', 'armenian', 'han', 'kana', 'hangul', 'none']
ROWS, COLUMNS = 24, 48
NOTO = '/usr/share/fonts/truetype/noto/'
CJK = '/usr/share/fonts/opentype/noto/'


def fonts(held):
    found = subprocess.run(['fc-list', ':', 'file', 'lang', 'family'], capture_output=True, text=True).stdout.splitlines()
    by = {c: [] for c in CLASSES}
    lang = {'cyrillic': 'ru', 'greek': 'el', 'latin': 'de', 'arabic': 'ar', 'hebrew': 'he', 'thai': 'th', 'georgian': 'ka', 'armenian': 'hy'}
    for row in found:
        file = row.split(':')[0]
        langs = row.split('lang=')[-1].split('|') if 'lang=' in row else []
        if any(bad in file for bad in ('Nastaliq', 'Kufi', 'Rashi', 'Emoji', 'Symbols', 'Music', 'Math', 'Terminus', '.pfb', '.t1', '.pcf', '.otb', '.gz')):
            continue
        for c, code in lang.items():
            if code in langs:
                by[c].append(file)
    by['common'] = by['latin']
    by['indic'] = [NOTO + f'NotoSans{n}-{w}.ttf' for n in ('Devanagari', 'Bengali', 'Tamil', 'Telugu', 'Gujarati', 'Kannada') for w in ('Regular', 'Bold')]
    sans = [CJK + f'NotoS{n}CJK-{w}.ttc' for n in ('ans', 'erif') for w in ('Regular', 'Bold')]
    by['han'] = sans + ['/usr/share/fonts/truetype/wqy/wqy-microhei.ttc', '/usr/share/fonts/truetype/arphic/uming.ttc', '/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf']
    by['kana'] = sans + ['/usr/share/fonts/opentype/ipafont-gothic/ipagp.ttf', '/usr/share/fonts/truetype/takao-gothic/TakaoPGothic.ttf']
    by['hangul'] = sans + ['/usr/share/fonts/truetype/nanum/NanumGothic.ttf', '/usr/share/fonts/truetype/nanum/NanumBarunGothicBold.ttf', '/usr/share/fonts/truetype/nanum/NanumMyeongjo.ttf']
    out = {}
    for c, files in by.items():
        files = sorted(set(files))
        keep = [f for i, f in enumerate(files) if (i % 5 == 4) == held] if len(files) > 8 else files
        out[c] = keep or files
    return out


R = {
    'cyrillic': [(0x430, 0x450, 8), (0x410, 0x430, 1)],
    'greek': [(0x3B1, 0x3CA, 8), (0x391, 0x3A2, 1), (0x3AC, 0x3B0, 2)],
    'arabic': [(0x627, 0x64B, 1)],
    'hebrew': [(0x5D0, 0x5EB, 1)],
    'thai': [(0xE01, 0xE2F, 4), (0xE30, 0xE3A, 2), (0xE40, 0xE4D, 2)],
    'georgian': [(0x10D0, 0x10F1, 1)],
    'armenian': [(0x561, 0x587, 8), (0x531, 0x557, 1)],
    'hangul': [(0xAC00, 0xD7A4, 1)],
    'kana': [(0x3041, 0x3094, 4), (0x30A1, 0x30F7, 3)],
}
HANGUL = ''.join(bytes([a, b]).decode('euc-kr', 'ignore') for a in range(0xB0, 0xC9) for b in range(0xA1, 0xFF))
HAN = ''.join(bytes([a, b]).decode('gb2312', 'ignore') for a in range(0xB0, 0xD8) for b in range(0xA1, 0xFF)) + ''.join(bytes([a, b]).decode('big5', 'ignore') for a in range(0xA4, 0xC7) for b in range(0x40, 0x7F))
INDIC = {'Devanagari': 0x900, 'Bengali': 0x980, 'Gujarati': 0xA80, 'Tamil': 0xB80, 'Telugu': 0xC00, 'Kannada': 0xC80}
LETTERS = 'eeeeetttaaaooiiinnnsshhrrddlluuccmmffyywwggppbbvvkxjqz'
LATIN_WORDS = None


def words(r, c, font):
    if c == 'latin':
        out = []
        for _ in range(5):
            k = r.random()
            if k < 0.6:
                w = r.choice(LATIN_WORDS)
            else:
                w = ''.join(r.choice(LETTERS + 'äöüßéèàçñãíó' * (r.random() < 0.4)) for _ in range(r.randint(2, 9)))
            j = r.random()
            out.append(w.capitalize() if j < 0.2 else w.upper() if j < 0.3 else w)
        return r.choice([' ', ' ', '_', '.', '/', '(']).join(out)
    if c == 'common':
        return ' '.join(''.join(r.choice('0123456789' + r.choice(['', '.:-', '/%', '#|-=+', '()[]{}<>', ',;!?$€'])) for _ in range(r.randint(2, 8))) for _ in range(5))
    if c == 'han':
        return ''.join(r.choice(HAN) for _ in range(10))
    if c == 'hangul':
        return ' '.join(''.join(r.choice(HANGUL) for _ in range(r.randint(2, 5))) for _ in range(3))
    if c == 'indic':
        base = next(v for n, v in INDIC.items() if n in font)
        pool = [chr(base + k) for k in list(range(0x15, 0x39)) + [0x3E, 0x3F, 0x40, 0x41, 0x47, 0x4D]]
        return ' '.join(''.join(r.choice(pool) for _ in range(r.randint(3, 7))) for _ in range(4))
    pool = [chr(k) for a, b, n in R[c] for k in range(a, b) for _ in range(n)]
    if c == 'kana':
        return ''.join(r.choice(pool) for _ in range(11))
    if c == 'arabic':
        pool = [p for p in pool if p not in 'ػؼؽؾؿـ'] + list('ااالليلنموررتب')
    out = [''.join(r.choice(pool) for _ in range(r.randint(3, 8))) for _ in range(4)]
    return ' '.join(w.upper() if c in ('cyrillic', 'greek') and r.random() < 0.12 else w for w in out)


def noise(r):
    g = np.random.default_rng(r.randrange(1 << 30))
    kind = r.random()
    h, w = ROWS * 2, 400
    page = Image.new('L', (w, h), 0)
    d = ImageDraw.Draw(page)
    if kind < 0.45:
        a = g.normal(0, 1, (h // 4, w // 4))
        page = Image.fromarray(((a > r.uniform(0.2, 1.0)) * 255).astype(np.uint8)).resize((w, h), Image.BICUBIC)
    else:
        for _ in range(r.randint(10, 30)):
            x, y, s = r.randrange(w), r.randrange(h), r.randint(6, 40)
            r.choice([lambda: d.rectangle([x, y, x + s, y + s // 2], outline=255), lambda: d.ellipse([x, y, x + s // 2, y + s // 2], outline=255, width=r.randint(1, 3)), lambda: d.line([x, y, x + r.randint(-30, 30), y + r.randint(-30, 30)], fill=255, width=r.randint(1, 3)), lambda: d.rectangle([x, y, x + s // 3, y + s // 3], fill=255), lambda: d.polygon([(x, y), (x + s // 2, y), (x + s // 4, y + s // 2)], fill=255)])()
    return page


def line(r, c, files):
    over = r.choice([1, 1, 2])
    size = r.choice([11, 12, 13, 14, 15, 16, 18, 20, 24, 28, 32]) * over
    if c == 'none':
        page = noise(r)
    else:
        file = r.choice(files[c])
        index = r.randrange(5) if 'CJK' in file else 0
        try:
            font = ImageFont.truetype(file, size, index=index)
        except OSError:
            return None
        text = words(r, c, file)
        box = font.getbbox(text, anchor='ls')
        page = Image.new('L', (min(2000, box[2] - box[0] + 16), box[3] - box[1] + 16), 0)
        ImageDraw.Draw(page).text((8 - box[0], 8 - box[1]), text, fill=255, font=font, anchor='ls')
    if over == 2:
        page = page.resize((page.width // 2, page.height // 2), Image.BOX)
    a = np.asarray(page, np.float32) / 255
    rows = np.flatnonzero(a.max(1) > 0.3)
    if len(rows) < 5:
        return None
    top, bottom = rows[0], rows[-1] + 1
    grow = (bottom - top) / 20 * 2
    top, bottom = top - grow * r.uniform(0.6, 1.4), bottom + grow * r.uniform(0.6, 1.4)
    k = ROWS / (bottom - top)
    img = Image.fromarray((a * 255).astype(np.uint8)).transform((int(page.width * k), ROWS), Image.AFFINE, (1 / k, 0, 0, 0, 1 / k, top), Image.BICUBIC if k > 1 else Image.BILINEAR)
    if r.random() < 0.3:
        img = img.filter(ImageFilter.GaussianBlur(r.uniform(0.3, 0.8)))
    b = np.asarray(img, np.float32) / 255
    b = np.clip(b * r.uniform(0.7, 1.15), 0, 1) ** r.uniform(0.7, 1.3)
    out = []
    for _ in range(4):
        if b.shape[1] < COLUMNS:
            return None
        x = r.randrange(b.shape[1] - COLUMNS + 1)
        w = b[:, x:x + COLUMNS]
        if (w > 0.4).any(0).mean() < 0.35:
            continue
        out.append((w * 255).astype(np.uint8))
    return out


def main():
    global LATIN_WORDS
    import re
    from pathlib import Path
    LATIN_WORDS = sorted(set(re.findall(r'[A-Za-z]{2,12}', ' '.join(p.read_text() for p in sorted(Path('src').rglob('*.ts'))[:150]))))
    r, count = random.Random(int(sys.argv[3])), int(sys.argv[2])
    files = fonts(sys.argv[4] == 'held')
    xs, ys = [], []
    weights = [5, 3, 3, 2.5, 1.2, 1.2, 1.2, 1.5, 0.8, 1, 2.5, 2, 2, 2]
    while len(xs) < count:
        c = r.choices(CLASSES, weights)[0]
        for w in line(r, c, files) or []:
            xs.append(w)
            ys.append(CLASSES.index(c))
    np.savez_compressed(sys.argv[1], x=np.stack(xs), y=np.array(ys, np.int16))


main()
