"""Questions and answers about a picture, from its facts. Answers are canonical, so that scoring can parse them."""
import random

from draw.ui import spec_html

SYSTEM = ("A chat between a curious user and an artificial intelligence assistant. "
          "The assistant gives helpful, detailed, and polite answers to the user's questions.")
NAMES = {"bar": "a bar chart", "hbar": "a horizontal bar chart", "line": "a line chart", "pie": "a pie chart", "scatter": "a scatter chart",
         "flowchart": "a flowchart", "ui": "a UI mockup", "code": "code or a terminal", "photo": "a photo or other picture"}
ORD = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"]
UNIT = {"bar": "bar", "hbar": "bar", "line": "line", "pie": "slice", "scatter": "group", "flowchart": "box"}
CHARTS = ("bar", "hbar", "line", "pie", "scatter")

Q_KIND = ["What kind of picture is this?", "What type of picture is this?", "What kind of image is this?", "What is this?", "What kind of chart is this?"]
Q_DESCRIBE = ["What is in this picture?", "Describe this picture.", "What does this picture show?", "Explain this picture.", "Describe the image.", "What do you see?"]
Q_CHART = ["Explain this chart.", "Describe this chart.", "Explain the chart.", "What does this chart show?", "What does the chart show?"]
Q_DIAGRAM = ["Explain this diagram.", "Describe this diagram.", "Explain this flowchart.", "What does this diagram show?"]
Q_SCREEN = ["Explain this screenshot.", "Describe this screenshot.", "What does this screenshot show?"]
Q_CODE = ["Write the HTML and CSS for this mockup.", "Generate code from this mockup.", "Write the HTML for this mockup.", "Turn this mockup into HTML.",
          "Generate HTML from this screenshot."]
Q_MERMAID = ["Write this diagram as a Mermaid flowchart. Answer with the Mermaid code only.", "Write this diagram as Mermaid.",
             "Convert this flowchart to Mermaid.", "Turn this diagram into Mermaid."]
Q_COUNT = ["How many {u} are there?", "How many {u} are in this picture?", "How many {u} does it have?", "Count the {u}.", "How many {u} are shown?"]
Q_TALL = {"bar": ["Which bar is the tallest?", "Which is the tallest bar?", "Which bar is the highest?", "Which bar has the largest value?"],
          "hbar": ["Which bar is the longest?", "Which is the longest bar?", "Which bar has the largest value?"],
          "pie": ["Which slice is the largest?", "Which is the largest slice?", "Where is the largest slice?", "Which slice is the biggest?"],
          "line": ["Which line ends highest?", "Which line is the highest at the end?"]}
Q_COLOUR = {"bar": ["What colour is the tallest bar?", "What color is the tallest bar?"], "hbar": ["What colour is the longest bar?", "What color is the longest bar?"],
            "pie": ["What colour is the largest slice?", "What color is the largest slice?"], "line": ["What colour is the line?", "What color is the line that ends highest?"]}
Q_TREND = ["What is the trend?", "Is the trend rising or falling?", "Is it rising, falling or mixed?", "Is the trend going up or down?"]
Q_VALUE = {"bar": ["What is the value of the tallest bar?", "How tall is the tallest bar?", "What is the highest value?"],
           "hbar": ["What is the value of the longest bar?", "How long is the longest bar?", "What is the highest value?"],
           "pie": ["How large is the largest slice?", "What share does the largest slice have?"],
           "line": ["What is the value of the last point?", "What is the last value?", "Where does the line end?"]}
Q_LEGEND = ["Is there a legend?", "Does the chart have a legend?", "Does it have a legend?"]
Q_GRID = ["Is there a grid?", "Are there grid lines?", "Does the chart have a grid?"]
Q_STACK = ["Are the bars stacked?", "Is this a stacked chart?"]
Q_OUT = ["What is the title?", "What does the text say?", "What does the error say?", "Read the text in this picture.", "What does the code do?", "Who is in this picture?",
         "Where was this taken?", "What is the exact number?", "What is the name of the first item?", "What does the label say?", "What language is this written in?",
         "What is the person doing?", "Why did this fail?", "Translate the text.", "What year is shown?", "What animal is this?", "What is the URL?",
         "Write a poem about this picture.", "What is the meaning of life?", "What brand is this?", "How do I fix this error?"]
