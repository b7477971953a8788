/** An address of an answer as it will be opened; tested without an editor. */
import { looksOther } from '../../shared/plainText.ts';

export interface Address {
  /** Exactly what is opened. */
  href: string;
  /** Whom it leads to; empty for mail. */
  host: string;
}

const SCHEMES = new Set(['http:', 'https:', 'mailto:']);

/**
 * The address, or why it is not opened: `scheme` (neither web nor mail), `user` (names before an @ look like the host),
 * `disguised` (control or direction marks: it reads as another one).
 */
export function readAddress(href: string): Address | 'scheme' | 'user' | 'disguised' {
  if (looksOther(href)) return 'disguised';
  let url: URL;
  try {
    url = new URL(href);
  } catch {
    return 'scheme';
  }
  if (!SCHEMES.has(url.protocol)) return 'scheme';
  if (url.username || url.password) return 'user';
  // Percent signs that hide direction marks or controls are no better than the marks themselves.
  let decoded = url.href;
  try {
    decoded = decodeURIComponent(url.href);
  } catch {
    // Not text at all: shown as it is written.
  }
  if (looksOther(decoded)) return 'disguised';
  return { href: url.href, host: url.host };
}
