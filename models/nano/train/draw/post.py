"""From a drawn scene to a training sample: window frame, margins, JPEG, padding to a square, 196 px, patch targets."""
import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIZE, PATCH, GRID = 196, 14, 14


def wrap(rng, im):
    """Adds a window frame and margins at random. Returns the picture and the offset of the old one in it."""
    w, h = im.size
    ox = oy = 0
    r = rng.random()
    if r < .18:
        bar = rng.randint(14, 26)
        dark = rng.random() < .5
        col = (50, 50, 54) if dark else (226, 226, 230)
        out = Image.new("RGB", (w, h + bar), col)
        d = ImageDraw.Draw(out)
        if rng.random() < .5:
            for i, c in enumerate([(255, 95, 86), (255, 189, 46), (39, 201, 63)]):
                d.ellipse((6 + i * 13, bar / 2 - 4, 14 + i * 13, bar / 2 + 4), fill=c)
        else:
            for i in range(3):
                x = w - 14 - i * 20
                d.rectangle((x, bar / 2 - 3, x + 6, bar / 2 + 3), outline=(150, 150, 150))
        if rng.random() < .4:
            d.rounded_rectangle((w * .25, 3, w * .75, bar - 3), 4, fill=(30, 30, 32) if dark else (255, 255, 255))
        out.paste(im, (0, bar))
        im, oy = out, bar
    elif r < .3:
        m = [rng.randint(0, 26) for _ in range(4)]
        out = Image.new("RGB", (w + m[0] + m[1], h + m[2] + m[3]), tuple(rng.randint(0, 255) for _ in range(3)) if rng.random() < .4 else im.getpixel((1, 1)))
        out.paste(im, (m[0], m[2]))
        im, ox, oy = out, m[0], m[2]
    elif r < .4:
        m = [int(rng.uniform(0, .018) * s) for s in (w, w, h, h)]
        im = im.crop((m[0], m[2], w - m[1], h - m[3]))
        ox, oy = -m[0], -m[2]
    return im, ox, oy


def degrade(rng, im):
    """JPEG artefacts, blur or noise at random."""
    r = rng.random()
    if r < .3:
        b = io.BytesIO()
        im.save(b, "JPEG", quality=rng.randint(35, 92))
        im = Image.open(b).convert("RGB")
    elif r < .38:
        im = im.filter(ImageFilter.GaussianBlur(rng.uniform(.3, .9)))
    elif r < .45:
        a = np.asarray(im, np.int16)
        g = np.random.default_rng(rng.randrange(1 << 30))
        im = Image.fromarray(np.clip(a + g.normal(0, rng.uniform(2, 9), a.shape), 0, 255).astype(np.uint8))
    return im


def square(im, size=SIZE):
    """Imp v1.5 preprocessing up to uint8: pad to a centred square with (127, 127, 127), bicubic to size. Returns array, scale, offsets."""
    w, h = im.size
    n = max(w, h)
    px, py = (n - w) // 2, (n - h) // 2
    if w != h:
        out = Image.new("RGB", (n, n), (127, 127, 127))
        out.paste(im, (px, py))
        im = out
    return np.asarray(im.resize((size, size), Image.BICUBIC)), size / n, px, py


def patch_targets(el):
    """Patch class [196] and anchors [m, 7] (patch, class, rank, colour, source, target, value) from element rows in 196 px."""
    cls = np.zeros((GRID, GRID), np.int8)
    anchors = []
    for c, x0, y0, x1, y1, ax, ay, rank, col, src, dst, val in el:
        i0, j0 = max(0, round(x0 / PATCH)), max(0, round(y0 / PATCH))
        i1, j1 = min(GRID, max(i0 + 1, round(x1 / PATCH))), min(GRID, max(j0 + 1, round(y1 / PATCH)))
        ai, aj = min(GRID - 1, max(0, int(ax // PATCH))), min(GRID - 1, max(0, int(ay // PATCH)))
        cls[j0:j1, i0:i1] = c
        cls[aj, ai] = c
        if rank >= 0 or src >= 0 or col >= 0:
            anchors.append((aj * GRID + ai, c, rank, col, src, dst, val))
    return cls.reshape(-1), np.array(anchors, np.float32).reshape(-1, 7)


def finish(rng, im, el, framed=True):
    """Picture and element rows to (uint8 [196,196,3], patch classes [196], anchors [m,7], the source picture)."""
    ox = oy = 0
    if framed:
        im, ox, oy = wrap(rng, im)
        im = degrade(rng, im)
    a, k, px, py = square(im)
    rows = [(e[0], (e[1] + ox + px) * k, (e[2] + oy + py) * k, (e[3] + ox + px) * k, (e[4] + oy + py) * k,
             (e[5] + ox + px) * k, (e[6] + oy + py) * k) + tuple(e[7:]) for e in el]
    cls, anchors = patch_targets(rows)
    return a, cls, anchors, im
