/** A real HTTP(S) server and a real authenticating proxy on 127.0.0.1, with the faults that downloads meet. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import {
  createServer as createHttp,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttps } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

export interface SeenRequest {
  path: string;
  range: string | undefined;
  ifRange: string | undefined;
}

export interface RunningServer {
  /** `http://127.0.0.1:port` or `https://localhost:port`. */
  url: string;
  requests: SeenRequest[];
  close(): Promise<void>;
}

export type Route = (request: IncomingMessage, response: ServerResponse) => void;

/** Starts a server; a path without a route is answered with 404. */
export async function startServer(
  routes: Record<string, Route>,
  tls?: { key: string; cert: string },
): Promise<RunningServer> {
  const requests: SeenRequest[] = [];
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const path = new URL(request.url!, 'http://x').pathname;
    requests.push({ path, range: request.headers.range, ifRange: request.headers['if-range'] as string | undefined });
    const route = routes[path];
    if (route) route(request, response);
    else response.writeHead(404, { 'content-type': 'text/html' }).end('<html>not found</html>');
  };
  const server: Server = tls ? createHttps(tls, handle) : createHttp(handle);
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return { url: tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`, requests, close: () => close(server) };
}

export interface FileFaults {
  etag?: string;
  /** Bytes after which the connection is cut, for each request in turn; afterwards none is. */
  cuts?: number[];
  /** Bytes after which the sender falls silent, for each request in turn. */
  stalls?: number[];
  /** Milliseconds between pieces of 4 KiB. */
  slow?: number;
  /** Answers 200 with the whole file whatever range is asked for. */
  ignoreRange?: boolean;
}

/** Serves `content` with ranges and validators as a file server does, and with faults. */
export function serveFile(content: () => Buffer, faults: FileFaults = {}): Route {
  const cuts = [...(faults.cuts ?? [])];
  const stalls = [...(faults.stalls ?? [])];
  return (request, response) => {
    const body = content();
    const etag = faults.etag ?? `"${createHash('md5').update(body).digest('hex')}"`;
    const wanted = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const valid = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
    let start = 0;
    if (wanted && valid && !faults.ignoreRange) {
      start = Number(wanted[1]);
      if (start >= body.length)
        return void response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
      response.writeHead(206, {
        etag,
        'content-length': body.length - start,
        'content-range': `bytes ${start}-${body.length - 1}/${body.length}`,
      });
    } else response.writeHead(200, { etag, 'content-length': body.length, 'accept-ranges': 'bytes' });
    const rest = body.subarray(start);
    const cut = cuts.shift();
    if (cut !== undefined)
      return void response.write(rest.subarray(0, cut), () => setTimeout(() => response.destroy(), 150));
    const stall = stalls.shift();
    if (stall !== undefined) return void response.write(rest.subarray(0, stall));
    if (!faults.slow) return void response.end(rest);
    let at = 0;
    const timer = setInterval(() => {
      response.write(rest.subarray(at, at + 4096));
      at += 4096;
      if (at < rest.length) return;
      clearInterval(timer);
      response.end();
    }, faults.slow);
    response.on('close', () => clearInterval(timer));
  };
}

/**
 * An HTTP proxy that asks for Basic credentials; it forwards plain requests and opens tunnels.
 * @param ports names that it alone can resolve, as a company's proxy does: host → port of a server of the test
 */
export async function startProxy(
  user: string,
  password: string,
  ports: Record<string, number> = {},
): Promise<RunningServer & { refused: number }> {
  const expected = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const proxy: RunningServer & { refused: number } = { url: '', requests: [], refused: 0, close: () => close(server) };
  const server = createHttp((request, response) => {
    if (request.headers['proxy-authorization'] !== expected) {
      proxy.refused++;
      return void response.writeHead(407, { 'proxy-authenticate': 'Basic realm="test"' }).end('<html>sign in</html>');
    }
    proxy.requests.push({ path: request.url!, range: request.headers.range, ifRange: undefined });
    const headers = { ...request.headers };
    delete headers['proxy-authorization'];
    request.pipe(
      httpRequest(request.url!, { method: request.method, headers }, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      }),
    );
  });
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    if (request.headers['proxy-authorization'] !== expected) {
      proxy.refused++;
      return void socket.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="test"\r\n\r\n',
      );
    }
    proxy.requests.push({ path: request.url!, range: undefined, ifRange: undefined });
    const [host, port] = request.url!.split(':') as [string, string];
    const upstream = connect(ports[host] ?? Number(port), host in ports ? '127.0.0.1' : host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  await listen(server);
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}

/** A certificate authority and a server certificate for `localhost`, `models.test` and `other.test`, made by the openssl command. */
export function makeCertificates(folder: string): { caFile: string; key: string; cert: string } {
  mkdirSync(folder, { recursive: true });
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  openssl(
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=Imp test authority',
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
  );
  openssl(
    'req',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-subj',
    '/CN=localhost',
    '-keyout',
    at('server.key'),
    '-out',
    at('server.csr'),
  );
  writeFileSync(at('ext.cnf'), 'subjectAltName=DNS:localhost,DNS:models.test,DNS:other.test,IP:127.0.0.1\n');
  openssl(
    'x509',
    '-req',
    '-in',
    at('server.csr'),
    '-CA',
    at('ca.pem'),
    '-CAkey',
    at('ca.key'),
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    at('ext.cnf'),
    '-out',
    at('server.pem'),
  );
  return {
    caFile: at('ca.pem'),
    key: readFileSync(at('server.key'), 'utf8'),
    cert: readFileSync(at('server.pem'), 'utf8'),
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
