import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CLIENTS,
  entryText,
  fileOf,
  withEntry,
  withoutEntry,
  type AgentClient,
} from '../../src/host/agents/clients.ts';
import { forAgent } from '../../src/host/agents/forAgent.ts';
import { tryServer } from '../../src/host/agents/trial.ts';

const launch = { command: '/usr/bin/node', args: ['/home/me/imp "mcp".mjs'], env: { ELECTRON_RUN_AS_NODE: '1' } };
const client = (id: string): AgentClient => CLIENTS.find((one) => one.id === id)!;

test('an entry is added to JSON beside what is there, and removed again', () => {
  const before = '{"other": true, "mcpServers": {"files": {"command": "x"}}}';
  const after = JSON.parse(withEntry(client('claude-code'), before, launch)) as Record<string, Record<string, object>>;
  assert.deepEqual(after['mcpServers']!['files'], { command: 'x' });
  assert.deepEqual(after['mcpServers']!['imp'], { type: 'stdio', ...launch });
  const undone = withoutEntry(client('claude-code'), JSON.stringify(after));
  assert.deepEqual(JSON.parse(undone!), JSON.parse(before));
  assert.equal(withoutEntry(client('claude-code'), withEntry(client('claude-code'), undefined, launch)), undefined);
});

test('a file that is no JSON is left alone', () => {
  for (const text of ['// comment\n{}', '[1]', '{"mcpServers": []}'])
    assert.throws(
      () => withEntry(client('copilot-cli'), text, launch),
      (error: Error) => /left alone|object/.test(error.message),
    );
});

test('an entry in TOML replaces an older one and touches nothing else', () => {
  const before =
    'model = "o3"\n\n[mcp_servers.imp]\ncommand = "old"\n\n[mcp_servers.imp.env]\nA = "1"\n\n[mcp_servers.docs]\ncommand = "d"\n';
  const after = withEntry(client('codex'), before, launch);
  assert.ok(after.startsWith('model = "o3"\n'));
  assert.ok(after.includes('[mcp_servers.docs]\ncommand = "d"'));
  assert.ok(!after.includes('"old"') && !after.includes('A = "1"'));
  assert.ok(after.includes('args = ["/home/me/imp \\"mcp\\".mjs"]'));
  assert.equal(withoutEntry(client('codex'), after)!.includes('imp'), false);
});

test('files lie where each agent looks', () => {
  assert.equal(fileOf(client('codex'), undefined, '/home/me'), '/home/me/.codex/config.toml');
  assert.equal(fileOf(client('claude-code'), '/work', '/home/me'), '/work/.mcp.json');
  assert.equal(fileOf(client('claude-code'), undefined, '/home/me'), undefined);
  assert.match(entryText(client('continue'), launch), /mcpServers:\n {2}- name: imp\n/);
});

test('a server that cannot start, says nothing or says other things is told so', async () => {
  const node = (script: string) => ({ command: process.execPath, args: ['-e', script], env: {} });
  assert.match((await tryServer({ command: '/nowhere/imp', args: [], env: {} })).reason!, /ENOENT/);
  assert.match((await tryServer(node('console.error("broken"); process.exit(3)'))).reason!, /broken/);
  assert.match((await tryServer(node('setTimeout(() => {}, 60000)'), 300)).reason!, /no answer/);
  assert.match((await tryServer(node('console.log("x".repeat(2e6))'))).reason!, /other things|code 0/);
});

test('what is copied for an agent names the picture, its region and the tools, on lines of its own', () => {
  const text = forAgent('/home/me/a b.png', 'shot\n"one".png');
  assert.equal(text.split('\n')[0], '/home/me/a b.png');
  assert.match(text, /image_source: "\/home\/me\/a b\.png"/);
  assert.match(text, /shot \\"one\\"\.png/);
  for (const name of ['extract_text_from_screenshot', 'analyze_image', 'analyze_data_visualization'])
    assert.ok(text.includes(name));
  assert.match(
    forAgent('/a.png', 'a', { x: 1.4, y: 2, width: 30, height: 40 }),
    /zoom_region.*x: 1, y: 2, width: 30, height: 40/,
  );
});
