/** `fetch` for the command line: proxies of the environment, certificates of the system. The editor has its own. */
import { EnvHttpProxyAgent, fetch as undiciFetch, type RequestInit as UndiciRequestInit } from 'undici';
import type { Fetch } from './file.ts';

/**
 * A fetch that honours HTTP_PROXY, HTTPS_PROXY (with `user:password@` where the proxy asks) and NO_PROXY, which
 * Node's own does not; certificate authorities beside Node's own come from NODE_EXTRA_CA_CERTS, which Node reads
 * itself. undici is Node's own HTTP client as a package; the built-in copy takes no dispatcher of another version.
 */
export function commandLineFetch(): Fetch {
  const dispatcher = new EnvHttpProxyAgent();
  return ((url: string, init?: UndiciRequestInit) => undiciFetch(url, { ...init, dispatcher })) as unknown as Fetch;
}
