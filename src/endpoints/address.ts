/** Where an endpoint is: what the user typed, made one form, and what consent and messages need to know of it. */
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';

export interface EndpointAddress {
  /** Without `/v1` and without a slash at its end: paths are appended. */
  base: string;
  /** Scheme, host and port: what the user agrees to. */
  origin: string;
  /** Host name, with its port where that is not the scheme's own; for people. */
  host: string;
  encrypted: boolean;
  /** A loopback address: nothing that goes there leaves this machine. */
  thisMachine: boolean;
}

const MOST_CHARACTERS = 2000;

/**
 * Takes `host:port`, `http://host:port`, and the same with `/v1` or `/v1/chat/completions` after it.
 * @throws ImpError `usage` for anything that is no HTTP address, or has a user name, a password or a query in it
 */
export function endpointAddress(text: string): EndpointAddress {
  const typed = text.trim();
  const url = parse(typed.includes('://') ? typed : `http://${typed}`);
  if (!url || typed === '' || typed.length > MOST_CHARACTERS || !/^https?:$/.test(url.protocol) || !url.hostname)
    throw new ImpError(
      'usage',
      msg`"${typed.slice(0, 80)}" is no address of a server. It looks like http://localhost:8080 or https://gpu.example.com/v1.`,
    );
  if (url.username || url.password)
    throw new ImpError(
      'usage',
      msg`The address holds a user name or a password. Leave them out: the key is asked for.`,
    );
  if (url.search || url.hash)
    throw new ImpError('usage', msg`The address ends with "${(url.search + url.hash).slice(0, 80)}". Leave that out.`);
  const path = url.pathname.replace(/\/(?:chat\/completions|models)\/?$/, '').replace(/\/+$/, '');
  return {
    base: url.origin + path.replace(/\/v1$/, ''),
    origin: url.origin,
    host: url.host,
    encrypted: url.protocol === 'https:',
    thisMachine: isLoopback(url.hostname),
  };
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** `hostname` as a URL has it, which writes every form of an IPv4 address as four decimal numbers. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}
