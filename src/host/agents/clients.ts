/**
 * How an MCP server is registered with each coding agent: which file, in which form. By each one's own documentation (autumn 2026);
 * see docs/agents.md for what was tried.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ImpError } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';

/** How `imp mcp` is started. */
export interface Launch {
  command: string;
  args: string[];
  env: Record<string, string>;
}

export interface AgentClient {
  id: string;
  name: string;
  /** The file that names its servers; undefined: shown only. `workspace`: the open folder. */
  file?(home: string, workspace: string | undefined): string | undefined;
  form: 'mcpServers' | 'toml' | 'yaml';
  /** What an entry needs beside command, arguments and environment. */
  more?: Record<string, unknown>;
}

export const CLIENTS: readonly AgentClient[] = [
  {
    id: 'claude-code',
    name: 'Claude Code (this folder)',
    file: (_home, workspace) => workspace && join(workspace, '.mcp.json'),
    form: 'mcpServers',
    more: { type: 'stdio' },
  },
  { id: 'codex', name: 'Codex', file: (home) => join(home, '.codex', 'config.toml'), form: 'toml' },
  {
    id: 'copilot-cli',
    name: 'Copilot CLI',
    file: (home) => join(home, '.copilot', 'mcp-config.json'),
    form: 'mcpServers',
    more: { type: 'local', tools: ['*'] },
  },
  {
    id: 'continue',
    name: 'Continue (this folder)',
    file: (_home, workspace) => workspace && join(workspace, '.continue', 'mcpServers', 'imp.yaml'),
    form: 'yaml',
  },
  { id: 'cline', name: 'Cline', form: 'mcpServers', more: { disabled: false } },
  { id: 'other', name: 'Any other agent', form: 'mcpServers' },
];

export const fileOf = (client: AgentClient, workspace?: string, home = homedir()): string | undefined =>
  client.file?.(home, workspace);

/** The entry as a user pastes it. */
export function entryText({ form, more }: AgentClient, launch: Launch): string {
  const entry = { ...more, ...launch };
  if (form === 'mcpServers') return `${JSON.stringify({ mcpServers: { imp: entry } }, null, 2)}\n`;
  if (form === 'toml') return `${tomlLines(launch).join('\n')}\n`;
  return yaml(launch);
}

/**
 * The file's text with the entry in it; everything else stays.
 * @param text the file as it is; undefined where there is none
 * @throws ImpError `usage` where the file cannot be understood: it is left alone
 */
export function withEntry(client: AgentClient, text: string | undefined, launch: Launch): string {
  if (client.form === 'yaml') return yaml(launch);
  if (client.form === 'toml') {
    const rest = withoutTomlTable(text ?? '').trimEnd();
    return `${rest}${rest ? '\n\n' : ''}${entryText(client, launch)}`;
  }
  const all = jsonObject(text);
  const servers = objectOf(all['mcpServers'] ?? {});
  return `${JSON.stringify({ ...all, mcpServers: { ...servers, imp: { ...client.more, ...launch } } }, null, 2)}\n`;
}

/** The file's text without the entry; undefined where nothing else was in it, so that the file may go. */
export function withoutEntry(client: AgentClient, text: string): string | undefined {
  if (client.form === 'yaml') return undefined;
  if (client.form === 'toml') return withoutTomlTable(text).trim() === '' ? undefined : withoutTomlTable(text);
  const all = jsonObject(text);
  const servers = Object.fromEntries(
    Object.entries(objectOf(all['mcpServers'] ?? {})).filter(([name]) => name !== 'imp'),
  );
  const others = Object.keys(all).filter((key) => key !== 'mcpServers');
  if (others.length === 0 && Object.keys(servers).length === 0) return undefined;
  return `${JSON.stringify({ ...all, mcpServers: servers }, null, 2)}\n`;
}

const isOurs = (line: string) => /^\s*\[mcp_servers\.(?:imp|"imp")(?:\.[^\]]*)?\]\s*(?:#.*)?$/.test(line);

/** Our table, and its tables below, from its head to the next head. */
function withoutTomlTable(text: string): string {
  const kept: string[] = [];
  let ours = false;
  for (const line of text.split('\n')) {
    if (/^\s*\[/.test(line)) ours = isOurs(line);
    if (!ours) kept.push(line);
  }
  return kept.join('\n');
}

function tomlLines({ command, args, env }: Launch): string[] {
  // A JSON string is a TOML basic string.
  const values = Object.entries(env).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  return [
    '[mcp_servers.imp]',
    `command = ${JSON.stringify(command)}`,
    `args = [${args.map((one) => JSON.stringify(one)).join(', ')}]`,
    `env = { ${values.join(', ')} }`,
    'tool_timeout_sec = 60',
  ];
}

function yaml({ command, args, env }: Launch): string {
  // A JSON string is a YAML double-quoted scalar.
  return [
    'name: Imp',
    'version: 0.0.1',
    'schema: v1',
    'mcpServers:',
    '  - name: imp',
    `    command: ${JSON.stringify(command)}`,
    '    args:',
    ...args.map((one) => `      - ${JSON.stringify(one)}`),
    '    env:',
    ...Object.entries(env).map(([name, value]) => `      ${name}: ${JSON.stringify(value)}`),
    '',
  ].join('\n');
}

function jsonObject(text: string | undefined): Record<string, unknown> {
  if (text === undefined || text.trim() === '') return {};
  try {
    return objectOf(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (cause) {
    throw new ImpError(
      'usage',
      msg`The agent's file is not plain JSON (comments?), so it was left alone. Copy the entry and paste it there.`,
      { cause },
    );
  }
}

function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('not an object');
  return value as Record<string, unknown>;
}
