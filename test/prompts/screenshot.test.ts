import assert from 'node:assert/strict';
import test from 'node:test';
import { languageOfCode, numberedCode } from '../../src/screenshot/codeText.ts';
import { explainReading } from '../../src/screenshot/screenshot.ts';
import { english } from '../../src/shared/message.ts';
import { factsMarkdown } from '../../src/screenshot/screenshotMarkdown.ts';
import type { TextReading } from '../../src/shared/engine.ts';

function reading(text: string): TextReading {
  const lines = text.split('\n').map((line, row) => {
    const box = { x: 0, y: row * 20, width: 100, height: 16 };
    return { text: line.trim(), box, words: [{ text: line.trim(), confidence: 90, box }] };
  });
  return { lines, text, ms: 1 };
}
const explain = (text: string) => explainReading(reading(text));

const NODE = `dev@build-07:~/api$ npm run start:prod
> acme-api@2.14.3 start:prod
> node dist/server.js
TypeError: Cannot read properties of undefined (reading 'reduce')
    at Object.run (node_modules/lib/index.js:1:1)
    at InvoiceService.computeTotal (/home/dev/api/src/services/invoiceService.ts:87:31)
    at InvoiceController.create (/home/dev/api/src/controllers/invoice.ts:42:19)`;

test('a stack trace: error, usual cause, command, and the first frame of one’s own code', () => {
  const facts = explain(NODE);
  assert.equal(facts.kind, 'stack-trace');
  assert.equal(facts.error, "TypeError: Cannot read properties of undefined (reading 'reduce')");
  assert.match(english(facts.usualCause!), /undefined where its property `reduce`/);
  assert.equal(facts.command, 'npm run start:prod');
  assert.deepEqual([facts.place!.file, facts.place!.line], ['/home/dev/api/src/services/invoiceService.ts', 87]);
});

test('a plain Error has a message too', () =>
  assert.equal(explain('Error: no such order\n    at find (src/a.ts:1:2)').error, 'Error: no such order'));

test('Python tells the innermost frame and the error last', () => {
  const facts = explain(`$ python -m pipeline
Traceback (most recent call last):
  File "/srv/etl/main.py", line 3, in <module>
    run()
  File "/srv/etl/pipeline/loader.py", line 171, in _parse
    raise KeyError(name)
  File "/usr/lib/python3.11/x.py", line 1, in f
KeyError: 'created_at'`);
  assert.equal(facts.error, "KeyError: 'created_at'");
  assert.deepEqual([facts.place!.file, facts.place!.symbol], ['/srv/etl/pipeline/loader.py', '_parse']);
  assert.equal(facts.command, 'python -m pipeline');
});

test('Java: the innermost cause explains, broken lines are joined', () => {
  const facts = explain(`org.springframework.dao.DataIntegrityViolationException: could not execute statement
    at com.acme.OrderRepository.save(OrderRepository.java:133)
Caused by: java.sql.SQLIntegrityConstraintViolationException: Duplicate entry
    'SKU-00417-XL' for key 'orders.uk_sku'
    at com.mysql.cj.SQLError.create(SQLError.java:118)`);
  assert.match(facts.error!, /^org\.springframework/);
  assert.equal(
    facts.causedBy[0],
    "Caused by: java.sql.SQLIntegrityConstraintViolationException: Duplicate entry 'SKU-00417-XL' for key 'orders.uk_sku'",
  );
  assert.match(english(facts.usualCause!), /unique key/);
  assert.equal(facts.place!.file, 'OrderRepository.java');
});

test('a failing test, a compiler, a plain terminal', () => {
  const jest = explain(
    'FAIL src/a.test.ts\nExpected: "$1,234.50"\nReceived: "$1,234.49"\nat Object.<anonymous> (src/a.test.ts:19:38)\nTests: 1 failed, 148 passed, 149 total',
  );
  assert.equal(jest.kind, 'test-failure');
  assert.equal(jest.tests, '1 failed, 148 passed, 149 total');
  assert.match(jest.error!, /1,234\.50.*1,234\.49/);
  const tsc = explain(
    "$ npx tsc --noEmit\nsrc/api/client.ts:112:9 - error TS2532: Object is possibly 'undefined'.\nFound 1 error in 1 file.",
  );
  assert.deepEqual([tsc.kind, tsc.command, tsc.place!.line], ['compiler', 'npx tsc --noEmit', 112]);
  const shell = explain('user@host:~$ ls\na b\nuser@host:~$ foo --bar\nbash: foo: command not found');
  assert.deepEqual([shell.kind, shell.command], ['terminal', 'foo --bar']);
  assert.match(english(shell.usualCause!), /not installed/);
  assert.equal(explain('user@host:~$ ls\na b').command, undefined);
});

test('code: language, first line, indentation, rows that OCR skipped', () => {
  const facts = explain(
    'acme > jobs > scheduler.py\n  128  class RetryPolicy:\n  129      def __init__(self):\n  131          self.n = 5\nmain*  Ln 47, Col 12',
  );
  assert.equal(facts.kind, 'code');
  assert.deepEqual(facts.code, {
    text: 'class RetryPolicy:\n    def __init__(self):\n\n        self.n = 5',
    language: 'python',
    firstLine: 128,
  });
  assert.equal(numberedCode(['1 one', 'two', 'three', 'four']), undefined);
});

test('languages by their looks', () => {
  const guess = (text: string) => languageOfCode(text.split('\n'));
  assert.equal(guess('package main\nfunc main() {\n\tx := 1\n\tif err != nil {'), 'go');
  assert.equal(guess('fn main() {\n    let mut v = vec![1];\n    println!("{}", v[0]);'), 'rust');
  assert.equal(guess('SELECT id FROM users\nWHERE age > 3'), 'sql');
  assert.equal(guess('def f(x):\n    return None\nfor i in range(3):'), 'python');
  assert.equal(guess('Create your account\nFull name\nSign up'), undefined);
});

test('a picture without code or errors has no facts to tell', () => {
  const facts = explain('Create your account\nFull name\nJane Doe');
  assert.equal(facts.kind, 'other');
  assert.equal(factsMarkdown(facts), undefined);
});

test('the Markdown says where it comes from, and text of the picture cannot be markup in it', () => {
  const told = factsMarkdown(explain(NODE))!;
  assert.match(told.markdown, /by text recognition\*\* \(not by the model/);
  for (const { text } of told.places) assert.ok(told.markdown.includes(`\`${text}\``), text);
  const hostile = factsMarkdown(
    explain('Error: `x` <img src=y onerror=z> [a](http://evil.example) ``` **b**\nat f (src/a.ts:1:2)'),
  )!.markdown;
  const outside = hostile.replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
  assert.ok(!/[<\]]|\*\*b/.test(outside), outside);
});
