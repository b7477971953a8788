#!/bin/sh
# Builds llama.cpp's own tools from the source that node-llama-cpp carries (the same release as its binaries), for
# bench-compare and for the mtmd fixtures. Needs git, cmake and a C++ compiler. Never part of the tests.
#   scripts/bench/build-reference.sh DIR      -> DIR/build/bin/llama-mtmd-cli, llama-quantize
#   scripts/bench/build-reference.sh DIR cls  the same with llama.cpp pull request 25844: CLIP's class token first
set -eu
cd "$(dirname "$0")/../.."
out=${1:?usage: build-reference.sh DIR [cls]}
mkdir -p "$out"
[ -d "$out/llama.cpp" ] || git clone -q node_modules/node-llama-cpp/llama/gitRelease.bundle "$out/llama.cpp"
if [ "${2:-}" = cls ]; then
  sed -i 's/ggml_concat(ctx0, inp, model.class_embedding, 1)/ggml_concat(ctx0, model.class_embedding, inp, 1)/' "$out/llama.cpp/tools/mtmd/models/llava.cpp"
fi
cmake -S "$out/llama.cpp" -B "$out/build" -DCMAKE_BUILD_TYPE=Release -DGGML_NATIVE=ON -DLLAMA_CURL=OFF \
  -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_SERVER=OFF -DLLAMA_BUILD_EXAMPLES=OFF
cmake --build "$out/build" --target llama-mtmd-cli llama-quantize -j "$(nproc)"
