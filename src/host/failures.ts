/** Which button helps with which failure: the panel and the notifications ask here. */
import { ImpError, type ErrorCode } from '../shared/errors.ts';
import { translated } from './translation.ts';
import type { Failure, FailureAction } from '../shared/panel.ts';

const ACTIONS: Partial<Record<ErrorCode, FailureAction>> = {
  'model-missing': 'selectModel',
  'model-unreadable': 'selectModel',
  'model-mismatch': 'selectModel',
  memory: 'selectModel',
  'context-full': 'newConversation',
  offline: 'openSettings',
  'native-unavailable': 'showLog',
  'engine-crashed': 'retry',
  'engine-stopped': 'retry',
  'consent-refused': 'retry',
  'endpoint-unreachable': 'retry',
  'endpoint-denied': 'retry',
  'endpoint-missing': 'selectModel',
  'endpoint-busy': 'retry',
  'endpoint-blind': 'selectModel',
  'endpoint-failed': 'retry',
  'download-failed': 'downloadModel',
  'download-corrupt': 'downloadModel',
  internal: 'showLog',
};

/** Any thrown value as what the panel shows. */
export function failureOf(thrown: unknown): Failure {
  const error = ImpError.from(thrown);
  const action = ACTIONS[error.code];
  const { code, details } = error;
  return { code, message: translated(error.text), ...(details && { details }), ...(action && { action }) };
}
