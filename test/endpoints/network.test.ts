/** What leaves, and to whom: consent, offline, redirects, certificates, proxies. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { endpointAddress, EndpointClient } from '../../src/endpoints/index.ts';
import { localFetch, patientFetch, settingsFetch } from '../../src/models/download/network.ts';
import { ImpError } from '../../src/shared/errors.ts';
import { makeCertificates, startServer } from '../download/server.ts';
import { answer, clientOf, json, SERVERS, startFake } from './server.ts';

const question = {
  model: 'm',
  kind: 'openai' as const,
  turns: [{ role: 'user' as const, text: 'What?' }],
  picture: () => Promise.reject(new Error('there is none')),
  maxTokens: 16,
};

test('addresses are made one form; what is none, or holds a secret, is refused', () => {
  for (const url of [
    'gpu:8080',
    'http://gpu:8080/',
    'http://gpu:8080/v1',
    'http://gpu:8080/v1/chat/completions',
    ' http://GPU:8080/v1/models ',
  ])
    assert.deepEqual(endpointAddress(url), {
      base: 'http://gpu:8080',
      origin: 'http://gpu:8080',
      host: 'gpu:8080',
      encrypted: false,
      thisMachine: false,
    });
  assert.equal(endpointAddress('https://a.example/team/v1').base, 'https://a.example/team');
  for (const url of [
    'localhost:1',
    'http://127.0.0.1',
    'http://127.9.8.7',
    'http://[::1]:9',
    'http://0x7f.1',
    'http://LOCALHOST',
  ])
    assert.ok(endpointAddress(url).thisMachine, url);
  for (const url of [
    'http://127.0.0.1.example',
    'http://localhost.example',
    'http://10.0.0.1',
    'http://[::2]',
    'http://0.0.0.0',
  ])
    assert.ok(!endpointAddress(url).thisMachine, url);
  for (const url of [
    '',
    'ftp://a',
    'file:///etc/passwd',
    'http://u:p@a',
    'http://a?key=1',
    'http://a#b',
    'http://',
    'javascript://x',
    'x'.repeat(3000),
  ])
    assert.throws(() => endpointAddress(url), { code: 'usage' }, url);
});

test('without consent, and while offline, not one request is made', async () => {
  let requests = 0;
  const fetch = () => {
    requests++;
    return Promise.reject(new Error('it left'));
  };
  const calls = async (permission: { offline: boolean; agreed: (origin: string) => boolean }) => {
    const client = new EndpointClient({ url: 'http://gpu.example:8080', fetch, permission });
    const work = [() => client.detect(), () => client.probe('m'), () => client.ask(question)];
    return await Promise.all(
      work.map((run) =>
        run().then(
          () => 'done',
          (thrown: unknown) => ImpError.from(thrown).code,
        ),
      ),
    );
  };
  assert.deepEqual(await calls({ offline: false, agreed: () => false }), Array(3).fill('consent-refused'));
  // Consent is for a host, its port, and whether it is encrypted.
  for (const other of ['https://gpu.example:8080', 'http://gpu.example', 'http://gpu.example:8081'])
    assert.deepEqual(
      await calls({ offline: false, agreed: (origin) => origin === other }),
      Array(3).fill('consent-refused'),
    );
  assert.deepEqual(await calls({ offline: true, agreed: () => true }), Array(3).fill('offline'));
  assert.equal(requests, 0);
  assert.deepEqual(
    await calls({ offline: false, agreed: (origin) => origin === 'http://gpu.example:8080' }),
    Array(3).fill('endpoint-unreachable'),
  );
  assert.ok(requests > 0);
});

test('a redirect within the host is followed, one to another host is refused and gets nothing', async () => {
  const other = await startFake({ ...SERVERS['vllm'], 'POST /v1/chat/completions': answer('Stolen.') });
  const server = await startFake({
    'GET /v1/models': (_, response) => void response.writeHead(307, { location: '/list' }).end(),
    'GET /list': json({ data: [{ id: 'm' }] }),
    'POST /v1/chat/completions': (_, response) =>
      void response.writeHead(307, { location: `${other.url}/v1/chat/completions` }).end(),
  });
  const loop = await startFake({}, (seen, response) => void response.writeHead(302, { location: seen.path }).end());
  try {
    const client = clientOf(server.url, { key: 'secret' });
    assert.deepEqual(
      (await client.detect()).models.map(({ id }) => id),
      ['m'],
    );
    await assert.rejects(client.ask(question), {
      code: 'endpoint-unreachable',
      message: /sends requests on to http:\/\/127\.0\.0\.1/,
    });
    assert.deepEqual(other.requests, []);
    await assert.rejects(clientOf(loop.url).detect(), { code: 'endpoint-unreachable' });
    assert.ok(loop.requests.length <= 4);
  } finally {
    await Promise.all([server.close(), other.close(), loop.close()]);
  }
});

test('a certificate that nobody here trusts, nobody at the port, and a name that is none are told apart', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'imp-endpoint-tls-'));
  const secure = await startServer({}, makeCertificates(folder));
  t.after(async () => {
    await secure.close();
    rmSync(folder, { recursive: true });
  });
  await assert.rejects(clientOf(secure.url, { fetch: localFetch() }).detect(), {
    code: 'endpoint-unreachable',
    message: /certificate .* not trusted/,
  });
  const gone = await startFake({});
  await gone.close();
  await assert.rejects(clientOf(gone.url, { fetch: localFetch() }).detect(), { message: /Nothing answers at 127/ });
  const lookup = () =>
    Promise.reject(
      new TypeError('fetch failed', {
        cause: Object.assign(new Error('getaddrinfo ENOTFOUND no.invalid'), { code: 'ENOTFOUND' }),
      }),
    );
  const client = new EndpointClient({
    url: 'http://no.invalid',
    fetch: lookup,
    permission: { offline: false, agreed: () => true },
  });
  await assert.rejects(client.detect(), { message: /no host of the name no\.invalid/ });
});

test('this machine is reached past every proxy, other hosts through it', async (t) => {
  const server = await startFake({ 'GET /v1/models': json({ data: [{ id: 'm' }] }) });
  const proxy = await startFake({}, (_, response) => void response.writeHead(418).end());
  t.after(() => Promise.all([server.close(), proxy.close()]));
  const names = ['http_proxy', 'HTTP_PROXY', 'no_proxy', 'NO_PROXY'] as const;
  const before = names.map((name) => process.env[name]);
  t.after(() =>
    names.forEach((name, i) => (before[i] === undefined ? delete process.env[name] : (process.env[name] = before[i]))),
  );
  Object.assign(process.env, { http_proxy: proxy.url, HTTP_PROXY: proxy.url, no_proxy: '', NO_PROXY: '' });
  await clientOf(server.url, { fetch: localFetch() }).detect();
  assert.equal(server.requests[0]?.path, '/v1/models');
  await assert.rejects(clientOf(server.url, { fetch: patientFetch() }).detect(), { code: /^endpoint-/ });
  const byEditor = settingsFetch({ proxy: proxy.url, authorization: '', noProxy: [], strictSSL: true });
  await assert.rejects(clientOf(server.url, { fetch: byEditor }).detect(), { code: /^endpoint-/ });
});
