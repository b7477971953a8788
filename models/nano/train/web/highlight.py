"""Code pictures by Pygments' own image formatter (held out of training)."""
import io

from PIL import Image
from pygments import highlight
from pygments.formatters import ImageFormatter
from pygments.lexers import PythonLexer
from pygments.styles import get_all_styles

from draw.misc import _sources

from .render import seeded, to_sample


def code(seed, n):
    """n pictures of highlighted Python."""
    out, styles = [], sorted(get_all_styles())
    for i in range(n):
        r = seeded("pygments", seed, i)
        lines = r.choice(_sources())
        a = r.randrange(max(1, len(lines) - 50))
        text = "\n".join(x[:90] for x in lines[a:a + r.randint(6, 40)])
        f = ImageFormatter(style=r.choice(styles), font_name="DejaVu Sans Mono", font_size=r.randint(10, 16), line_numbers=r.random() < .5)
        out.append(to_sample(r, Image.open(io.BytesIO(highlight(text, PythonLexer(), f))), {"kind": "code"}, "pygments"))
    return out
