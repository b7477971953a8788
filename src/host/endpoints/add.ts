/** "Imp: Add Endpoint…": an address or a server found on this machine, a key where it wants one, a model, and whether that sees. */
import * as vscode from 'vscode';
import {
  endpointAddress,
  KIND_NAMES,
  knownKey,
  type EndpointAddress,
  type RemoteModel,
  type ServerFacts,
} from '../../endpoints/index.ts';
import { ImpError, stopped } from '../../shared/errors.ts';
import { msg } from '../../shared/message.ts';
import { withoutIcons } from '../../shared/plainText.ts';
import { confirm } from '../models/progress.ts';
import { withNotification } from '../dialogs/notify.ts';
import { enter, pick } from '../dialogs/quickInput.ts';
import { translated } from '../translation.ts';
import { endpointId, freeName } from './entries.ts';
import type { EndpointService } from './service.ts';

/** @param select makes the model of that id the one in use */
export async function addEndpoint(service: EndpointService, select: (id: string) => Promise<void>): Promise<void> {
  refuseUntrusted();
  const url = await chooseUrl(service);
  const address = endpointAddress(url);
  const { server, key } = await detect(service, url, address);
  const model = await chooseModel(server, address);
  const sees = await seesOf(service, url, address, key, model);
  if (sees === 'no')
    await confirm(
      vscode.l10n.t('{0} takes no pictures. Add it all the same?', model.id),
      vscode.l10n.t('It can answer questions about text alone.'),
      vscode.l10n.t('Add It'),
    );
  const taken = service.list().filter((entry) => entry.url !== url || entry.model !== model.id);
  const name = freeName(
    `${model.id} (${address.host})`.slice(0, 90),
    taken.map((entry) => entry.name),
  );
  const { id, contextTokens } = model;
  await service.known.learn(knownKey({ address, model: id }), { sees, ...(contextTokens && { contextTokens }) });
  await service.add({ name, url, model: id, kind: server.kind }, address, key);
  await select(endpointId(name));
}

/** Neither added nor chosen for a folder that the user does not trust. */
export function refuseUntrusted(): void {
  if (!vscode.workspace.isTrusted)
    throw new ImpError('usage', msg`This folder is not trusted: endpoints are added and chosen in a trusted window.`);
}

const TITLE = () => vscode.l10n.t('Imp: Add Endpoint');

async function chooseUrl(service: EndpointService): Promise<string> {
  const type = { label: `$(globe) ${vscode.l10n.t('Enter an Address…')}` };
  const find = {
    label: `$(search) ${vscode.l10n.t('Find Servers on This Machine')}`,
    detail: vscode.l10n.t('Asks the usual ports of llama-server, Ollama, LM Studio, vLLM, SGLang and LiteLLM.'),
  };
  const way = await pick([type, find], { title: TITLE() });
  if (!way) throw stopped();
  if (way === find) {
    const found = await withNotification(vscode.l10n.t('Imp: looking for servers'), () => service.find());
    if (found.length === 0)
      throw new ImpError(
        'usage',
        msg`No server answers at the usual ports of this machine. Start one, or enter its address.`,
      );
    const chosen = await pick(
      found.map(({ url, kind, models }) => ({
        label: url,
        description: `${KIND_NAMES[kind]} · ${vscode.l10n.t('{0} models', models)}`,
      })),
      { title: TITLE() },
    );
    if (!chosen) throw stopped();
    return chosen.label;
  }
  const url = await enter({
    title: TITLE(),
    prompt: vscode.l10n.t('Address of the server'),
    placeHolder: 'http://localhost:8080',
    validateInput: (text) => {
      try {
        endpointAddress(text);
        return undefined;
      } catch (thrown) {
        return translated(ImpError.from(thrown).text);
      }
    },
  });
  if (url === undefined) throw stopped();
  return url.trim();
}

async function detect(
  service: EndpointService,
  url: string,
  address: EndpointAddress,
): Promise<{ server: ServerFacts; key: string | undefined }> {
  let key: string | undefined;
  for (;;) {
    try {
      const client = await service.open({ url, address }, key);
      const title = vscode.l10n.t('Imp: asking {0}', address.host);
      return { server: await withNotification(title, (signal) => client.detect(signal)), key };
    } catch (thrown) {
      const error = ImpError.from(thrown);
      if (error.code !== 'endpoint-denied') throw error;
      key = await enter({
        title: TITLE(),
        prompt: vscode.l10n.t('{0} wants a key. It is kept in the secret storage, not in the settings.', address.host),
        password: true,
        ...(key && { placeHolder: translated(error.text) }),
      });
      if (!key) throw stopped();
      key = key.trim();
    }
  }
}

async function chooseModel(server: ServerFacts, address: EndpointAddress): Promise<RemoteModel> {
  if (server.models.length === 0)
    throw new ImpError('endpoint-missing', msg`${address.host} has no model. Load one there, and try again.`);
  const order = { yes: 0, unknown: 1, no: 2 };
  const items = [...server.models]
    .sort((a, b) => order[a.sees] - order[b.sees])
    .map((model) => ({ label: withoutIcons(model.id), description: describe(model), model }));
  const chosen = await pick(items, {
    title: `${TITLE()}: ${KIND_NAMES[server.kind]}`,
    placeHolder: vscode.l10n.t('Which model answers?'),
    matchOnDescription: true,
  });
  if (!chosen) throw stopped();
  return chosen.model;
}

export function describe({ sees, contextTokens }: Pick<RemoteModel, 'sees' | 'contextTokens'>): string {
  const eyes = {
    yes: vscode.l10n.t('takes pictures'),
    no: vscode.l10n.t('takes no pictures'),
    unknown: vscode.l10n.t('does not say whether it takes pictures'),
  };
  return [eyes[sees], ...(contextTokens ? [vscode.l10n.t('context of {0} tokens', contextTokens)] : [])].join(' · ');
}

async function seesOf(
  service: EndpointService,
  url: string,
  address: EndpointAddress,
  key: string | undefined,
  { id, sees }: RemoteModel,
): Promise<RemoteModel['sees']> {
  if (sees !== 'unknown') return sees;
  const client = await service.open({ url, address }, key);
  const title = vscode.l10n.t('Imp: showing {0} a test picture', id);
  return (await withNotification(title, (signal) => client.probe(id, signal))).sees;
}
