/** What GPU drivers this machine has, as one short text: a verdict about a native build holds until it changes. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir, release } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where the Vulkan loader looks for drivers (LoaderDriverInterface.md of Khronos' Vulkan-Loader). */
const ICD_FOLDERS = [
  '/etc/vulkan/icd.d',
  '/usr/share/vulkan/icd.d',
  '/usr/local/etc/vulkan/icd.d',
  '/usr/local/share/vulkan/icd.d',
  join(homedir(), '.local/share/vulkan/icd.d'),
];
/** They choose drivers, or devices. */
const VARIABLES = [
  'VK_ICD_FILENAMES',
  'VK_DRIVER_FILES',
  'VK_ADD_DRIVER_FILES',
  'GGML_VK_VISIBLE_DEVICES',
  'CUDA_VISIBLE_DEVICES',
];
/** Registered with Windows: driver files lie in folders named after their version. */
const WINDOWS_QUERIES = [
  ['HKLM\\SOFTWARE\\Khronos\\Vulkan\\Drivers'],
  [
    'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Class\\{4d36e968-e325-11ce-bfc1-08002be10318}',
    '/s',
    '/v',
    'DriverVersion',
  ],
];
const REGISTRY_MS = 5000;

/** Changes when a driver comes, goes or is updated, when a device appears, and when the environment chooses another. */
export async function driverKey(): Promise<string> {
  const parts = [release(), ...VARIABLES.map((name) => `${name}=${process.env[name] ?? ''}`)];
  if (process.platform === 'linux') parts.push(...(await linuxDrivers()));
  if (process.platform === 'win32') parts.push(...(await Promise.all(WINDOWS_QUERIES.map(registry))));
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

async function linuxDrivers(): Promise<string[]> {
  const named = ['VK_ICD_FILENAMES', 'VK_DRIVER_FILES', 'VK_ADD_DRIVER_FILES'].flatMap((name) =>
    (process.env[name] ?? '').split(delimiter).filter((file) => file !== ''),
  );
  const listed = await Promise.all(
    ICD_FOLDERS.map(async (folder) => (await names(folder)).map((name) => join(folder, name))),
  );
  const files = await Promise.all([...listed.flat(), ...named].map(describeIcd));
  const nvidia = await readFile('/proc/driver/nvidia/version', 'utf8').catch(() => '');
  return [...files, ...(await names('/dev/dri')), nvidia];
}

/** A driver's description, and the library that it names: an update replaces one, a broken installation leaves one out. */
async function describeIcd(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const library = /"library_path"\s*:\s*"([^"]+)"/.exec(text)?.[1] ?? '';
  const path = library.startsWith('/') ? library : '';
  return [file, text.length, await stamp(file), library, path && (await stamp(path))].join(' ');
}

const names = async (folder: string) => (await readdir(folder).catch(() => [] as string[])).sort();

const stamp = (file: string) =>
  stat(file).then(
    ({ size, mtimeMs }) => `${size} ${mtimeMs}`,
    () => 'none',
  );

/** What `reg query` prints; empty where there is no such key. */
function registry(query: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile('reg', ['query', ...query], { timeout: REGISTRY_MS, windowsHide: true }, (_error, text) => resolve(text));
  });
}
