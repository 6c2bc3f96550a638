import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { keepSecret, LongrangeError } from '@longrange/errors';
import { corpusError } from '../corpus-error.ts';
import { readRegularFile } from '../sources/regular-file.ts';
import type { Registry } from './package-request.ts';

/**
 * Reads the index that pip is configured to use: `PIP_INDEX_URL`, else `index-url` in pip's configuration file; undefined if neither
 * is set. Its user name and password are sent to its own host only.
 *
 * @throws CORPUS_INDEX_URL
 */
export async function readPipIndex(env: NodeJS.ProcessEnv = process.env): Promise<IndexLocation | undefined> {
  const home = env.HOME ?? homedir();
  const name = process.platform === 'win32' ? 'pip.ini' : 'pip.conf';
  const settings = join(env.APPDATA ?? env.XDG_CONFIG_HOME ?? join(home, '.config'), 'pip', name);
  const files = env.PIP_CONFIG_FILE
    ? [env.PIP_CONFIG_FILE]
    : [settings, join(home, '.pip', name), join('/etc', name)];
  if (env.PIP_INDEX_URL) return locationOf(env.PIP_INDEX_URL, 'PIP_INDEX_URL');
  for (const file of files) {
    const value = /^[ \t]*index[-_]url[ \t]*[=:][ \t]*(\S+)/m.exec(await readSettingsFile(file))?.[1];
    if (value) return locationOf(value, `index-url in ${file}`);
  }
  return undefined;
}

/**
 * Reads the registry that npm is configured to use for a package: that of its scope, else `npm_config_registry`, else `registry`, in
 * `.npmrc` of this folder or the user; undefined if none is set. Tokens go where their setting says (`//host/path/:_authToken`, `:_auth`).
 *
 * @throws CORPUS_INDEX_URL
 */
