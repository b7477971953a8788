/** Where models lie when nobody says otherwise. */
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/**
 * The command line's store: `$IMP_HOME`, else the platform's data folder (`$XDG_DATA_HOME/imp` or `~/.local/share/imp`
 * on Linux, `~/Library/Application Support/imp` on macOS, `%LOCALAPPDATA%\imp` on Windows).
 */
export function commandLineRoot(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env.IMP_HOME) return env.IMP_HOME;
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'imp');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'imp');
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'imp');
}

/** Shared read-only folders of the command line: `$IMP_MODELS_DIRECTORIES`, separated as PATH is. */
export function commandLineShared(env: NodeJS.ProcessEnv = process.env): string[] {
  return (env.IMP_MODELS_DIRECTORIES ?? '').split(delimiter).filter((folder) => folder !== '');
}
