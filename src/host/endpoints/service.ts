/** The models on servers, as the extension sees them: settings, consent and keys in, one model in use out. */
import * as vscode from 'vscode';
import {
  EndpointClient,
  endpointModel,
  findLocalServers,
  Known,
  knownKey,
  type EndpointAddress,
  type EndpointPlace,
  type KnownModel,
} from '../../endpoints/index.ts';
import { editorFetch } from '../../models/index.ts';
import { ImpError } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';
import type { Log } from '../log.ts';
import { notifyWarning } from '../dialogs/notify.ts';
import type { ModelInUse } from '../ports.ts';
import * as settings from '../settings.ts';
import { checkEntries, isEndpointId, type EndpointEntry } from './entries.ts';

export class EndpointService {
  readonly known: Known;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: Log,
  ) {
    this.known = new Known(context.globalState);
  }

  list(): (EndpointPlace & { known: KnownModel })[] {
    const { entries, problems } = checkEntries(settings.endpoints());
    for (const problem of problems) this.log.warn(problem);
    return entries.map((entry) => ({ ...entry, known: this.known.model(knownKey(entry)) }));
  }

  /** Undefined: `id` names no endpoint. @throws ImpError `model-missing` */
  current(id: string): ModelInUse | undefined {
    if (!isEndpointId(id)) return undefined;
    const entry = this.list().find((candidate) => candidate.id === id);
    if (!entry)
      throw new ImpError(
        'model-missing',
        msg`There is no endpoint "${id}" in imp.endpoints. Select another model, or add it with "Imp: Add Endpoint…".`,
      );
    const endpoint = endpointModel(entry, { known: this.known, open: (place) => this.open(place) });
    return { id, name: entry.name, detail: entry.address.host, kind: 'imp', endpoint };
  }

  /**
   * A client of that address, with its key. The user is asked for consent to a host that they have not agreed to.
   * @throws ImpError `consent-refused`, `offline`, `usage`
   */
  async open({ url, address }: Pick<EndpointPlace, 'url' | 'address'>, key?: string): Promise<EndpointClient> {
    await this.consent(address);
    return new EndpointClient({
      url,
      key: key ?? (await this.context.secrets.get(keyName(address))) ?? undefined,
      fetch: await this.fetch(address),
      permission: { offline: settings.offline(), agreed: (origin) => this.known.agreed(origin) },
    });
  }

  /** Servers on this machine, at their usual ports. */
  async find(): Promise<Awaited<ReturnType<typeof findLocalServers>>> {
    const { localFetch } = await import('../../models/download/network.ts');
    return await findLocalServers(localFetch());
  }

  async add(entry: EndpointEntry, address: EndpointAddress, key: string | undefined): Promise<void> {
    if (key) await this.context.secrets.store(keyName(address), key);
    const entries = settings.endpoints().filter((each) => (each as EndpointEntry | null)?.name !== entry.name);
    await settings.setEndpoints([...(entries as object[]), entry]);
  }

  /** Asked once a host; a host is its name, its port, and whether it is encrypted. */
  private async consent(address: EndpointAddress): Promise<void> {
    const { thisMachine, origin, host, encrypted } = address;
    if (thisMachine || settings.offline() || this.known.agreed(origin)) return; // the client reports offline
    const send = vscode.l10n.t('Send There');
    const answer = await notifyWarning(
      encrypted
        ? vscode.l10n.t('Send questions and pictures to {0}?', host)
        : vscode.l10n.t('Send questions and pictures to {0}, not encrypted?', host),
      [send],
      {
        modal: true,
        detail: encrypted
          ? vscode.l10n.t(
              'They leave this machine, encrypted on the way. Who runs {0} can read them. What is read from a picture goes along.',
              host,
            )
          : vscode.l10n.t(
              'They leave this machine as they are: whoever is on the way to {0} can read them, and so can who runs it. What is read from a picture goes along.',
              host,
            ),
      },
    );
    if (answer === send) await this.known.agree(origin);
  }

  private async fetch({ thisMachine }: EndpointAddress): Promise<typeof globalThis.fetch> {
    if (!thisMachine) return await editorFetch(globalThis.fetch, settings.proxy());
    const { localFetch } = await import('../../models/download/network.ts');
    return localFetch();
  }
}

/** Keys are one a server: where an address is changed, none goes there. */
const keyName = ({ base }: EndpointAddress): string => `endpoint.key ${base}`;
