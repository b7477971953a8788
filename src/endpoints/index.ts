/** Models on servers of others: a client of the chat-completions form. Knows no editor, and no proxy: `fetch` is handed in. */
export { endpointAddress, type EndpointAddress } from './address.ts';
export { EndpointClient, findLocalServers, type EndpointClientOptions } from './client.ts';
export { Known, type KnownModel, type Memory } from './known.ts';
export { endpointModel, knownKey, type EndpointModel, type EndpointPlace } from './model.ts';
export type { Permission } from './permission.ts';
export {
  KIND_NAMES,
  type EndpointAnswer,
  type EndpointKind,
  type EndpointQuestion,
  type RemoteModel,
  type Sees,
  type ServerFacts,
} from './types.ts';
