import { devNull, homedir } from 'node:os';
import { join } from 'node:path';
import { type IndexLocation, parseIndexUrl } from './index-location.ts';
import { readSettingsFile } from './settings-file.ts';

/**
 * The index that pip is configured to ask: `PIP_INDEX_URL`, else `index-url` of its configuration files; undefined where neither says. Its name and
 * password, if it has them, go to its own host alone.
 *
 * @throws CORPUS_INDEX_URL
 */
export async function readPipIndex(env: NodeJS.ProcessEnv = process.env): Promise<IndexLocation | undefined> {
  const found = await findIndexUrl(env);
  if (found === undefined) return undefined;
  const { value, setting } = found;
  const { url, authorization } = parseIndexUrl(value, setting);
  const { origin } = new URL(url);
  return {
    url,
    authorizationFor: (other) => (new URL(other).origin === origin ? authorization : undefined),
  };
}

async function findIndexUrl(env: NodeJS.ProcessEnv): Promise<{ value: string; setting: string } | undefined> {
  if (env.PIP_INDEX_URL) return { value: env.PIP_INDEX_URL, setting: 'PIP_INDEX_URL' };
  for (const file of configFiles(env)) {
    const text = await readSettingsFile(file);
    const sections = parseIni(text);
    const value = sections.get('download')?.get('index-url') ?? sections.get('global')?.get('index-url');
    if (value) return { value, setting: `index-url in ${file}` };
  }
  return undefined;
}

/** Those that decide first come first (pip's documentation, "Configuration"); a file that is named replaces the user's own. */
function configFiles(env: NodeJS.ProcessEnv): string[] {
  const named = env.PIP_CONFIG_FILE;
  if (named === 'os.devnull' || named === devNull) return [];
  const name = process.platform === 'win32' ? 'pip.ini' : 'pip.conf';
  const { user, machine } = standardFiles(env, name);
  const site = env.VIRTUAL_ENV ? [join(env.VIRTUAL_ENV, name)] : [];
  return named ? [named, ...site, ...machine] : [...site, ...user, ...machine];
}

function standardFiles(env: NodeJS.ProcessEnv, name: string): { user: string[]; machine: string[] } {
  const home = env.HOME ?? homedir();
  if (process.platform === 'win32') {
    const roaming = env.APPDATA ?? join(home, 'AppData', 'Roaming');
    return {
      user: [join(roaming, 'pip', name), join(home, 'pip', name)],
      machine: [join(env.PROGRAMDATA ?? 'C:\\ProgramData', 'pip', name)],
    };
  }
  const user = [join(env.XDG_CONFIG_HOME || join(home, '.config'), 'pip', name), join(home, '.pip', name)];
  if (process.platform === 'darwin') {
    const support = join('Library', 'Application Support', 'pip', name);
    return { user: [join(home, support), ...user], machine: [join('/', support), join('/etc', name)] };
  }
  const shared = (env.XDG_CONFIG_DIRS || '/etc/xdg').split(':').map((folder) => join(folder, 'pip', name));
  return { user, machine: [join('/etc', name), ...shared] };
}

/** As Python's configparser reads them, as far as single values go. */
function parseIni(text: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let current = new Map<string, string>();
  let last: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim();
    if (trimmed === '' || /^[#;]/.test(trimmed)) continue;
    const header = /^\[(.+)\]$/.exec(trimmed)?.[1];
    if (header !== undefined) {
      current = sections.get(header) ?? new Map();
      sections.set(header, current);
      last = undefined;
    } else if (/^\s/.test(line) && last !== undefined) {
      current.set(last, `${current.get(last)} ${trimmed}`.trim());
    } else {
      const [, key = '', value = ''] = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(trimmed) ?? [];
      last = key.toLowerCase().replaceAll('_', '-');
      current.set(last, value);
    }
  }
  return sections;
}