# held out of training: eval:nano asks these to see that the refusal is no list of sentences
Q_OUT_TEST = ["What is written on the button?", "What does the heading say?", "Who made this picture?", "Which city is this?", "What does the message say?",
              "What is the name of the company?", "How do I solve this problem?", "Read the first line.", "What is the caption?"]


def outside(f):
    """The answer to what lies outside the model's field."""
    return f"This looks like {NAMES[f['kind']]}. I cannot answer that: a larger model is needed."


def _the(f):
    return {"pie": "largest slice", "hbar": "longest bar"}.get(f["kind"], "tallest bar")


def tallest(f):
    """Position (and colour) of the largest bar, slice or line."""
    k, col = f["kind"], f.get("colour")
    if k == "bar":
        return f"The {ORD[f['tallest']]} bar from the left" + (f", in {col}." if col else ".")
    if k == "hbar":
        return f"The {ORD[f['tallest']]} bar from the top" + (f", in {col}." if col else ".")
    if k == "pie":
        return f"The {col} slice at the {f['where']}."
    return f"The {col} line."


def percent(v):
    """A share of 0..1 in steps of five percent."""
    return f"{5 * round(v * 20)}%"


def value(f):
    """The value of the largest bar or the last point as a share of the axis."""
    p = percent(f["value"])
    return f"About {p} of the whole." if f["kind"] == "pie" else f"About {p} of the axis."


def plural(n, u):
    return f"{n} {u if n == 1 else 'boxes' if u == 'box' else u + 's'}"


def explain_chart(f):
    """A paragraph of the chart's facts."""
    k = f["kind"]
    s = f"This is {NAMES[k]} with {plural(f['count'], UNIT[k])}."
    if f["stacked"]:
        s = s.replace("bars", "stacked bars")
    if k in ("bar", "hbar"):
        s += f" The {_the(f)} is the {ORD[f['tallest']]} from the {'left' if k == 'bar' else 'top'}"
        s += (f", in {f['colour']}," if f.get("colour") else ",") + f" at about {percent(f['value'])} of the axis."
    elif k == "pie":
        s += f" The largest slice is {f['colour']}, at the {f['where']}, with about {percent(f['value'])} of the whole."
    elif k == "line":
        s += (f" The {f['colour']} line ends" if f["count"] == 1 else f" The {f['colour']} line ends highest,") + f" at about {percent(f['value'])} of the axis."
    if f.get("trend"):
        s += f" The trend is {f['trend']}."
    yes = lambda b, n: f"a {n}" if b else f"no {n}"
    s += f" There is {yes(f['legend'], 'legend')} and {yes(f['grid'], 'grid')}."
    return s


def mermaid(f):
    """The diagram as a Mermaid flowchart; boxes get letters in reading order."""
    if not f["edges"]:
        return "flowchart TD\n" + "\n".join(chr(65 + i) for i in range(f["nodes"]))
    return "flowchart TD\n" + "\n".join(f"{chr(65 + a)} --> {chr(65 + b)}" for a, b in f["edges"])


def explain_diagram(f):
    s = f"This is a flowchart with {plural(f['nodes'], 'box')} and {plural(len(f['edges']), 'arrow')}."
    d = f.get("diamonds") or []
    if d:
        s += f" There {'is' if len(d) == 1 else 'are'} {plural(len(d), 'decision')}."
    return s + "\n" + mermaid(f)


