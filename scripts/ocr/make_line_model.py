"""Makes models/ocr/line.bin and models/ocr/characters.txt from PP-OCRv6's small recogniser (PaddleOCR, Apache-2.0).

    pip download --no-deps rapidocr==3.10.0 && unzip rapidocr-*.whl
    pip install onnx onnxslim numpy
    python3 scripts/ocr/make_line_model.py rapidocr/models/PP-OCRv6_rec_small.onnx models/ocr

The network is written down in src/ocr/line/network.c; here its weights are put in the order in which it uses them. Those of matrix products
become eight-bit integers with one scale an output channel (21.2 MB become 5.6), each output's inputs together, filled up to a multiple of 8;
those of convolutions by channel stay floats, taps outside, channels inside. Every tensor begins at a multiple of 16 bytes.
"""
import hashlib
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxslim
from onnx import numpy_helper

SHA256 = "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884"


def without_identities(graph):
    """onnxslim folds batch normalisation into convolutions only where nothing stands between them."""
    alias = {}
    outputs = {output.name for output in graph.output}
    nodes = []
    for node in graph.node:
        if node.op_type == "Identity" and node.output[0] not in outputs:
            alias[node.output[0]] = node.input[0]
        else:
            nodes.append(node)
    for node in nodes:
        for i, name in enumerate(node.input):
            while name in alias:
                name = alias[name]
            node.input[i] = name
    del graph.node[:]
    graph.node.extend(nodes)


class Writer:
    def __init__(self):
        self.parts = []

    def put(self, array):
        data = np.ascontiguousarray(array).tobytes()
        self.parts.append(data + bytes(-len(data) % 16))

    def product(self, weights, bias):
        """weights [n, k]"""
        n, k = weights.shape
        scale = np.abs(weights).max(axis=1) / 127
        scale[scale == 0] = 1
        integers = np.zeros((n, (k + 7) // 8 * 8), np.int8)
        integers[:, :k] = np.clip(np.round(weights / scale[:, None]), -127, 127)
        for array in (integers, scale.astype(np.float32), bias.astype(np.float32)):
            self.put(array)


def written(graph):
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    users = {}
    for node in graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)

    def constant(node):
        return next((tensors[name] for name in node.input if name in tensors), None)

    out = Writer()
    for node in graph.node:
        if node.op_type == "Conv":
            weights, bias = tensors[node.input[1]], tensors[node.input[2]]
            n, c, h, w = weights.shape
            if c == 1:  # by channel
                out.put(weights.reshape(n, h * w).T.astype(np.float32))
                out.put(bias.astype(np.float32))
            else:
                out.product(weights.transpose(0, 2, 3, 1).reshape(n, h * w * c), bias)
        elif node.op_type == "MatMul" and constant(node) is not None:
            out.product(constant(node).T, constant(users[node.output[0]][0]))
        elif node.op_type == "Mul" and constant(node) is not None and constant(node).shape == (120,):
            # The end of a layer normalisation: times gamma, plus beta.
            out.put(constant(node).astype(np.float32))
            out.put(constant(users[node.output[0]][0]).astype(np.float32))
    return b"".join(out.parts)


def main():
    source, folder = Path(sys.argv[1]), Path(sys.argv[2])
    if hashlib.sha256(source.read_bytes()).hexdigest() != SHA256:
        sys.exit(f"{source} is not the recogniser of rapidocr 3.10.0")
    model = onnx.load(str(source))
    characters = next(entry.value for entry in model.metadata_props if entry.key == "character").splitlines()
    without_identities(model.graph)
    weights = written(onnxslim.slim(model).graph)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "line.bin").write_bytes(weights)
    # Class 0 is CTC's blank; the space comes last.
    (folder / "characters.txt").write_text("\n".join(characters) + "\n", encoding="utf-8")
    print(len(characters), "characters,", len(weights), "bytes")


main()
