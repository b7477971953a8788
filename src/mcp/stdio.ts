/** The server on standard input and output: nothing else may write there. */
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createMcpServer, type McpOptions } from './server.ts';

/** Serves until the client closes its end, or `signal` aborts. */
export async function serveStdio(options: McpOptions, signal: AbortSignal): Promise<void> {
  const server = createMcpServer(options);
  const transport = new StdioServerTransport();
  const gone = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve);
    process.stdin.once('close', resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.connect(transport);
  await gone;
  await server.close();
  await options.eyes.close();
}
