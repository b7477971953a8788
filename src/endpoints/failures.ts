/** Each way in which an endpoint fails as one message: what is wrong there, and what to do. */
import { ImpError, type ErrorCode } from '../shared/errors.ts';
import { msg, type Message } from '../shared/message.ts';
import { plainWords } from '../shared/plainText.ts';
import type { EndpointAddress } from './address.ts';
import type { Complaint } from './complaint.ts';

/** A refusal with what the server said, for those who can do something about it before it is reported to the user. */
export class ComplaintError extends ImpError {
  readonly complaint: Complaint;

  constructor(complaint: Complaint, code: ErrorCode, text: Message, host: string) {
    super(code, text, { details: detailsOf(complaint, host) });
    this.complaint = complaint;
  }
}

function detailsOf({ status, promptTokens, contextTokens }: Complaint, host: string) {
  return {
    status,
    host,
    ...(promptTokens !== undefined && { promptTokens }),
    ...(contextTokens !== undefined && { contextTokens }),
  };
}

/** @param model id of the model that was asked; empty where none was */
export function refused(
  complaint: Complaint,
  { host }: EndpointAddress,
  model: string,
  withKey: boolean,
): ComplaintError {
  const { status, words, promptTokens, contextTokens, mostPictures } = complaint;
  const said = words || String(status);
  const fail = (code: ErrorCode, text: Message) => new ComplaintError(complaint, code, text, host);
  switch (complaint.kind) {
    case 'overflow':
    case 'answer-room':
      if (promptTokens !== undefined && contextTokens !== undefined)
        return fail(
          'context-full',
          msg`This question needs ${promptTokens} tokens, but the context of ${model} at ${host} has ${contextTokens}. Use fewer pictures or a shorter text, or have the server started with a larger context.`,
        );
      return fail(
        'context-full',
        msg`This question is too long for the context of ${model} at ${host} (${said}). Use fewer pictures or a shorter text, or have the server started with a larger context.`,
      );
    case 'too-large':
      return fail(
        'image-too-large',
        msg`${host} does not take a request of this size (${status}). Ask about a part of the picture, or have the limit for bodies raised there.`,
      );
    case 'blind':
      return fail(
        'endpoint-blind',
        msg`${model} at ${host} takes no pictures (${said}). Choose a model that sees; for llama-server, it must be started with its mmproj file.`,
      );
    case 'too-many-pictures':
      return fail(
        'usage',
        msg`${model} at ${host} takes ${mostPictures ?? 1} pictures in one request. Ask about fewer, or begin a new conversation.`,
      );
    case 'picture-unreadable':
      return fail('endpoint-failed', msg`${host} cannot read the picture (${said}).`);
    case 'denied':
      if (status === 407)
        return fail(
          'endpoint-denied',
          msg`The proxy in front of ${host} wants a user name and a password (407): set http.proxy.`,
        );
      return withKey
        ? fail(
            'endpoint-denied',
            msg`${host} does not accept the key (${said}). Enter another one with "Imp: Add Endpoint…".`,
          )
        : fail('endpoint-denied', msg`${host} wants a key (${said}). Enter it with "Imp: Add Endpoint…".`);
    case 'missing-model':
      return fail('endpoint-missing', msg`${host} does not have the model ${model} (${said}). Choose another one.`);
    case 'missing-address':
      return fail(
        'endpoint-missing',
        msg`${host} answers, but not as a server for chat completions (${status}). Check the address: it ends before /v1.`,
      );
    case 'loading':
      return fail('endpoint-busy', msg`${host} is still loading its model. Try again in a while.`);
    case 'busy':
      return fail('endpoint-busy', msg`${host} has no room for another question now (${said}). Try again in a while.`);
    case 'option':
    case 'failed':
      return fail(
        'endpoint-failed',
        msg`${host} could not answer: ${said}. Try again; the log of that server says more.`,
      );
  }
}

const CERTIFICATE =
  /^(?:SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w+|CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+|EPROTO|HOSTNAME_MISMATCH)$/;

/**
 * What `fetch`, or reading its body, threw.
 * @param answering the answer had begun: what was written stays
 */
export function failedConnection(thrown: unknown, { host }: EndpointAddress, answering = false): ImpError {
  if (thrown instanceof ImpError) return thrown;
  let code = '';
  let text = '';
  for (let cause: unknown = thrown, depth = 0; cause instanceof Error && depth < 8; cause = cause.cause, depth++) {
    code = String((cause as NodeJS.ErrnoException).code ?? '') || code;
    text = cause.message || text;
  }
  const why = plainWords(text || code).slice(0, 200);
  const fail = (message: Message) =>
    new ImpError('endpoint-unreachable', message, { cause: thrown, details: { host, ...(code && { code }) } });
  if (CERTIFICATE.test(code))
    return fail(
      msg`The certificate of ${host} is not trusted here (${why}). Install your company's certificate in the operating system, or name its file in NODE_EXTRA_CA_CERTS for the command line.`,
    );
  if (answering)
    return fail(msg`The connection to ${host} was lost while it answered. What was written stays; try again.`);
  if (code === 'ECONNREFUSED')
    return fail(msg`Nothing answers at ${host}. Start the server there, or check the address.`);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return fail(msg`There is no host of the name ${host} in this network. Check the address.`);
  return fail(msg`The connection to ${host} failed (${why}). Check that the server runs, and the network.`);
}

export const lost = (address: EndpointAddress): ImpError =>
  failedConnection(new Error('the stream ended'), address, true);

export const silent = ({ host }: EndpointAddress, seconds: number): ImpError =>
  new ImpError(
    'endpoint-unreachable',
    msg`${host} has said nothing for ${seconds} s. Try again, or look whether the server is well.`,
    {
      details: { host },
    },
  );

export const redirected = ({ host }: EndpointAddress, to: string): ImpError =>
  new ImpError(
    'endpoint-unreachable',
    msg`${host} sends requests on to ${to}: nothing was sent there. If that is right, add that address as an endpoint.`,
    { details: { host } },
  );

export const noAnswer = ({ host }: EndpointAddress, sample: string): ImpError =>
  new ImpError(
    'endpoint-failed',
    msg`${host} sent something that is no answer ("${plainWords(sample).replace(/\s+/g, ' ').slice(0, 80)}"). Check the address; what was written stays.`,
    { details: { host } },
  );
