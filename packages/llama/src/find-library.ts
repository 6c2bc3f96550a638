import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Returns the folder that the hint installs into: it needs no permissions, belongs to no project, and survives updates of longrange. */
function ownFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'longrange', 'llama');
}

/**
 * Yields addresses under which Node may find a library: its name, importable if it is installed together with this package, then its entry
 * in each usual place. The current folder is not one of them, since it may hold somebody else's code.
 */
export function* addressesOf(name: string): Generator<string> {
  yield name;
  for (const folder of moduleFolders()) {
    const entry = entryOf(join(folder, name));
    if (entry !== undefined) yield entry;
  }
}

function* moduleFolders(): Generator<string> {
  yield join(ownFolder(), 'node_modules');
  yield* (process.env.NODE_PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const isWindows = process.platform === 'win32';
  yield join(dirname(process.execPath), isWindows ? 'node_modules' : '../lib/node_modules');
  // Tried last, since it takes a while: the user may have chosen another folder for global packages.
  const { stdout } = spawnSync('npm', ['root', '--global'], {
    ...{ cwd: homedir(), encoding: 'utf8' },
    shell: isWindows,
    timeout: 10_000,
  });
  if (stdout?.trim()) yield stdout.trim();
}

/** Returns the address of a package's entry; undefined if the package is not there. */
function entryOf(folder: string): string | undefined {
  try {
    const { exports, main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return pathToFileURL(join(folder, exports?.['.']?.import ?? main)).href;
  } catch {
    return undefined;
  }
}

/** Returns a command that installs node-llama-cpp from any folder without changing it; on Linux, without the GPU libraries (600 MB). */
export function installCommand(name: string, version: string): string {
  const platform = `${process.platform}-${process.arch}`;
  const isLinux = platform === 'linux-x64' || platform === 'linux-arm64';
  const folder = ownFolder();
  return [
    `npm install --ignore-scripts --prefix ${/\s/.test(folder) ? `"${folder}"` : folder}`,
    ...(isLinux ? ['--omit=optional', `@node-llama-cpp/${platform}@${version}`] : []),
    `${name}@${version}`,
  ].join(' ');
}
