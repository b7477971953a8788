import assert from 'node:assert/strict';
import test from 'node:test';
import { fileReferences } from '../../src/screenshot/references.ts';
import { linkFiles } from '../../src/screenshot/workspaceLinks.ts';

/** `file:line:column` of each reference, `!` for one of a library. */
const found = (...lines: string[]) =>
  fileReferences(lines).map(
    ({ file, line, column, external }) =>
      [file, line, column].filter((part) => part !== undefined).join(':') + (external ? '!' : ''),
  );

test('stack traces of the common runtimes', () => {
  assert.deepEqual(found('    at async InvoiceController.create (/home/dev/api/src/controllers/invoice.ts:42:19)'), [
    '/home/dev/api/src/controllers/invoice.ts:42:19',
  ]);
  assert.deepEqual(found('at Layer.handle (node_modules/express/lib/router/layer.js:95:5)'), [
    'node_modules/express/lib/router/layer.js:95:5!',
  ]);
  assert.deepEqual(found('at process.processTicksAndRejections (node:internal/process/task_queues:105:5)'), []);
  assert.deepEqual(found('  File "/srv/etl/pipeline/loader.py", line 214, in load_batch'), [
    '/srv/etl/pipeline/loader.py:214',
  ]);
  assert.deepEqual(found('  File "/usr/lib/python3.11/_strptime.py", line 349, in _strptime'), [
    '/usr/lib/python3.11/_strptime.py:349!',
  ]);
  assert.deepEqual(found('\tat com.acme.orders.OrderService.lambda$place$0(OrderService.java:58)'), [
    'OrderService.java:58',
  ]);
  assert.deepEqual(found('\tat java.base/java.lang.Thread.run(Thread.java:840)'), ['Thread.java:840!']);
  assert.deepEqual(found('\t/app/cmd/main.go:42 +0x1d', 'goroutine 1 [running]:'), ['/app/cmd/main.go:42']);
  assert.deepEqual(found("thread 'main' panicked at src/parser/lexer.rs:17:9:"), ['src/parser/lexer.rs:17:9']);
  assert.deepEqual(found('   at Shop.Cart.Add(Item item) in C:\\work\\Shop\\Cart.cs:line 42'), [
    'C:/work/Shop/Cart.cs:42',
  ]);
  assert.deepEqual(found("    from app/models/user.rb:12:in `save'"), ['app/models/user.rb:12']);
});

test('compilers and test runners', () => {
  assert.deepEqual(found("src/api/client.ts:112:9 - error TS2345: Argument of type 'x'"), ['src/api/client.ts:112:9']);
  assert.deepEqual(found("src/app.ts(10,5): error TS2304: Cannot find name 'x'."), ['src/app.ts:10:5']);
  assert.deepEqual(found('Program.cs(12,34): error CS0103: The name does not exist'), ['Program.cs:12:34']);
  assert.deepEqual(found('  --> src/main.rs:4:13'), ['src/main.rs:4:13']);
  assert.deepEqual(found('main.c:10:5: error: expected ; before return'), ['main.c:10:5']);
  assert.deepEqual(found('FAIL src/utils/formatCurrency.test.ts', 'PASS App.test.tsx'), [
    'src/utils/formatCurrency.test.ts',
    'App.test.tsx',
  ]);
  const [node] = fileReferences(['$ pytest -q tests/test_loader.py::test_parse_utc']);
  assert.deepEqual([node!.file, node!.symbol], ['tests/test_loader.py', 'test_parse_utc']);
  const [diagnostic] = fileReferences(['src/api/client.ts:112:9 - error TS2345: No overload']);
  assert.deepEqual([diagnostic!.kind, diagnostic!.message], ['diagnostic', 'error TS2345: No overload']);
});

test('an editor’s breadcrumb is a path', () => {
  assert.deepEqual(found('src > store > sessionStore.ts > SessionStore'), ['src/store/sessionStore.ts']);
});

test('what OCR breaks is mended: spaces around dots and colons, letters in line numbers', () => {
  assert.deepEqual(found('at f (src/layer. js:95:5)'), ['src/layer.js:95:5']);
  assert.deepEqual(found('at f (src/layer.js : 95 : 5)'), ['src/layer.js:95:5']);
  assert.deepEqual(found('at f (src/layer.js:l05:2O)'), ['src/layer.js:105:20']);
  assert.deepEqual(found('at f (src/layer.js;95:5)'), ['src/layer.js:95:5']);
});

test('versions, addresses and sentences are no files', () => {
  assert.deepEqual(
    found(
      'Node.js v20.11.1',
      'see https://example.org/docs/intro.html',
      'README.md is here',
      'acme-api@2.14.3',
      'const total = order.items.reduce(',
    ),
    [],
  );
});

const paths = [
  'src/api/client.ts',
  'src/ui/client.tsx',
  'src/hooks/use_session.ts',
  'packages/web/src/App.tsx',
  'packages/admin/src/App.tsx',
  'src/il/O0.ts',
  'src/ui/layer.js',
  'java/com/acme/A.java',
  'java/com/beta/A.java',
];
const linked = (line: string) => linkFiles(fileReferences([line]), paths).map(({ path }) => path);

test('references become workspace files by the end of their paths', () => {
  assert.deepEqual(linked('at f (/home/dev/project/src/api/client.ts:1:2)'), ['src/api/client.ts']);
  assert.deepEqual(linked('at f (C:\\project\\src\\api\\client.ts:1:2)'), ['src/api/client.ts']);
  assert.deepEqual(linked('web/src/App.tsx:3:4 - error'), ['packages/web/src/App.tsx']);
  assert.deepEqual(linked('at com.beta.A.run(A.java:5)'), ['java/com/beta/A.java']);
});

test('misread letters still find the file', () => {
  assert.deepEqual(linked('at f (src/api/c1ient.ts:1:2)'), ['src/api/client.ts']);
  assert.deepEqual(linked('at f (src/hooks/usesession.ts:1:2)'), ['src/hooks/use_session.ts']);
  assert.deepEqual(linked('at f (src/hooks/use_sesion.ts:1:2)'), ['src/hooks/use_session.ts']);
  assert.deepEqual(linked('at f (src/1l/OO.ts:1:2)'), ['src/il/O0.ts']);
});

test('no link rather than a wrong one', () => {
  assert.deepEqual(linked('src/App.tsx:3:4 - error'), []); // two files fit
  assert.deepEqual(linked('at f (node_modules/express/lib/router/layer.js:95:5)'), []); // a library's, not src/ui/layer.js
  assert.deepEqual(linked('at f (src/other/client.ts:1:2)'), []);
  assert.deepEqual(linked('at f (src/api/server.ts:1:2)'), []);
});
