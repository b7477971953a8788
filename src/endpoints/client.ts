/** One endpoint, as the extension and the command line use it. */
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import { endpointAddress, type EndpointAddress } from './address.ts';
import { askEndpoint } from './ask.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { detectServer, USUAL_PORTS } from './detect.ts';
import { probe, type ProbeResult } from './probe.ts';
import type { EndpointAnswer, EndpointKind, EndpointQuestion, ServerFacts } from './types.ts';

export interface EndpointClientOptions extends Omit<ConnectionOptions, 'address'> {
  /** As the user typed it; see `endpointAddress`. */
  url: string;
}

/**
 * A client of the chat-completions form, for llama-server, vLLM, SGLang, Ollama, LM Studio, LiteLLM and what speaks like them.
 * It holds no connection and no state: each call is a request of its own. No request leaves before `permission` allows it.
 */
export class EndpointClient {
  readonly address: EndpointAddress;
  private readonly connection: Connection;

  /** @throws ImpError `usage` for what is no address, or a key that no header can hold */
  constructor({ url, ...options }: EndpointClientOptions) {
    this.address = endpointAddress(url);
    if (options.key !== undefined && !/^[\x21-\x7e]{0,4000}$/.test(options.key))
      throw new ImpError('usage', msg`The key has a space or a character in it that no key has. Copy it again.`);
    this.connection = new Connection({ ...options, address: this.address });
  }

  /**
   * Which server it is, its models, and what each says of itself.
   * @throws ImpError `endpoint-unreachable`, `endpoint-denied`, `endpoint-missing`, `endpoint-busy`, `endpoint-failed`, `offline`,
   * `consent-refused`, `cancelled`
   */
  detect(signal?: AbortSignal): Promise<ServerFacts> {
    return detectServer(this.connection, signal);
  }

  /** Shows the model a small picture, for one that does not say whether it sees. @throws as `detect` */
  probe(model: string, signal?: AbortSignal): Promise<ProbeResult> {
    return probe(this.connection, model, signal);
  }

  /**
   * Answers the last of the turns. Words come through `onEvent` as they are written; an error after the first one leaves them valid.
   * @throws ImpError as `detect`, and `context-full`, `image-too-large`, `endpoint-blind`, `usage`
   */
  ask(question: EndpointQuestion): Promise<EndpointAnswer> {
    return askEndpoint(this.connection, question);
  }
}

/** Servers on this machine at the ports that they usually have; only loopback is asked. */
export async function findLocalServers(
  fetch: typeof globalThis.fetch,
  signal?: AbortSignal,
  ports: readonly number[] = USUAL_PORTS.map(({ port }) => port),
): Promise<{ url: string; kind: EndpointKind; models: number }[]> {
  const permission = { offline: true, agreed: () => false };
  const found = await Promise.all(
    ports.map(async (port) => {
      const url = `http://127.0.0.1:${port}`;
      try {
        const { kind, models } = await new EndpointClient({ url, fetch, permission }).detect(signal);
        return { url, kind, models: models.length };
      } catch (thrown) {
        // One that wants a key is there all the same.
        return ImpError.from(thrown).code === 'endpoint-denied'
          ? { url, kind: 'openai' as const, models: 0 }
          : undefined;
      }
    }),
  );
  return found.filter((each) => each !== undefined);
}
