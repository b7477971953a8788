/** Screens of developers as lines of text, with what they say: terminals of ten tools and more, editors, CI, consoles, stack traces. */
import type { Expect, Source } from './random.ts';

export type ScreenSort = 'terminal' | 'editor' | 'ci' | 'console' | 'trace';

export interface Screen {
  name: string;
  sort: ScreenSort;
  lines: string[];
  /** Kind of question → what is right. */
  truth: Record<string, Expect>;
}

type Make = (random: Source) => Screen;

const FILES = ['orders', 'parser', 'session', 'invoice', 'router', 'cache', 'upload', 'profile', 'scheduler', 'mailer'];
const VERBS = ['load', 'render', 'parse', 'validate', 'submit', 'resolve', 'flush', 'merge', 'encode', 'fetch'];
const PROPS = ['total', 'length', 'items', 'name', 'map', 'status', 'email', 'price'];
const cap = (word: string) => word[0]!.toUpperCase() + word.slice(1);
const any = (...texts: (string | number)[]): Expect => ({ any: texts.map(String) });
const number = (value: number): Expect => ({ number: value, tolerance: 0 });
const two = (random: Source): [string, string] => random.some(FILES, 2) as [string, string];

const tools: Record<string, Make> = {
  'npm script': (r) => {
    const script = r.pick(['build:prod', 'lint:fix', 'deploy', 'watch:css']);
    return {
      name: 'npm script',
      sort: 'terminal',
      lines: [
        `dev@box:~/shop$ npm run ${script}`,
        `npm error Missing script: "${script}"`,
        'npm error',
        'npm error To see a list of scripts, run:',
        'npm error   npm run',
        `npm error A complete log of this run can be found in: /home/dev/.npm/_logs/debug-0.log`,
      ],
      truth: { error: any(`Missing script: "${script}"`), command: any(`npm run ${script}`), why: any(script) },
    };
  },
  pytest: (r) => {
    const [file, other] = two(r);
    const [failed, passed] = [1, r.int(5, 48)];
    const [want, got] = [r.int(20, 60), r.int(61, 99)];
    const line = r.int(12, 88);
    return {
      name: 'pytest',
      sort: 'terminal',
      lines: [
        `$ pytest tests/test_${file}.py`,
        '================ FAILURES ================',
        `__________ test_${file}_${other} __________`,
        `    def test_${file}_${other}():`,
        `>       assert total(basket) == ${want}`,
        `E       assert ${got} == ${want}`,
        '',
        `tests/test_${file}.py:${line}: AssertionError`,
        '======== short test summary info ========',
        `FAILED tests/test_${file}.py::test_${file}_${other} - assert ${got} == ${want}`,
        `======== ${failed} failed, ${passed} passed in 0.${r.int(11, 98)}s ========`,
      ],
      truth: {
        failedTest: any(`test_${file}_${other}`),
        file: any(`tests/test_${file}.py`, `test_${file}.py`),
        line: number(line),
        passed: number(passed),
        failed: number(failed),
      },
    };
  },
  jest: (r) => {
    const [file, other] = two(r);
    const [want, got] = [r.int(3, 30), r.int(31, 70)];
    const [line, column] = [r.int(9, 90), r.int(5, 30)];
    const passed = r.int(4, 60);
    return {
      name: 'jest',
      sort: 'terminal',
      lines: [
        `$ npx jest ${file}`,
        ` FAIL  src/${file}.test.ts`,
        `  ● ${file} › keeps the ${other}`,
        '',
        '    expect(received).toBe(expected)',
        '',
        `    Expected: ${want}`,
        `    Received: ${got}`,
        '',
        `      at Object.<anonymous> (src/${file}.test.ts:${line}:${column})`,
        '',
        `Tests:       1 failed, ${passed} passed, ${passed + 1} total`,
        `Time:        ${r.int(1, 9)}.${r.int(10, 99)} s`,
      ],
      truth: {
        file: any(`src/${file}.test.ts`),
        line: number(line),
        expected: any(want),
        received: any(got),
        passed: number(passed),
      },
    };
  },
  cargo: (r) => {
    const [file, other] = two(r);
    const code = r.pick(['E0382', 'E0502', 'E0308', 'E0425']);
    const [line, column] = [r.int(9, 120), r.int(5, 30)];
    return {
      name: 'cargo',
      sort: 'terminal',
      lines: [
        '$ cargo build',
        `   Compiling ${other} v0.${r.int(2, 9)}.${r.int(0, 9)} (/home/dev/${other})`,
        `error[${code}]: use of moved value: \`${file}\``,
        `  --> src/${file}.rs:${line}:${column}`,
        '   |',
        `${line} |     send(${file});`,
        `   |          ^^^^ value used here after move`,
        '',
        `For more information about this error, try \`rustc --explain ${code}\`.`,
        `error: could not compile \`${other}\` due to 1 previous error`,
      ],
      truth: { errorCode: any(code), file: any(`src/${file}.rs`), line: number(line), command: any('cargo build') },
    };
  },
  'go test': (r) => {
    const [file, other] = two(r);
    const line = r.int(11, 99);
    const [got, want] = [r.int(2, 40), r.int(41, 90)];
    return {
      name: 'go test',
      sort: 'terminal',
      lines: [
        '$ go test ./...',
        `--- FAIL: Test${cap(file)}${cap(other)} (0.00s)`,
        `    ${file}_test.go:${line}: got ${got}, want ${want}`,
        'FAIL',
        `FAIL    example.com/${other}/${file}    0.0${r.int(11, 99)}s`,
        'FAIL',
      ],
      truth: {
        failedTest: any(`Test${cap(file)}${cap(other)}`),
        file: any(`${file}_test.go`),
        line: number(line),
        command: any('go test ./...'),
      },
    };
  },
  git: (r) => {
    const [file] = two(r);
    const branch = r.pick(['feature/login', 'fix/rounding', 'release/2.4', 'hotfix-77']);
    return {
      name: 'git',
      sort: 'terminal',
      lines: [
        'dev@box:~/shop$ git status',
        `On branch ${branch}`,
        `Your branch is behind 'origin/${branch}' by ${r.int(2, 9)} commits.`,
        '',
        'Changes not staged for commit:',
        `        modified:   src/${file}.ts`,
        '',
        'no changes added to commit',
        'dev@box:~/shop$ git push',
        ` ! [rejected]        ${branch} -> ${branch} (non-fast-forward)`,
        `error: failed to push some refs to 'https://git.example.com/shop.git'`,
      ],
      truth: {
        branch: any(branch),
        error: any('failed to push some refs'),
        url: any('https://git.example.com/shop.git'),
        lastCommand: any('git push'),
      },
    };
  },
  docker: (r) => {
    const code = r.pick([1, 2, 100, 127, 137]);
    const step = r.int(3, 7);
    return {
      name: 'docker',
      sort: 'terminal',
      lines: [
        '$ docker build -t shop:latest .',
        `[+] Building ${r.int(4, 90)}.${r.int(1, 9)}s (${step}/9)`,
        ` => ERROR [${step}/9] RUN npm ci --omit=dev                2.1s`,
        '------',
        ` > [${step}/9] RUN npm ci --omit=dev:`,
        '------',
        `Dockerfile:${step + 4}`,
        `ERROR: failed to solve: process "/bin/sh -c npm ci --omit=dev" did not complete successfully: exit code: ${code}`,
      ],
      truth: { exitCode: number(code), command: any('docker build -t shop:latest .'), error: any('failed to solve') },
    };
  },
  tsc: (r) => {
    const [file, other] = two(r);
    const [line, column] = [r.int(9, 120), r.int(3, 40)];
    const code = r.pick([2322, 2345, 2339]);
    const message =
      code === 2339
        ? `Property '${other}' does not exist on type 'Order'.`
        : `Type 'string' is not assignable to type 'number'.`;
    return {
      name: 'tsc',
      sort: 'terminal',
      lines: [
        '$ npx tsc --noEmit',
        `src/${file}.ts:${line}:${column} - error TS${code}: ${message}`,
        '',
        `${line}   const value: number = ${other};`,
        '          ~~~~~',
        '',
        `Found 1 error in src/${file}.ts:${line}`,
      ],
      truth: { errorCode: any(`TS${code}`), file: any(`src/${file}.ts`), line: number(line), column: number(column) },
    };
  },
  maven: (r) => {
    const [file, other] = two(r);
    const [run, failures] = [r.int(12, 90), r.int(1, 4)];
    return {
      name: 'maven',
      sort: 'terminal',
      lines: [
        '$ mvn test',
        `[INFO] Running com.acme.${file}.${cap(file)}Test`,
        `[ERROR] Tests run: ${run}, Failures: ${failures}, Errors: 0, Skipped: 0, Time elapsed: 0.${r.int(100, 900)} s`,
        `[ERROR] ${cap(file)}Test.keeps${cap(other)}:${r.int(20, 90)} expected: <200> but was: <404>`,
        '[INFO] BUILD FAILURE',
        `[INFO] Total time:  ${r.int(3, 40)}.${r.int(100, 900)} s`,
      ],
      truth: { failed: number(failures), expected: any('200'), received: any('404'), command: any('mvn test') },
    };
  },
  kubectl: (r) => {
    const [a, b] = two(r);
    const c = r.pick(FILES.filter((name) => name !== a && name !== b));
    const restarts = r.int(4, 60);
    const bad = r.pick(['CrashLoopBackOff', 'ImagePullBackOff', 'OOMKilled']);
    return {
      name: 'kubectl',
      sort: 'terminal',
      lines: [
        '$ kubectl get pods -n prod',
        'NAME                     READY   STATUS             RESTARTS   AGE',
        `${`${a}-7d9f8`.padEnd(24)} 1/1     Running            0          5d`,
        `${`${b}-5c6b4`.padEnd(24)} 0/1     ${bad.padEnd(18)} ${String(restarts).padEnd(10)} 2h`,
        `${`${c}-66f7d`.padEnd(24)} 1/1     Running            1          5d`,
      ],
      truth: { find: any(bad), command: any('kubectl get pods -n prod'), statusOf: any(bad) },
    };
  },
  pip: (r) => {
    const name = r.pick(['numpyy', 'panda-core', 'torchh', 'flask-restfull']);
    const version = `${r.int(20, 24)}.${r.int(0, 3)}.${r.int(0, 2)}`;
    return {
      name: 'pip',
      sort: 'terminal',
      lines: [
        `(venv) $ pip install ${name}==9.9.9`,
        `ERROR: Could not find a version that satisfies the requirement ${name}==9.9.9 (from versions: none)`,
        `ERROR: No matching distribution found for ${name}==9.9.9`,
        `[notice] A new release of pip is available: ${version} -> 25.0`,
      ],
      truth: { command: any(`pip install ${name}==9.9.9`), error: any('Could not find a version that satisfies') },
    };
  },
  server: (r) => {
    const port = r.pick([3000, 4200, 5173, 8080, 8081]);
    const version = `v${r.int(4, 7)}.${r.int(0, 9)}.${r.int(0, 9)}`;
    return {
      name: 'vite',
      sort: 'terminal',
      lines: [
        '~/web ❯ npm run dev',
        '',
        `  VITE ${version}  ready in ${r.int(200, 900)} ms`,
        '',
        `  Local:   http://localhost:${port}/`,
        `  Network: http://192.168.0.${r.int(2, 99)}:${port}/`,
        '  press h + enter to show help',
      ],
      truth: { port: number(port), version: any(version), url: any(`http://localhost:${port}`) },
    };
  },
  curl: (r) => {
    const status = r.pick([401, 403, 404, 500, 503]);
    const names: Record<number, string> = {
      401: 'Unauthorized',
      403: 'Forbidden',
      404: 'Not Found',
      500: 'Internal Server Error',
      503: 'Service Unavailable',
    };
    return {
      name: 'curl',
      sort: 'terminal',
      lines: [
        '$ curl -i https://api.example.com/v2/orders',
        `HTTP/1.1 ${status} ${names[status]}`,
        'Content-Type: application/json',
        'Server: nginx/1.25.3',
        '',
        `{"error":"${names[status]!.toLowerCase()}","request":"a81f"}`,
      ],
      truth: {
        httpStatus: number(status),
        url: any('https://api.example.com/v2/orders'),
        lookupServer: any('nginx/1.25.3'),
      },
    };
  },
};

