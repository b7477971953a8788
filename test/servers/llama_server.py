"""llama.cpp's own HTTP server (PyPI's xllamacpp, without a compiler) until it is killed, or its standard input ends.

Usage: llama_server.py MODEL MMPROJ PORT SLOTS CONTEXT KEY END ALIAS; prints its address when it answers. CONTEXT is that of one slot, in tokens;
KEY may be empty, END `endless` (answers end at their limit alone), ALIAS the model's name in place of its path.
"""
import sys

import xllamacpp

model, mmproj, port, slots, context, key, end, alias = sys.argv[1:]
params = xllamacpp.CommonParams()
params.model.path = model
params.mmproj.path = mmproj
if alias:
    params.model_alias = {alias}
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
