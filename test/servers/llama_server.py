"""llama.cpp's own HTTP server (PyPI's xllamacpp, without a compiler) until it is killed, or its standard input ends.

Usage: llama_server.py MODEL MMPROJ PORT SLOTS CONTEXT KEY END; prints its address when it answers. CONTEXT is that of one slot, in tokens;
KEY may be empty, and END `endless`: answers end at their limit alone.
"""
import sys

import xllamacpp

model, mmproj, port, slots, context, key, end = sys.argv[1:]
params = xllamacpp.CommonParams()
params.model.path = model
params.mmproj.path = mmproj
params.hostnames = ["127.0.0.1"]
params.port = int(port)
params.n_parallel = int(slots)
params.n_ctx = int(context) * int(slots)
params.api_keys = [key] if key else []
params.sampling.ignore_eos = end == "endless"
params.cpuparams.n_threads = 2
params.warmup = False
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()