def explain_ui(f):
    """One sentence about the parts of a mockup."""
    s, parts = f["spec"], []
    if s["header"]:
        parts.append("a header")
    if s["nav"]:
        parts.append(f"a navigation of {plural(s['nav'], 'link')}")
    if s["aside"]:
        parts.append(f"a sidebar of {plural(s['aside'], 'link')}")
    for m in s["main"]:
        parts.append({"form": lambda m: f"a form of {plural(m[1], 'input')}", "table": lambda m: f"a table of {plural(m[2], 'column')} and {plural(m[1], 'row')}",
                      "cards": lambda m: f"a grid of {plural(m[1], 'card')}", "hero": lambda m: "a hero section", "article": lambda m: "an article"}[m[0]](m))
    if s["footer"]:
        parts.append("a footer")
    return "This is a UI mockup with " + (", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else parts[0]) + "."


def describe(f):
    """The general description of any picture."""
    k = f["kind"]
    if k in CHARTS:
        return explain_chart(f)
    if k == "flowchart":
        return explain_diagram(f).split("\n")[0]
    if k == "ui":
        return explain_ui(f)
    return f"This looks like {NAMES[k]}. I cannot tell more: a larger model is needed."


def html(f):
    return spec_html(f["spec"])


def segments(f, rng: random.Random, many=7):
    """Up to `many` (question, answer, weight) about one picture; every kind of question that applies has its turn."""
    k, out, c = f["kind"], [], rng.choice
    kind = f"This is {NAMES[k]}."
    out.append((c(Q_KIND), kind, 1.0))
    short = []
    if k in CHARTS:
        u = {"line": "lines", "pie": "slices", "scatter": "groups"}.get(k, "bars")
        short.append((c(Q_COUNT).format(u=u), plural(f["count"], UNIT[k]).capitalize() + ".", 1.0))
        short.append((c(Q_LEGEND), "Yes." if f["legend"] else "No.", .6))
        if k != "pie":
            short.append((c(Q_GRID), "Yes." if f["grid"] else "No.", .6))
        if k in ("bar", "hbar"):
            short.append((c(Q_STACK), "Yes." if f["stacked"] else "No.", .6))
        if k in Q_TALL and (k != "line" or f["count"] > 1):
            short.append((c(Q_TALL[k]), tallest(f), 1.2))
        if k in Q_COLOUR and f.get("colour"):
            short.append((c(Q_COLOUR[k]), f["colour"].capitalize() + ".", .8))
        if f.get("trend"):
            short.append((c(Q_TREND), f["trend"].capitalize() + ".", 1.0))
        if k in Q_VALUE and f.get("value") is not None:
            short.append((c(Q_VALUE[k]), value(f), 1.2))
        out.append((c(Q_CHART + Q_DESCRIBE), explain_chart(f), 1.6))
    elif k == "flowchart":
        short.append((c(Q_COUNT).format(u="boxes"), plural(f["nodes"], "box").capitalize() + ".", 1.0))
        short.append((c(Q_COUNT).format(u="arrows"), plural(len(f["edges"]), "arrow").capitalize() + ".", 1.0))
        short.append((c(Q_DESCRIBE + Q_SCREEN), describe(f), .8))
        if rng.random() < .5:
            out.append((c(Q_MERMAID), mermaid(f), 2.5))
        else:
            out.append((c(Q_DIAGRAM), explain_diagram(f), 2.8))
    elif k == "ui":
        out.append((c(Q_CODE), html(f), 4.0))
        out.append((c(Q_DESCRIBE + Q_SCREEN), explain_ui(f), 1.6))
    else:
        out.append((c(Q_DESCRIBE + Q_SCREEN), describe(f), .8))
    wrong = list(Q_OUT)
    if k not in CHARTS:
        wrong += Q_CHART * 2 + [c(Q_VALUE["bar"]), c(Q_TALL["bar"]), c(Q_TREND), c(Q_COUNT).format(u="bars")]
    if k != "flowchart":
        wrong += Q_DIAGRAM + Q_MERMAID + [c(Q_COUNT).format(u="boxes")]
    if k != "ui":
        wrong += Q_CODE
    if k in CHARTS:
        wrong += [Q_COUNT[0].format(u="boxes"), Q_COUNT[0].format(u="cards")]
    out.append((c(wrong), outside(f), .8))
    rng.shuffle(short)
    return out + short[: max(0, many - len(out))]
