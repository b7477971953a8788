/** File names from elsewhere: catalogs, hubs, mirrors, manifests. */

/** Names that Windows gives to devices, with or without an extension. */
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;

/**
 * Whether it is a plain file name on every platform: no path, no alternate stream (`a:b`), no device, no control or bidi
 * characters, nothing that Windows cuts off, not hidden.
 */
export function isPlainFileName(name: string): boolean {
  return (
    name.length > 0 &&
    name.length <= 200 &&
    !/[/\\:*?"<>|\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(name) &&
    !name.startsWith('.') &&
    !/[. ]$/.test(name) &&
    !RESERVED.test(name)
  );
}
