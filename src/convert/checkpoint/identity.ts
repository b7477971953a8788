/** Whose checkpoint it is: name, licence and source for the metadata. */
import path from 'node:path';
import { readWhole } from '../../shared/wholeFile.ts';

/** Cards of published models have some ten thousand. */
const MAX_CARD_BYTES = 4 * 1024 * 1024;

export interface Identity {
  name: string;
  /** SPDX-like, as the model card spells it. */
  license?: string;
  /** Address of the repository, for the published models. */
  source?: string;
}

/** Published checkpoints by the name of the folder that they are downloaded to; source: the authors' docs/Model_Zoo.md. */
const PUBLISHED = ['Imp-v1.5-2B-Qwen1.5', 'Imp-v1.5-3B-Phi2', 'Imp-v1.5-3B-196', 'Imp-v1.5-4B-Phi3', 'imp-v1-3b'];

/** Reads the folder's name and the front matter of its README.md. */
export async function readIdentity(folder: string, name?: string): Promise<Identity> {
  const base = path.basename(path.resolve(folder));
  const published = PUBLISHED.find((known) => base.toLowerCase().endsWith(known.toLowerCase()));
  const card = await readWhole(path.join(folder, 'README.md'), MAX_CARD_BYTES).then(String, () => '');
  const front = /^---\r?\n(.*?)\r?\n---/s.exec(card.slice(0, 64 * 1024))?.[1] ?? '';
  const license =
    /^license:\s*["']?([\w.+-]{1,64})["']?\s*$/m.exec(front)?.[1] ?? (published ? 'apache-2.0' : undefined);
  return {
    name: name ?? published ?? base,
    ...(license && { license }),
    ...(published && { source: `https://huggingface.co/MILVLG/${published}` }),
  };
}
