/** Models on servers of others: a client of the chat-completions form. Knows no editor, and no proxy: `fetch` is handed in. */
export { endpointAddress, type EndpointAddress } from './address.ts';
export { EndpointClient, findLocalServers } from './client.ts';
export { Known, type KnownModel, type Memory } from './known.ts';
export { endpointModel, knownKey, type EndpointModel, type EndpointPlace } from './model.ts';
export {
  KIND_NAMES,
  type EndpointAnswer,
  type EndpointKind,
  type EndpointQuestion,
  type RemoteModel,
  type ServerFacts,
} from './types.ts';
