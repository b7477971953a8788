#!/bin/sh
# Compiles src/ocr/line/network.c to src/ocr/line/prebuilt/line.wasm (about 15 kB). Needs zig 0.15 (a clang with wasm targets):
# `zig`, or Python's package `ziglang` (ZIG='python3 -m ziglang').
set -eu
cd "$(dirname "$0")/../src/ocr/line"
mkdir -p prebuilt
${ZIG:-zig} cc -target wasm32-freestanding -O3 -msimd128 -mbulk-memory -mnontrapping-fptoint -fno-math-errno -nostdlib -Wall -Wextra \
  -Wl,--no-entry -Wl,--strip-all -Wl,-z,stack-size=65536 -o prebuilt/line.wasm network.c
# A test compares it: who edits the source builds anew.
sha256sum network.c | cut -d' ' -f1 > prebuilt/network.sha256
ls -l prebuilt
