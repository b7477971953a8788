/**
 * A team's load: users with a picture and a conversation each, all at once, through nginx (sticky by session) to llama.cpp's own servers
 * with the built-in pair. Every answer is compared with the one that the same conversation got alone, so that none is lost or mixed up.
 *
 *   npm run test:servers llama-server && node --import tsx scripts/bench/load.ts [--users 20] [--questions 10] [--servers 1] [--slots 4] [--alone 20] [--rounds 1]
 *
 * Needs nginx on the path. Nothing leaves loopback.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { EndpointClient, type EndpointAnswer } from '../../src/endpoints/index.ts';
import type { Turn } from '../../src/shared/engine.ts';
import { clientOf, freePort, python, question, startLlamaServer } from '../../test/servers/support.ts';
import { main, ScriptError } from '../lib/run.ts';

const QUESTIONS = [
  'What kind of picture is this?',
  'How many bars are there?',
  'Which bar is the tallest?',
  'Is the trend rising, falling or mixed?',
  'How tall is the first bar as a share of the axis?',
  'Is there a legend?',
  'Is there a grid?',
  'Which bar is the shortest?',
  'How tall is the last bar as a share of the axis?',
  'Explain this chart.',
];
/** Tokens of an answer, at most. */
const ANSWER_TOKENS = 32;

/** What docs/team.md says, for servers on this machine. */
const nginxConfig = (folder: string, port: number, servers: readonly number[]) => `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 512; }
http {
  log_format team '$http_x_session_id $upstream_addr $status $request_length $request_time';
  access_log ${folder}/access.log team;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  client_max_body_size 32m;
  upstream imp {
    hash $http_x_session_id consistent;
${servers.map((server) => `    server 127.0.0.1:${server};`).join('\n')}
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://imp;
      proxy_http_version 1.1;
      proxy_buffering off;
      proxy_read_timeout 600s;
      proxy_next_upstream off;
    }
  }
}
`;