const traces: Record<string, Make> = {
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

const others: Record<string, Make> = {
  editor: (r) => {
    const [file, other] = two(r);
    const start = r.int(1, 60);
    return {
      name: 'editor',
      sort: 'editor',
      lines: [
        `src > ${file}.ts > ${r.pick(VERBS)}`,
        ` ${start}  import { ${other} } from './${other}';`,
        ` ${start + 1}`,
        ` ${start + 2}  export function total(rows: number[]): number {`,
        ` ${start + 3}    const sum = rows.reduce((a, b) => a + b, 0);`,
        ` ${start + 4}    return sum * 2;`,
        ` ${start + 5}  }`,
      ],
      truth: { [`lineText:${start + 4}`]: any('return sum * 2'), language: any('typescript') },
    };
  },
  problems: (r) => {
    const [file] = two(r);
    const [line, column] = [r.int(9, 120), r.int(3, 40)];
    const [errors, warnings] = [r.int(1, 4), r.int(2, 9)];
    return {
      name: 'problems',
      sort: 'editor',
      lines: [
        '$ npx eslint .',
        `/home/dev/shop/src/${file}.ts`,
        `  ${line}:${column}  error  'price' is assigned a value but never used  no-unused-vars`,
        '',
        `✖ ${errors + warnings} problems (${errors} errors, ${warnings} warnings)`,
      ],
      truth: { errorCount: number(errors), warningCount: number(warnings), command: any('npx eslint .') },
    };
  },
  actions: (r) => {
    const job = r.pick(['build', 'test', 'deploy', 'lint']);
    const code = r.pick([1, 2, 127]);
    const [m, s] = [r.int(1, 9), r.int(10, 59)];
    return {
      name: 'actions',
      sort: 'ci',
      lines: [
        `${job}`,
        `failed 3 minutes ago in ${m}m ${s}s`,
        'Set up job   2s',
        'Run actions/checkout@v4   1s',
        `Run npm run ${job}   ${r.int(20, 90)}s`,
        `Error: Process completed with exit code ${code}.`,
        'Post Run actions/checkout@v4   0s',
      ],
      truth: {
        exitCode: number(code),
        error: any(`Process completed with exit code ${code}`),
        find: any('actions/checkout@v4'),
      },
    };
  },
  gitlab: (r) => {
    const [file] = two(r);
    const code = r.pick([1, 2, 137]);
    const runner = `${r.int(15, 17)}.${r.int(0, 9)}.${r.int(0, 3)}`;
    return {
      name: 'gitlab',
      sort: 'ci',
      lines: [
        `Running with gitlab-runner ${runner} (a1b2c3d4)`,
        'Executing "step_script" stage of the job script',
        `$ python manage.py test ${file}`,
        'Ran 42 tests in 3.141s',
        'FAILED (failures=2)',
        `ERROR: Job failed: exit code ${code}`,
      ],
      truth: { exitCode: number(code), version: any(runner), command: any(`python manage.py test ${file}`) },
    };
  },
  console: (r) => {
    const [file] = two(r);
    const prop = r.pick(PROPS);
    const [line, column] = [r.int(9, 250), r.int(5, 60)];
    return {
      name: 'console',
      sort: 'console',
      lines: [
        'Elements   Console   Sources   Network',
        `Uncaught TypeError: items.${prop} is not a function`,
        `    at render (${file}.js:${line}:${column})`,
        `    at HTMLButtonElement.onclick (index.html:${r.int(5, 40)}:12)`,
        `GET https://shop.example.com/api/${file} 404 (Not Found)`,
      ],
      truth: {
        error: any(`items.${prop} is not a function`),
        line: number(line),
        url: any(`https://shop.example.com/api/${file}`),
      },
    };
  },
  cors: (r) => {
    const port = r.pick([3000, 4200, 5173]);
    return {
      name: 'cors',
      sort: 'console',
      lines: [
        'Console   Issues',
        `Access to fetch at 'https://api.example.com/me' from origin 'http://localhost:${port}' has been`,
        "blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present.",
        'POST https://api.example.com/me net::ERR_FAILED 500',
        'Uncaught (in promise) TypeError: Failed to fetch',
      ],
      truth: { error: any('Failed to fetch', 'CORS'), port: number(port), url: any('https://api.example.com/me') },
    };
  },
};

export const SCREENS: Record<string, Make> = { ...tools, ...traces, ...others };

/** `count` screens, every sort in turn, each with its own names and numbers. */
export function screensOf(random: Source, count: number): Screen[] {
  const makes = Object.values(SCREENS);
  return Array.from({ length: count }, (_, i) => makes[i % makes.length]!(random));
}
