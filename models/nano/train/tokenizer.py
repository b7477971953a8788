"""Trains the byte-level BPE (GPT-2 format, as Phi-2's) on the corpus of questions and answers."""
import json
import os
import random
import sys

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

import qa
from draw.palette import _WORDS, COLOURS
from draw.ui import random_spec, spec_html

EOS = "<|endoftext|>"


def corpus(n=3000, seed=1):
    """Texts of every template, the system prompt and general English of the product's kind."""
    r = random.Random(seed)
    prompt = lambda q: f"{qa.SYSTEM} USER: \n{q} ASSISTANT:"
    for q in [x for k, v in vars(qa).items() if k.startswith("Q_") for x in (sum(v.values(), []) if isinstance(v, dict) else v)]:
        for u in ("bars", "lines", "slices", "boxes", "arrows", "groups"):
            yield prompt(q.format(u=u) if "{u}" in q else q)
    for _ in range(n):
        yield spec_html(random_spec(r))
        k = r.choice(qa.CHARTS)
        f = {"kind": k, "count": r.randint(1, 12), "stacked": r.random() < .3, "tallest": r.randrange(12), "colour": r.choice(COLOURS), "value": r.random(),
             "trend": r.choice(["rising", "falling", "mixed"]), "legend": r.random() < .5, "grid": r.random() < .5, "where": r.choice(["upper left", "upper right", "lower left", "lower right"])}
        for q, a, _w in qa.segments(f, r, 12):
            yield f"{q} ASSISTANT: {a}</s>"
        g = {"kind": "flowchart", "nodes": 8, "count": 8, "edges": [(r.randrange(7), r.randrange(8)) for _ in range(7)], "diamonds": list(range(r.randrange(4)))}
        for q, a, _w in qa.segments(g, r, 12):
            yield f"{q} ASSISTANT: {a}</s>"
        yield qa.explain_ui({"spec": random_spec(r)})
    for k in qa.NAMES:
        for _ in range(20):
            yield qa.outside({"kind": k}) + " " + qa.describe({"kind": k, "nodes": 2, "edges": [], "spec": random_spec(r)}) if k in ("code", "photo") else qa.outside({"kind": k})
    for w in _WORDS:
        yield w + " " + w.lower()
    for f in sorted(os.listdir(os.path.dirname(os.__file__)))[:0]:
        yield f
    for mod in (os, json, random, sys):
        yield mod.__doc__ or ""


def framed(model):
    """A tokenizer around a BPE model, split and decoded as GPT-2's."""
    t = Tokenizer(model)
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    t.decoder = decoders.ByteLevel()
    t.post_processor = processors.ByteLevel(trim_offsets=False)
    return t


def save(t, out):
    """Writes tokenizer.json, vocab.json, merges.txt, tokenizer_config.json to a folder."""
    t.add_special_tokens([EOS])
    os.makedirs(out, exist_ok=True)
    t.save(out + "/tokenizer.json")
    t.model.save(out)
    special = {"bos_token": EOS, "eos_token": EOS, "unk_token": EOS}
    json.dump({"add_prefix_space": False, "tokenizer_class": "CodeGenTokenizer", "model_max_length": 2048, **special}, open(out + "/tokenizer_config.json", "w"), indent=1)
    json.dump(special, open(out + "/special_tokens_map.json", "w"), indent=1)
    return t


def train(out, vocab=1024):
    """Learns a tokenizer and writes it to a folder. The corpus holds some of Python's own documentation, so that another Python gives some other tokens."""
    t = framed(models.BPE())
    t.train_from_iterator(corpus(), trainers.BpeTrainer(vocab_size=vocab - 1, min_frequency=2, special_tokens=[],
                                                        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    return save(t, out)


if __name__ == "__main__":
    t = train(sys.argv[1])
    print("vocab", t.get_vocab_size(), "system prompt", len(t.encode(qa.SYSTEM + " USER: ").ids))
    r = random.Random(3)
    for x in [qa.SYSTEM + " USER: ", "\nExplain this chart. ASSISTANT:", " This is a bar chart with 5 bars.</s>", "flowchart TD\nA --> B\nB --> C", spec_html(random_spec(r))]:
        print(len(t.encode(x).ids), t.encode(x).tokens)
