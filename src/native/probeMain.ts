/** The probe's process: tries the build in the folder that it is given and sends what it found. */
import { ImpError } from '../shared/errors.ts';
import { probe } from './probe.ts';

try {
  const value = await probe(process.argv[2] ?? '', process.argv[3] !== 'off');
  process.send!({ value }, () => process.exit(0));
} catch (thrown) {
  process.send!({ error: ImpError.from(thrown).toData() }, () => process.exit(1));
}
