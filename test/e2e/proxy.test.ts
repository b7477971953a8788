// A download in the editor on a company's network: its proxy wants credentials and alone resolves names, its authority signs the mirror's certificate.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ROOT } from '../../scripts/lib/run.ts';
import { makeCertificates, serveFile, startProxy, startServer, type RunningServer } from '../download/server.ts';
import { useProduct } from './support/product.ts';

const nano = (name: string) => readFileSync(join(ROOT, 'models', 'nano', name));
const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex');
const FILES = { 'model.gguf': nano('model.gguf'), 'mmproj.gguf': nano('mmproj.gguf') };
const PAIR = {
  id: 'mirrored',
  name: 'Mirrored Imp',
  summary: 'From the mirror of the test.',
  source: {
    kind: 'gguf',
    files: Object.entries(FILES).map(([name, data], i) => ({
      role: i === 0 ? 'model' : 'mmproj',
      url: `https://models.invalid/${name}`,
      name,
      bytes: data.length,
      sha256: sha256(data),
    })),
  },
};
const LENIENT = { ...PAIR, id: 'lenient', name: 'Lenient Imp' };
const SIGNED = { ...PAIR, id: 'signed', name: 'Signed Imp' };
const folder = mkdtempSync(join(tmpdir(), 'imp-proxy-'));
const company = makeCertificates(join(folder, 'company'));
const stranger = makeCertificates(join(folder, 'stranger'));

describe('proxy', () => {
  let mirror: RunningServer;
  let other: RunningServer;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  before(async () => {
    const routes = Object.fromEntries(
      [PAIR, LENIENT, SIGNED].flatMap(({ id }) => [
        [
          `/${id}/SHA256SUMS`,
          serveFile(() =>
            Buffer.from(
              Object.entries(FILES)
                .map(([name, data]) => `${sha256(data)}  ${name}\n`)
                .join(''),
            ),
          ),
        ],
        ...Object.entries(FILES).map(([name, data]) => [`/${id}/${name}`, serveFile(() => data)] as const),
      ]),
    );
    mirror = await startServer(routes, company);
    other = await startServer(routes, stranger);
    const port = ({ url }: RunningServer) => Number(new URL(url).port);
    proxy = await startProxy('dev', 'p@ss', { 'models.test': port(mirror), 'other.test': port(other) });
  });
  after(async () => {
    await Promise.all([mirror, other, proxy].map((server) => server.close()));
    rmSync(folder, { recursive: true });
  });

  // The file stands for the operating system's store of authorities: OpenSSL's variable, which Node's reading of that store honours.
  const imp = useProduct({
    settings: { 'imp.models.catalog': [PAIR, LENIENT, SIGNED], 'http.systemCertificatesNode': true },
    env: { SSL_CERT_FILE: company.caFile },
  });
  const installed = () =>
    existsSync(
      join(imp.session.workbench.user, 'User', 'globalStorage', 'imp-vscode.imp-vscode', 'models', 'mirrored'),
    );
  async function download(
    settings: Record<string, unknown>,
    outcome: RegExp | string,
    model = PAIR.name,
  ): Promise<void> {
    imp.session.changeSettings(settings);
    await imp.workbench.open();
    await imp.workbench.command('Imp: Download Model…');
    await imp.workbench.pick(model);
    await imp.workbench.notified(outcome);
    await imp.workbench.clearNotifications();
  }

  test('without credentials the proxy is named, and nothing goes past it', async () => {
    await download(
      { 'http.proxy': proxy.url, 'imp.download.mirror': 'https://models.test' },
      /The proxy wants a user name and a password/,
    );
    assert.ok(proxy.refused > 0);
    assert.deepEqual([proxy.requests, mirror.requests, installed()], [[], [], false]);
  });

  test('credentials of http.proxyAuthorization reach the proxy; a certificate that nobody here vouches for is refused', async () => {
    const authorization = `Basic ${Buffer.from('dev:p@ss').toString('base64')}`;
    await download(
      { 'http.proxyAuthorization': authorization, 'imp.download.mirror': 'https://other.test' },
      /The certificate of other\.test is not trusted here/,
    );
    assert.ok(
      proxy.requests.some(({ path }) => path === 'other.test:443'),
      'asked through the proxy',
    );
    assert.deepEqual([other.requests, installed()], [[], false]);
  });

  test('the same certificate is taken where http.proxyStrictSSL is off', async () => {
    await download({ 'http.proxyStrictSSL': false }, 'Lenient Imp is ready.', 'Lenient Imp');
    assert.ok(other.requests.length > 0);
  });

  test("http.proxyAuthorization and the company's authority together", async () => {
    await download(
      { 'http.proxyStrictSSL': true, 'imp.download.mirror': 'https://models.test' },
      'Signed Imp is ready.',
      'Signed Imp',
    );
  });

  test("with credentials in the proxy's address and the company's authority the model arrives, through the proxy alone", async () => {
    const signedIn = proxy.url.replace('//', '//dev:p%40ss@');
    await download(
      { 'http.proxy': signedIn, 'http.proxyAuthorization': null, 'imp.download.mirror': 'https://models.test' },
      'Mirrored Imp is ready.',
    );
    assert.ok(installed());
    assert.ok(proxy.requests.some(({ path }) => path === 'models.test:443'));
    assert.deepEqual(
      mirror.requests
        .map(({ path }) => path)
        .filter((path) => path.startsWith('/mirrored/'))
        .sort(),
      ['/mirrored/SHA256SUMS', '/mirrored/mmproj.gguf', '/mirrored/model.gguf'],
    );
  });
});
