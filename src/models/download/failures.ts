/** Why a request failed, in words that say what to do; and whether trying again can help. */
import { ImpError } from '../../shared/errors.ts';
import { msg, type Message } from '../../shared/message.ts';

const CERTIFICATE_CODES = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** A failure of one attempt; `retry` says whether another attempt may go better. */
export class AttemptError extends Error {
  readonly error: ImpError;
  readonly retry: boolean;
  /** Seconds that the server asked to wait. */
  readonly waitSeconds: number | undefined;

  constructor(error: ImpError, retry: boolean, waitSeconds?: number) {
    super(error.message);
    this.error = error;
    this.retry = retry;
    this.waitSeconds = waitSeconds;
  }
}

/** An HTTP status that is neither 200 nor 206. */
export function failedStatus(status: number, url: string, retryAfter: string | null): AttemptError {
  const { host } = new URL(url);
  const fail = (message: Message, retry = false) =>
    new AttemptError(
      new ImpError('download-failed', message, { details: { status, host } }),
      retry,
      Number(retryAfter) || undefined,
    );
  if (status === 404 || status === 410)
    return fail(
      msg`${host} does not have ${new URL(url).pathname} (${status}). The model may have moved, or the mirror lacks it: check imp.download.mirror.`,
    );
  if (status === 401 || status === 403)
    return fail(
      msg`${host} refuses access (${status}). Check that the address needs no sign-in, or import the model from files.`,
    );
  if (status === 407) return failedProxy();
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return fail(msg`${host} is busy or broken (${status}). Try again later; what is here already is kept.`, true);
  return fail(msg`${host} answered with status ${status}. Check the address or the mirror.`);
}

function failedProxy(): AttemptError {
  return new AttemptError(
    new ImpError(
      'download-failed',
      msg`The proxy wants a user name and a password (407). Put them into the proxy address (http://user:password@host:port) of the editor setting http.proxy, or of HTTPS_PROXY for the command line.`,
      { details: { status: 407 } },
    ),
    false,
  );
}

/** What `fetch` or reading its body threw. */
export function failedNetwork(thrown: unknown, url: string): AttemptError {
  if (thrown instanceof AttemptError) return thrown;
  if (thrown instanceof ImpError) return new AttemptError(thrown, false);
  const codes: string[] = [];
  let text = '';
  for (let cause: unknown = thrown; cause instanceof Error; cause = cause.cause) {
    codes.push(String((cause as NodeJS.ErrnoException).code ?? ''));
    text = cause.message; // the innermost says most
    if (/\b407\b/.test(cause.message) && /proxy/i.test(cause.message)) return failedProxy();
  }
  const { host } = new URL(url);
  const disk = codes.find((code) => code === 'ENOSPC' || code === 'EDQUOT');
  if (disk)
    return new AttemptError(
      new ImpError(
        'disk-full',
        msg`The disk is full. Free some space and start the download again: it goes on where it stopped.`,
        { cause: thrown },
      ),
      false,
    );
  if (codes.some((code) => code === 'EACCES' || code === 'EPERM' || code === 'EROFS')) {
    return new AttemptError(
      new ImpError('download-failed', msg`The model folder cannot be written: ${text}. Check its permissions.`, {
        cause: thrown,
      }),
      false,
    );
  }
  if (codes.some((code) => CERTIFICATE_CODES.has(code))) {
    const message = msg`The certificate of ${host} is not trusted here (${text}). If your company's proxy signs traffic itself, install its certificate in the operating system (the editor uses it with http.systemCertificates), or name its file in NODE_EXTRA_CA_CERTS for the command line.`;
    return new AttemptError(new ImpError('download-failed', message, { cause: thrown, details: { host } }), false);
  }
  const message = msg`The connection to ${host} failed: ${text}. Check the network or the proxy and start the download again: it goes on where it stopped.`;
  return new AttemptError(new ImpError('download-failed', message, { cause: thrown, details: { host } }), true);
}
