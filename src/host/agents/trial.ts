/** Whether a server answers: starts it as a client would, shakes hands, asks for its tools, and lets it go. */
import { spawn } from 'node:child_process';
import type { Launch } from './clients.ts';

const LIMIT_MS = 15_000;
const MOST_BYTES = 1_000_000;

export interface Trial {
  ok: boolean;
  /** To the handshake, and to the list of tools. */
  handshakeMs?: number;
  tools?: number;
  /** What went wrong, in the words of whoever said it. */
  reason?: string;
}

export function tryServer({ command, args, env }: Launch, limitMs = LIMIT_MS): Promise<Trial> {
  return new Promise((resolve) => {
    const started = performance.now();
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    let [out, errors] = ['', ''];
    let handshakeMs: number | undefined;
    const finish = (trial: Trial) => {
      clearTimeout(limit);
      resolve(trial);
      child.stdin.destroy();
      child.kill();
    };
    const limit = setTimeout(() => finish({ ok: false, reason: `no answer within ${limitMs / 1000} s` }), limitMs);
    const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    child.stdin.on('error', () => {});
    child.stderr.on('data', (data: Buffer) => (errors = (errors + String(data)).slice(-500)));
    child.once('error', (error) => finish({ ok: false, reason: error.message }));
    child.once('exit', (code) => finish({ ok: false, reason: errors.trim() || `ended with code ${code}` }));
    child.stdout.on('data', (data: Buffer) => {
      out += String(data);
      if (out.length > MOST_BYTES) return finish({ ok: false, reason: 'it writes other things than answers' });
      for (let end = out.indexOf('\n'); end >= 0; end = out.indexOf('\n')) {
        const answer = parsed(out.slice(0, end));
        out = out.slice(end + 1);
        if (answer?.id === 1 && answer.result) {
          handshakeMs = Math.round(performance.now() - started);
          send({ method: 'notifications/initialized' });
          send({ id: 2, method: 'tools/list', params: {} });
        } else if (answer?.id === 2) {
          const tools = (answer.result as { tools?: unknown[] } | undefined)?.tools?.length ?? 0;
          finish({ ok: tools > 0, handshakeMs, tools });
        }
      }
    });
    const clientInfo = { name: 'imp-trial', version: '1' };
    send({ id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo } });
  });
}

function parsed(line: string): { id?: number; result?: unknown } | undefined {
  try {
    return JSON.parse(line) as { id?: number; result?: unknown };
  } catch {
    return undefined;
  }
}
