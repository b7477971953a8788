/** Stack traces of ten languages. */
import { type Make, VERBS, PROPS, cap, any, number, two } from './screenParts.ts';

export const TRACES: Record<string, Make> = {
  node: (r) => {
    const [file, other] = two(r);
    const [verb, prop] = [r.pick(VERBS), r.pick(PROPS)];
    const [line, column] = [r.int(9, 150), r.int(5, 40)];
    return {
      name: 'node',
      sort: 'trace',
      lines: [
        `/srv/app/src/${file}.js:${line}`,
        `  return order.${prop};`,
        '               ^',
        '',
        `TypeError: Cannot read properties of undefined (reading '${prop}')`,
        `    at ${verb} (/srv/app/src/${file}.js:${line}:${column})`,
        `    at main (/srv/app/src/${other}.js:${r.int(3, 60)}:9)`,
        '    at node:internal/main/run_main_module:23:47',
        '',
        'Node.js v20.11.1',
      ],
      truth: {
        error: any(`Cannot read properties of undefined (reading '${prop}')`),
        line: number(line),
        function: any(verb),
        file: any(`${file}.js`),
      },
    };
  },
  python: (r) => {
    const [file, other] = two(r);
    const key = r.pick(PROPS);
    const verb = r.pick(VERBS);
    const line = r.int(30, 190);
    return {
      name: 'python',
      sort: 'trace',
      lines: [
        'Traceback (most recent call last):',
        `  File "/app/${other}.py", line ${r.int(3, 29)}, in <module>`,
        `    ${verb}(data)`,
        `  File "/app/${file}.py", line ${line}, in ${verb}`,
        `    return data["${key}"]`,
        `KeyError: '${key}'`,
      ],
      truth: { error: any(`KeyError: '${key}'`), line: number(line), function: any(verb), file: any(`${file}.py`) },
    };
  },
  java: (r) => {
    const [file] = two(r);
    const verb = r.pick(VERBS);
    const line = r.int(20, 240);
    return {
      name: 'java',
      sort: 'trace',
      lines: [
        `Exception in thread "main" java.lang.NullPointerException: Cannot invoke "String.trim()" because "name" is null`,
        `\tat com.acme.shop.${cap(file)}Service.${verb}(${cap(file)}Service.java:${line})`,
        `\tat com.acme.shop.Main.main(Main.java:${r.int(5, 19)})`,
      ],
      truth: {
        error: any('NullPointerException'),
        line: number(line),
        function: any(verb),
        file: any(`${cap(file)}Service.java`),
      },
    };
  },
  csharp: (r) => {
    const [file] = two(r);
    const verb = cap(r.pick(VERBS));
    const line = r.int(20, 240);
    return {
      name: 'csharp',
      sort: 'trace',
      lines: [
        'Unhandled exception. System.InvalidOperationException: Sequence contains no elements',
        `   at Shop.${cap(file)}.${verb}() in /src/${cap(file)}.cs:line ${line}`,
        `   at Program.Main(String[] args) in /src/Program.cs:line ${r.int(5, 19)}`,
      ],
      truth: { error: any('Sequence contains no elements'), line: number(line), file: any(`${cap(file)}.cs`) },
    };
  },
  go: (r) => {
    const [file, other] = two(r);
    const line = r.int(20, 140);
    const index = r.int(3, 9);
    return {
      name: 'go',
      sort: 'trace',
      lines: [
        `panic: runtime error: index out of range [${index}] with length ${index - 1}`,
        '',
        'goroutine 1 [running]:',
        `main.${r.pick(VERBS)}(...)`,
        `        /home/dev/${other}/${file}.go:${line}`,
        'main.main()',
        `        /home/dev/${other}/main.go:${r.int(5, 19)} +0x1d`,
        'exit status 2',
      ],
      truth: { error: any('index out of range'), line: number(line), file: any(`${file}.go`), exitCode: number(2) },
    };
  },
  rust: (r) => {
    const [file] = two(r);
    const [line, column] = [r.int(20, 140), r.int(5, 40)];
    return {
      name: 'rust',
      sort: 'trace',
      lines: [
        `thread 'main' panicked at src/${file}.rs:${line}:${column}:`,
        'called `Option::unwrap()` on a `None` value',
        'note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace',
      ],
      truth: { error: any('panicked', 'unwrap'), line: number(line), file: any(`src/${file}.rs`) },
    };
  },
  ruby: (r) => {
    const [file, other] = two(r);
    const verb = r.pick(VERBS);
    const line = r.int(20, 140);
    return {
      name: 'ruby',
      sort: 'trace',
      lines: [
        `lib/${file}.rb:${line}:in \`${verb}': undefined method \`${r.pick(PROPS)}' for nil:NilClass (NoMethodError)`,
        `        from lib/${other}.rb:${r.int(3, 19)}:in \`run'`,
        `        from bin/start:7:in \`<main>'`,
      ],
      truth: { error: any('undefined method', 'NoMethodError'), line: number(line), file: any(`lib/${file}.rb`) },
    };
  },
  php: (r) => {
    const [file] = two(r);
    const verb = r.pick(VERBS);
    const line = r.int(20, 140);
    return {
      name: 'php',
      sort: 'trace',
      lines: [
        `PHP Fatal error:  Uncaught Error: Call to undefined function ${verb}() in /var/www/src/${cap(file)}.php:${line}`,
        'Stack trace:',
        `#0 /var/www/public/index.php(${r.int(5, 19)}): App->run()`,
        '#1 {main}',
        `  thrown in /var/www/src/${cap(file)}.php on line ${line}`,
      ],
      truth: { error: any(`Call to undefined function ${verb}()`), line: number(line), file: any(`${cap(file)}.php`) },
    };
  },
  kotlin: (r) => {
    const [file] = two(r);
    const verb = r.pick(VERBS);
    const line = r.int(20, 140);
    return {
      name: 'kotlin',
      sort: 'trace',
      lines: [
        'Exception in thread "main" java.lang.IllegalArgumentException: Amount must be positive',
        `\tat shop.${cap(file)}Kt.${verb}(${cap(file)}.kt:${line})`,
        `\tat shop.MainKt.main(Main.kt:${r.int(5, 19)})`,
      ],
      truth: {
        error: any('Amount must be positive'),
        line: number(line),
        file: any(`${cap(file)}.kt`),
        function: any(verb),
      },
    };
  },
  cpp: (r) => {
    const [file] = two(r);
    const [line, column] = [r.int(20, 140), r.int(5, 40)];
    return {
      name: 'cpp',
      sort: 'trace',
      lines: [
        '$ g++ -O2 -c main.cpp',
        `src/${file}.cpp:${line}:${column}: error: use of undeclared identifier 'count'`,
        '        total += count;',
        '                 ^',
        '1 error generated.',
      ],
      truth: {
        error: any('use of undeclared identifier'),
        line: number(line),
        file: any(`src/${file}.cpp`),
        column: number(column),
      },
    };
  },
};
