/** Names the panel's newest pictures for agents on this machine: paths only, in a file of the user's own. */
import { join } from 'node:path';
import { commandLineRoot } from '../../models/index.ts';
import { PANEL_PICTURES_FILE } from '../../shared/panelPictures.ts';
import { readIfPresent, writeAtomically } from '../files.ts';

const MOST = 8;

interface Entry {
  path: string;
  name: string;
  added: number;
}

/** Best effort: an agent then says that the panel holds no picture. */
export async function namePanelPicture(path: string, name: string, folder = commandLineRoot()): Promise<void> {
  const file = join(folder, PANEL_PICTURES_FILE);
  const old = await readIfPresent(file)
    .then((bytes) => (bytes ? (JSON.parse(String(bytes)) as { pictures: Entry[] }).pictures : []))
    .catch(() => []);
  const others = Array.isArray(old) ? old.filter((entry) => entry?.path !== path) : [];
  const pictures = [{ path, name, added: Date.now() }, ...others].slice(0, MOST);
  await writeAtomically(file, JSON.stringify({ pictures }));
}