export async function readNpmRegistry(
  packageName: string,
  env: NodeJS.ProcessEnv = process.env,
  folder = process.cwd(),
): Promise<IndexLocation | undefined> {
  const settings = new Map<string, string>();
  for (const file of [join(env.HOME ?? homedir(), '.npmrc'), join(folder, '.npmrc')]) {
    for (const line of (await readSettingsFile(file)).split(/\r?\n/)) {
      const [, key, value] = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
      if (key === undefined || value === undefined) continue;
      const bare = /^(['"])(.*)\1$/.exec(value)?.[2] ?? value;
      settings.set(
        key,
        bare.replaceAll(/\$\{([^}?]+)\??\}/g, (whole, name: string) => env[name] ?? whole),
      );
    }
  }
  for (const [key, value] of settings) {
    if (/:_(?:authToken|auth)$/.test(key)) keepSecret(value);
    if (/:_auth$/.test(key))
      keepSecret(
        Buffer.from(value, 'base64')
          .toString()
          .replace(/^[^:]*:/, ''),
      );
  }
  const scoped = packageName.startsWith('@') && settings.get(`${packageName.split('/')[0]}:registry`);
  const fromEnv = scoped ? undefined : env.npm_config_registry || env.NPM_CONFIG_REGISTRY;
  const value = scoped || fromEnv || settings.get('registry');
  if (!value) return undefined;
  const { url, authorizationFor } = locationOf(
    value,
    fromEnv ? 'npm_config_registry' : 'the registry in .npmrc',
  );
  return { url, authorizationFor: (other) => tokenFor(settings, other) ?? authorizationFor(other) };
}

/** Credentials for the longest prefix of a URL that has some. */
function tokenFor(settings: ReadonlyMap<string, string>, url: string): string | undefined {
  const { host, pathname } = new URL(url);
  const parts = pathname.split('/');
  for (let count = parts.length; count > 0; count--) {
    const place = `//${host}${parts.slice(0, count).join('/').replace(/\/?$/, '/')}`;
    const token = settings.get(`${place}:_authToken`);
    if (token) return `Bearer ${token}`;
    const pair = settings.get(`${place}:_auth`);
    if (pair) return `Basic ${pair}`;
  }
  return undefined;
}

function locationOf(value: string, setting: string): IndexLocation {
  const { url, authorization } = parseIndexUrl(value, setting);
  const { origin } = new URL(url);
  return { url, authorizationFor: (other) => (new URL(other).origin === origin ? authorization : undefined) };
}

/** Text of a settings file; empty if it cannot be read or is not a regular file. */
async function readSettingsFile(path: string): Promise<string> {
  const bytes = await readRegularFile(path, { documentBytes: 2 ** 20 }).catch(() => new Uint8Array());
  return new TextDecoder().decode(bytes);
}

const run = promisify(execFile);
const PIPS_OWN = 'from pip._internal.models.index import PyPI; print(PyPI.simple_url)';
/** Clients of the registries, with the commands that print their default index. */
const CLIENTS = {
  pypi: {
    name: 'pip',
    commands: ['python3', 'python'].map((python) => [python, ['-c', PIPS_OWN]] as const),
    hint: "set PIP_INDEX_URL to the address of the index (for PyPI see pip's option --index-url), or install Python with pip.",
  },
  npm: {
    name: 'npm',
    commands: [['npm', ['config', 'get', 'registry']]],
    hint: 'set npm_config_registry to the address of the registry, or install npm.',
  },
} as const;

/**
 * Asks pip or npm for its default index, whose address is the client's business and not ours.
 *
 * @throws CORPUS_INDEX_URL if there is no such client
 */
export async function askForDefaultIndex(
  registry: Registry,
  env: NodeJS.ProcessEnv = process.env,
): Promise<IndexLocation> {
  const { name, commands, hint } = CLIENTS[registry];
  for (const [command, words] of commands) {
    const options = { env, timeout: 30_000, shell: process.platform === 'win32' && command === 'npm' };
    const answer = await run(command, words, options).catch(() => undefined);
    const text = answer?.stdout.trim();
    if (text)
      return { url: parseIndexUrl(text, `the default of ${name}`).url, authorizationFor: () => undefined };
  }
  throw new LongrangeError({
    code: 'CORPUS_INDEX_URL',
    message: `Expected a configured index of packages, or ${name} to ask for its default, got neither.`,
    hint,
    exitCode: 2,
  });
}

/** Index or registry of packages. */
export interface IndexLocation {
  /** URL without credentials, with a trailing slash. */
  readonly url: string;
  /** Returns the header `Authorization` for a URL; undefined if the credentials are not for its host. Must never be printed. */
  authorizationFor(url: string): string | undefined;
}

/**
 * Checks a configured URL and removes its credentials.
 *
 * @param setting origin of the URL, for errors; a malformed URL is not shown, since it may contain a password
 * @throws CORPUS_INDEX_URL
 */
export function parseIndexUrl(
  text: string,
  setting: string,
): { readonly url: string; readonly authorization?: string } {
  const url = URL.canParse(text) ? new URL(text) : null;
  const pair = url === null ? null : credentialsOf(url);
  if (url === null || pair === null || !/^https?:$/.test(url.protocol)) {
    throw corpusError(
      'CORPUS_INDEX_URL',
      `Expected ${setting} to be a URL that starts with http:// or https://, got something else.`,
      'correct it there; a % in a name or password is written %25.',
    );
  }
  url.username = '';
  url.password = '';
  url.hash = '';
  const [username, password] = pair;
  return {
    url: url.href.endsWith('/') ? url.href : `${url.href}/`,
    ...(username !== '' && { authorization: basicAuthorization(username, password) }),
  };
}

/** Returns the header for a name and a password, and keeps the secret part out of all later messages. */
function basicAuthorization(username: string, password: string): string {
  const pair = Buffer.from(`${username}:${password}`).toString('base64');
  // A token may take the place of the name.
  for (const secret of [password || username, pair]) keepSecret(secret);
  return `Basic ${pair}`;
}

/** Returns name and password; null if they are not properly encoded. */
function credentialsOf({ username, password }: URL): [string, string] | null {
  keepSecret(password || username);
  try {
    return [decodeURIComponent(username), decodeURIComponent(password)];
  } catch {
    return null;
  }
}