/** A bar chart of one user: no two have the same bars. */
async function chartOf(user: number): Promise<Buffer> {
  const count = 3 + (user % 5);
  const colors = ['#1f77b4', '#d62728', '#2ca02c', '#9467bd', '#ff7f0e'];
  const bars = Array.from({ length: count }, (_, i) => {
    const height = 30 + ((user * 53 + i * 71) % 150);
    const width = 240 / count;
    return `<rect x="${50 + i * width}" y="${210 - height}" width="${0.7 * width}" height="${height}" fill="${colors[(user * 3) % 5]}"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240"><rect width="320" height="240" fill="#fff"/>
    <path d="M45 20V210H300" fill="none" stroke="#000"/>${bars.join('')}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

/** One conversation, turn by turn; -> what each turn got. */
async function converse(url: string, user: number, questions: number): Promise<EndpointAnswer[]> {
  const bytes = await chartOf(user);
  const answers: EndpointAnswer[] = [];
  for (let i = 0; i < questions; i++) answers.push(await askTurn(clientOf(url), user, bytes, answers));
  return answers;
}

/** The user's next question, after those that got `answers`. */
function askTurn(client: EndpointClient, user: number, bytes: Buffer, answers: readonly EndpointAnswer[]) {
  const turns: Turn[] = [];
  for (let i = 0; i <= answers.length; i++) {
    turns.push({ role: 'user', text: QUESTIONS[i % QUESTIONS.length]!, ...(i === 0 && { images: ['chart'] }) });
    if (i < answers.length) turns.push({ role: 'assistant', text: answers[i]!.answer });
  }
  return client.ask(
    question(turns, {
      picture: () => Promise.resolve({ bytes, type: 'image/png', width: 320, height: 240 }),
      maxTokens: ANSWER_TOKENS,
      session: `user-${user}`,
    }),
  );
}

interface Parting {
  /** The token that the server prefers when it has nothing else to do, and its logarithmic probability. */
  best: string;
  second: string;
  /** Between the two, in nats. */
  gap: number;
}

/** Asks once more, alone and with probabilities: how near the best two tokens are where that answer parts from `other`. */
async function partingOf(
  url: string,
  user: number,
  before: readonly EndpointAnswer[],
  other: string,
): Promise<Parting | undefined> {
  interface Token {
    token: string;
    logprob: number;
    top_logprobs: { token: string; logprob: number }[];
  }
  let tokens: Token[] = [];
  const client = new EndpointClient({
    url,
    permission: { offline: true, agreed: () => false },
    fetch: async (address, init) => {
      const asked = typeof init?.body === 'string' ? (JSON.parse(init.body) as object) : {};
      const body = JSON.stringify({
        ...asked,
        stream: false,
        stream_options: undefined,
        logprobs: true,
        top_logprobs: 2,
      });
      const response = await fetch(address, { ...init, ...(init?.body && { body }) });
      const answer = (await response.clone().json()) as { choices?: { logprobs?: { content: Token[] } }[] };
      tokens = answer.choices?.[0]?.logprobs?.content ?? tokens;
      return response;
    },
  });
  await askTurn(client, user, await chartOf(user), before);
  let text = '';
  for (const { token, logprob, top_logprobs } of tokens) {
    text += token;
    if (other.startsWith(text.trimStart())) continue;
    const second = top_logprobs.find((candidate) => candidate.token !== token) ?? { token: '', logprob: -Infinity };
    return { best: token, second: second.token, gap: logprob - second.logprob };
  }
  return undefined;
}

const percentile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;

function figures(name: string, answers: readonly EndpointAnswer[], seconds: number): void {
  const sum = (of: (answer: EndpointAnswer) => number) => answers.reduce((all, answer) => all + of(answer), 0);
  const first = answers.map(({ timings }) => timings.first_token_ms / 1000);
  const whole = answers.map(({ timings }) => timings.total_ms / 1000);
  const prompt = sum(({ promptTokens = 0 }) => promptTokens);
  const cached = sum(({ reusedTokens }) => reusedTokens);
  const generated = sum(({ timings }) => timings.generated_tokens);
  console.log(
    `${name}: ${answers.length} answers in ${seconds.toFixed(0)} s (${((60 * answers.length) / seconds).toFixed(0)} a minute, ${(generated / seconds).toFixed(1)} tokens/s); ` +
      `first word ${percentile(first, 0.5).toFixed(1)} s (95 %: ${percentile(first, 0.95).toFixed(1)} s), whole ${percentile(whole, 0.5).toFixed(1)} s (95 %: ${percentile(whole, 0.95).toFixed(1)} s); ` +
      `cached_tokens ${cached} of ${prompt} (${((100 * cached) / prompt).toFixed(0)} %)`,
  );
}

await main(async () => {
  const { values } = parseArgs({
    options: {
      users: { type: 'string', default: '20' },
      questions: { type: 'string', default: '10' },
      servers: { type: 'string', default: '1' },
      slots: { type: 'string', default: '4' },
      /** Users whose conversations are held alone first, to compare; absent: all. */
      alone: { type: 'string' },
      rounds: { type: 'string', default: '1' },
    },
  });
  const [users, questions, count, slots, rounds] = [
    values.users,
    values.questions,
    values.servers,
    values.slots,
    values.rounds,
  ].map(Number);
  if (!python) throw new ScriptError("llama.cpp's server is not there: npm run test:servers llama-server");
  console.log(
    `${cpus()[0]?.model}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}; ${users} users × ${questions} questions, ${count} server(s) of ${slots} slots`,
  );

  const everybody = Array.from({ length: users! }, (_, user) => user);
  const alone: EndpointAnswer[][] = [];
  const lonely = await startLlamaServer(python, { slots: 1 });
  let started = performance.now();
  const compared = everybody.slice(0, Number(values.alone ?? users));
  for (const user of compared) alone.push(await converse(lonely.url, user, questions!));
  figures('alone, one slot', alone.flat(), (performance.now() - started) / 1000);

  const servers = [];
  for (let i = 0; i < count!; i++) servers.push(await startLlamaServer(python, { slots }));
  const folder = mkdtempSync(join(tmpdir(), 'imp-load-'));
  const port = await freePort();
  writeFileSync(
    join(folder, 'nginx.conf'),
    nginxConfig(
      folder,
      port,
      servers.map((server) => server.port),
    ),
  );
  const nginx = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'inherit' });
  try {
    const url = `http://127.0.0.1:${port}`;
    while (!(await fetch(`${url}/health`).catch(() => undefined))?.ok) await sleep(100);
    let lost = 0;
    for (let round = 1; round <= rounds!; round++) {
      started = performance.now();
      const together = await Promise.all(everybody.map((user) => converse(url, user, questions!)));
      figures(`together, through nginx, round ${round}`, together.flat(), (performance.now() - started) / 1000);
      lost += together.flat().filter(({ answer }) => answer === '').length;
      const kinds = new Set(together.map((answers) => answers.map(({ answer }) => answer).join('\n'))).size;
      console.log(`lost ${lost} so far; ${kinds} different conversations of ${users}`);
      for (const user of compared) {
        // Only the first other answer of a conversation: what follows it was asked after other words.
        const i = together[user]!.findIndex(({ answer }, at) => answer !== alone[user]![at]!.answer);
        if (i < 0) continue;
        const { answer } = together[user]![i]!;
        console.log(`other than alone: user ${user}, question ${i}: "${answer}", alone "${alone[user]![i]!.answer}"`);
        for (const [name, at] of [
          ['one slot, nothing else to do', lonely.url],
          [`${slots} slots, nothing else to do`, url],
        ] as const) {
          const parting = await partingOf(at, user, alone[user]!.slice(0, i), answer);
          console.log(
            parting
              ? `  ${name}: ${JSON.stringify(parting.best)} before ${JSON.stringify(parting.second)} by ${parting.gap.toFixed(4)} nats`
              : `  ${name}: the same answer as under load`,
          );
        }
      }
    }

    // nginx writes a request's line after its last byte
    while (readFileSync(join(folder, 'access.log'), 'utf8').split('user-').length <= users! * questions! * rounds!)
      await sleep(100);
    const lines = readFileSync(join(folder, 'access.log'), 'utf8').trim().split('\n');
    const homes = new Map<string, Set<string>>();
    const statuses = new Map<string, number>();
    for (const line of lines) {
      const [session = '', server = '', status = ''] = line.split(' ');
      if (!session.startsWith('user-')) continue;
      homes.set(session, (homes.get(session) ?? new Set()).add(server));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    const sticky = [...homes.values()].filter((at) => at.size === 1).length;
    console.log(
      `nginx: ${[...statuses].map(([status, n]) => `${n} × ${status}`).join(', ')}; ${sticky} of ${homes.size} sessions stayed at one server`,
    );
    if (lost || statuses.size !== 1) process.exitCode = 1;
  } catch (error) {
    console.error(readFileSync(join(folder, 'error.log'), 'utf8').slice(-2000));
    throw error;
  } finally {
    const gone = once(nginx, 'exit');
    nginx.kill('SIGTERM');
    await gone;
    await Promise.all([lonely, ...servers].map((server) => server.kill()));
    rmSync(folder, { recursive: true, force: true });
  }
});
