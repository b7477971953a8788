import { ImpError } from '../shared/errors.ts';
import { msg, type Text } from '../shared/message.ts';

/** The converter's refusal of a checkpoint; `what` names the file or entry, without a full stop. */
export function unsupported(what: Text): ImpError {
  return new ImpError('checkpoint-unsupported', msg`This checkpoint cannot be converted: ${what}.`);
}
