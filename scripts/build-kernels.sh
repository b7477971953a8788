#!/bin/sh
# Builds src/engine/kernels/*.c for Linux on x86-64 into src/engine/kernels/prebuilt (a few KB, no dependency
# on any library). Needs gcc and git; the headers come from the llama.cpp source that node-llama-cpp carries.
set -eu
cd "$(dirname "$0")/.."
kernels=src/engine/kernels
source=$(mktemp -d)
trap 'rm -rf "$source"' EXIT
git clone -q node_modules/node-llama-cpp/llama/gitRelease.bundle "$source" 2>/dev/null
mkdir -p $kernels/prebuilt
gcc -O3 -mavx2 -mfma -mf16c -fPIC -shared -ffreestanding -nostdlib -fno-stack-protector -fno-math-errno -fno-tree-loop-distribute-patterns -Wall -Wextra -Wno-unused-parameter \
  -Wl,--build-id=none -Wl,-z,noexecstack -s -I "$source/ggml/include" -I "$source/ggml/src" -o $kernels/prebuilt/linux-x64.so $kernels/*.c
# Nothing may be left to resolve: it must load on every distribution.
if nm -D --undefined-only $kernels/prebuilt/linux-x64.so | grep .; then
  echo 'The kernels need symbols of other libraries.' >&2
  exit 1
fi
ls -l $kernels/prebuilt
