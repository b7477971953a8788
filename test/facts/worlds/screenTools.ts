/** Terminals of ten tools and more. */
import { type Make, FILES, cap, any, number, two } from './screenParts.ts';

export const TOOLS: Record<string, Make> = {
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
