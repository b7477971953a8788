/** `fetch` where Node's own, and the editor's, leave something out. undici is Node's own HTTP client as a package; the built-in copy takes no dispatcher of another version. */
import tls from 'node:tls';
import {
  Agent,
  EnvHttpProxyAgent,
  fetch as undiciFetch,
  type Dispatcher,
  type RequestInit as UndiciRequestInit,
} from 'undici';
import type { Fetch, ProxySettings } from './file.ts';

/**
 * For the command line. Honours HTTP_PROXY, HTTPS_PROXY (with `user:password@` where the proxy asks) and NO_PROXY, which Node's own
 * does not; certificate authorities beside Node's own come from NODE_EXTRA_CA_CERTS, which Node reads itself.
 */
export const commandLineFetch = (): Fetch => through(new EnvHttpProxyAgent());

/** An answer that is computed for minutes before its first byte; whoever asks bounds the wait. */
const PATIENT = { headersTimeout: 0, bodyTimeout: 0 };

/** As `commandLineFetch`, for servers that think before they speak. */
export const patientFetch = (): Fetch => through(new EnvHttpProxyAgent(PATIENT));

/** For loopback addresses: past every proxy, so that nothing leaves this machine. */
export const localFetch = (): Fetch => through(new Agent(PATIENT));

/** By the editor's settings; for `editorFetch`. */
export function settingsFetch({ proxy, authorization, noProxy, strictSSL }: ProxySettings): Fetch {
  const certificates = { rejectUnauthorized: strictSSL, ca: authorities() };
  return through(
    new EnvHttpProxyAgent({
      ...(proxy && { httpProxy: proxy, httpsProxy: proxy }),
      ...(noProxy.length > 0 && { noProxy: noProxy.join(',') }),
      ...(authorization && { token: authorization }),
      requestTls: certificates,
      connect: certificates,
    }),
  );
}

/** Node's authorities and the system's, where this Node can read those (22.15 and newer); otherwise Node's own choice. */
function authorities(): string[] | undefined {
  const { getCACertificates } = tls as { getCACertificates?: (from: 'default' | 'system') => string[] };
  return getCACertificates && [...getCACertificates('default'), ...getCACertificates('system')];
}

const through = (dispatcher: Dispatcher): Fetch =>
  ((url: string, init?: UndiciRequestInit) => undiciFetch(url, { ...init, dispatcher })) as unknown as Fetch;
