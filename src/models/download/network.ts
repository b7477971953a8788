/** `fetch` where Node's own, and the editor's, leave something out. undici is Node's own HTTP client as a package; the built-in copy takes no dispatcher of another version. */
import tls from 'node:tls';
import {
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
