/** Screens of developers as lines of text, with what they say: terminals of ten tools and more, editors, CI, consoles, stack traces. */
import type { Source } from './random.ts';
import { VERBS, PROPS, any, number, two, type Make, type Screen } from './screenParts.ts';
import { TOOLS } from './screenTools.ts';
import { TRACES } from './screenTraces.ts';

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

export const SCREENS: Record<string, Make> = { ...TOOLS, ...TRACES, ...others };

/** `count` screens, every sort in turn, each with its own names and numbers. */
export function screensOf(random: Source, count: number): Screen[] {
  const makes = Object.values(SCREENS);
  return Array.from({ length: count }, (_, i) => makes[i % makes.length]!(random));
}
