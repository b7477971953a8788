"""Makes src/structure/layout/fontData.ts: how wide, how tall and how black the letters of common typefaces are.

    python3 font_metrics.py OUT.ts NAME=REGULAR_FILE,BOLD_FILE ...      (fonttools, brotli, pillow, numpy)

A typeface's line: units are 1/1000 of the font size. For each of the characters ASCII 32..126: advance, left bearing, right
bearing, and ink area in 1/1000 of the square of the font size; each number as two characters of base 90, offset by 500.
"""
import io, json, sys
import numpy as np
from PIL import Image, ImageDraw, ImageFont
from fontTools.ttLib import TTFont

CHARS = [chr(c) for c in range(32, 127)]
BASE = "".join(chr(c) for c in range(35, 127) if chr(c) not in "\\`$")[:88]

def code(v):
    v = max(0, min(88 * 88 - 1, int(round(v)) + 500))
    return BASE[v // 88] + BASE[v % 88]

def ttf(path):
    font = TTFont(path, fontNumber=0)
    font.flavor = None
    out = io.BytesIO(); font.save(out); out.seek(0)
    return font, out

def describe(path):
    font, data = ttf(path)
    upm = font["head"].unitsPerEm
    hhea, os2 = font["hhea"], font["OS/2"]
    use_typo = os2.fsSelection & 128
    ascent, descent = (os2.sTypoAscender, -os2.sTypoDescender) if use_typo else (hhea.ascent, -hhea.descent)
    size = 200
    face = ImageFont.truetype(data, size)
    out = []; bounds = {}
    for ch in CHARS:
        adv = face.getlength(ch)
        im = Image.new("L", (size * 2, size * 2)); ImageDraw.Draw(im).text((size // 2, size // 4), ch, font=face, fill=255)
        k = np.asarray(im).astype(float) / 255
        ys, xs = np.flatnonzero((k > .33).any(1)), np.flatnonzero((k > .33).any(0))
        if len(xs):
            base = size // 4 + face.getmetrics()[0]
            l, r = xs[0] - size // 2, adv - (xs[-1] + 1 - size // 2)
            bounds[ch] = ((base - ys[0]) / size * 1000, (ys[-1] + 1 - base) / size * 1000)
        else: l = r = 0
        out.append((adv / size * 1000, l / size * 1000, r / size * 1000, k.sum() / size / size * 1000))
    return dict(ascent=round(ascent / upm * 1000), descent=round(descent / upm * 1000),
                x=round(bounds["x"][0]), cap=round(bounds["H"][0]), digit=round(bounds["0"][0]), tall=round(bounds["d"][0]), deep=round(bounds["p"][1]),
                glyphs="".join(code(v) for g in out for v in g))

faces = {}
for arg in sys.argv[2:]:
    name, files = arg.split("=")
    faces[name] = [describe(f) for f in files.split(",")]
with open(sys.argv[1], "w") as f:
    f.write("/**\n * Letters of common typefaces, measured: made by scripts/eval/mockups/font_metrics.py, which says what the numbers are.\n * Of each typeface: regular, bold.\n */\n")
    f.write("export interface FaceData { ascent: number; descent: number; x: number; cap: number; digit: number; tall: number; deep: number; glyphs: string }\n")
    f.write("export const DIGITS = %s;\n// prettier-ignore\nexport const FACES: Record<string, [FaceData, FaceData]> = {\n" % json.dumps(BASE))
    for name, two in faces.items():
        f.write("  %s: [\n" % json.dumps(name))
        for d in two: f.write("    { " + ", ".join(f"{k}: {json.dumps(v)}" for k, v in d.items()) + " },\n")
        f.write("  ],\n")
    f.write("};\n")
print({k: [(d['cap'], d['x'], d['ascent'], d['descent']) for d in v] for k, v in faces.items()})
