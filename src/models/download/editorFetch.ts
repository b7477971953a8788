import type { Fetch, ProxySettings } from './file.ts';

/**
 * The editor's `fetch` finds the proxy and trusts the system's authorities but knows nothing of `http.proxyAuthorization` and
 * `http.proxyStrictSSL`: where one of them is set, a fetch that does; the editor's otherwise.
 */
export async function editorFetch(editor: Fetch, settings: ProxySettings): Promise<Fetch> {
  if (!settings.authorization && settings.strictSSL) return editor;
  // late: the client is half a megabyte that few need
  const { settingsFetch } = await import('./network.ts');
  return settingsFetch(settings);
}
