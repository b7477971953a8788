/** What is said where the system lacks what llama.cpp's libraries need. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { explainLoadFailure, sayFailures } from '../../src/native/loadFailure.ts';
import { english } from '../../src/shared/message.ts';

const explain = (...args: Parameters<typeof explainLoadFailure>) => english(explainLoadFailure(...args) ?? '');

test('a Linux that is too old', () => {
  const said =
    "Failed to load shared library: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by libggml-base.so)";
  assert.match(explain(said, 'linux'), /glibc 2\.34.*lacks GLIBC_2\.34/);
  assert.match(explain("libstdc++.so.6: version `GLIBCXX_3.4.29' not found", 'linux'), /lacks GLIBCXX_3\.4\.29/);
});

test('a Windows without the Visual C++ runtime', () => {
  const said = 'Failed to load shared library: Module not found.';
  assert.match(explain(said, 'win32', 'x64'), /Visual C\+\+ runtime.*vc_redist\.x64\.exe/);
  assert.match(explain('The specified module could not be found.', 'win32', 'arm64'), /vc_redist\.arm64\.exe/);
});

test('anything else stays as the loader says it', () => {
  assert.equal(explain('file too short', 'linux'), '');
  assert.equal(explain('Module not found.', 'linux'), '');
});

test('what refuses several builds alike is said once', () => {
  const failures = [
    { build: 'linux-x64-vulkan', why: 'This Linux is too old.' },
    { build: 'linux-x64-cuda', why: 'no GPU that it could use.' },
    { build: 'linux-x64', why: 'This Linux is too old.' },
  ];
  assert.deepEqual(sayFailures(failures), [
    'linux-x64-vulkan, linux-x64: This Linux is too old.',
    'linux-x64-cuda: no GPU that it could use.',
  ]);
});
