/** What may leave this machine: looked at before every single request, so that no way leads around it. */
import { ImpError } from '../shared/errors.ts';
import { msg } from '../shared/message.ts';
import type { EndpointAddress } from './address.ts';

export interface Permission {
  /** `imp.offline`: only this machine is talked to. */
  offline: boolean;
  /** Whether the user agreed to that host; asked with an `EndpointAddress.origin`. */
  agreed: (origin: string) => boolean;
}

/** @throws ImpError `offline`, `consent-refused`; loopback is always allowed */
export function checkPermission(
  { origin, host, thisMachine, encrypted }: EndpointAddress,
  permission: Permission,
): void {
  if (thisMachine) return;
  if (permission.offline)
    throw new ImpError(
      'offline',
      msg`imp.offline is on: nothing is sent to ${host}. Choose a model on this machine, or turn the setting off.`,
    );
  if (permission.agreed(origin)) return;
  throw new ImpError(
    'consent-refused',
    encrypted
      ? msg`You have not agreed that questions and pictures go to ${host} (encrypted). Nothing was sent.`
      : msg`You have not agreed that questions and pictures go to ${host} (not encrypted). Nothing was sent.`,
    { details: { host } },
  );
}
