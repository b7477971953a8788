import { ImpError } from '../shared/errors.ts';

/** The converter's refusal of a checkpoint; `what` names the file or entry, without a full stop. */
export function unsupported(what: string): ImpError {
  return new ImpError('checkpoint-unsupported', `This checkpoint cannot be converted: ${what}.`);
}
