#!/bin/sh
# Builds src/engine/kernels/*.c for Linux and Windows on x86-64 into src/engine/kernels/prebuilt (70 to 130 KB each, no dependency
# on any library). Needs gcc, gcc-mingw-w64-x86-64 and git; the headers come from the llama.cpp source that node-llama-cpp carries.
set -eu
cd "$(dirname "$0")/.."
kernels=src/engine/kernels
source=$(mktemp -d)
trap 'rm -rf "$source"' EXIT
git clone -q node_modules/node-llama-cpp/llama/gitRelease.bundle "$source" 2>/dev/null
mkdir -p $kernels/prebuilt
flags="-O3 -mavx2 -mfma -mf16c -shared -ffreestanding -nostdlib -fno-stack-protector -fno-math-errno -fno-tree-loop-distribute-patterns \
  -Wall -Wextra -Wno-unused-parameter -s -I $source/ggml/include -I $source/ggml/src"
avx512='-mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx512vnni'
for build in '' -avx512; do
  more=$([ -z "$build" ] || echo "$avx512")
  gcc $flags $more -fPIC -Wl,--build-id=none -Wl,-z,noexecstack -o $kernels/prebuilt/linux-x64$build.so $kernels/*.c
  # Windows keeps stacks at multiples of 16 bytes and gcc does not mend that for wider registers: moves must not count on it.
  # There is no start-up code, and no stack frame is so large that it has to be probed.
  x86_64-w64-mingw32-gcc $flags $more -mno-stack-arg-probe -Wa,-muse-unaligned-vector-move -Wl,--entry=0 -Wl,--no-insert-timestamp -o $kernels/prebuilt/win32-x64$build.dll $kernels/*.c
done
# Nothing may be left to resolve: they must load on every distribution and release.
if nm -D --undefined-only $kernels/prebuilt/*.so | grep ' U ' || x86_64-w64-mingw32-objdump -p $kernels/prebuilt/*.dll | grep 'DLL Name'; then
  echo 'The kernels need symbols of other libraries.' >&2
  exit 1
fi
# What these libraries were made of, for test/engine/kernelSources.test.ts: sources, headers and this file with its flags.
LC_ALL=C
( cat $kernels/*.c $kernels/*.h scripts/build-kernels.sh | sha256sum | cut -d' ' -f1
  cd $kernels/prebuilt && sha256sum *.so *.dll ) >$kernels/prebuilt.sha256
cat $kernels/prebuilt.sha256
