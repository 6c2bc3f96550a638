import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { keepSecret } from '@longrange/errors';
import { basicAuthorization, type IndexLocation, parseIndexUrl } from './index-location.ts';
import { readSettingsFile } from './settings-file.ts';

/** A setting's value, and where it is from. */
type Settings = (key: string) => { readonly value: string; readonly setting: string } | undefined;

/**
 * The registry that npm is configured to ask for a package: that of its scope, else `registry`, of the environment (`npm_config_…`) or the files
 * `.npmrc` of the project, the user and the machine; undefined where none says. A token, or name and password, goes where its own setting says
 * (`//host/path/:_authToken`).
 *
 * @throws CORPUS_INDEX_URL
 */
export async function readNpmRegistry(
  packageName: string,
  env: NodeJS.ProcessEnv = process.env,
  folder = process.cwd(),
): Promise<IndexLocation | undefined> {
  const settings = await readSettings(env, folder);
  const scope = packageName.startsWith('@') ? packageName.split('/')[0] : undefined;
  const found = (scope && settings(`${scope}:registry`)) || settings('registry');
  if (!found) return undefined;
  const { url, authorization } = parseIndexUrl(found.value, found.setting);
  const { origin } = new URL(url);
  return {
    url,
    authorizationFor: (other) =>
      authorizationOf(settings, other) ?? (new URL(other).origin === origin ? authorization : undefined),
  };
}

/** The credentials for the longest beginning of a URL that has some. */
function authorizationOf(settings: Settings, url: string): string | undefined {
  const { host, pathname } = new URL(url);
  for (let path = pathname; ; path = path.slice(0, path.replace(/\/$/, '').lastIndexOf('/') + 1)) {
    const key = (name: string) => settings(`//${host}${path.replace(/\/?$/, '/')}:${name}`)?.value;
    const token = key('_authToken');
    if (token) return `Bearer ${token}`;
    const pair = key('_auth');
    if (pair) return `Basic ${pair}`;
    const [username, password] = [key('username'), key('_password')];
    if (username && password) return basicAuthorization(username, decodeBase64(password));
    if (path === '/' || path === '') return undefined;
  }
}

async function readSettings(env: NodeJS.ProcessEnv, folder: string): Promise<Settings> {
  const fromEnv = new Map(
    Object.entries(env).flatMap(([name, value]) =>
      value && /^npm_config_/i.test(name)
        ? [[environmentKey(name.slice('npm_config_'.length)), value] as const]
        : [],
    ),
  );
  const home = env.HOME ?? homedir();
  const files = [
    join(await projectFolder(folder), '.npmrc'),
    fromEnv.get('userconfig') ?? join(home, '.npmrc'),
    fromEnv.get('globalconfig') ?? join(fromEnv.get('prefix') ?? nodePrefix(), 'etc', 'npmrc'),
  ];
  const read = await Promise.all(files.map(async (file) => ({ file, values: await readNpmrc(file, env) })));
  for (const values of [fromEnv, ...read.map((one) => one.values)]) keepSecretsIn(values);
  return (key) => {
    const value = fromEnv.get(key);
    if (value !== undefined) return { value, setting: `npm_config_${key}` };
    const holder = read.find(({ values }) => values.has(key));
    return holder && { value: holder.values.get(key)!, setting: `${key} in ${holder.file}` };
  };
}

/** Keeps the settings that npm's names call secret, as written and decoded from base64. */
function keepSecretsIn(values: ReadonlyMap<string, string>): void {
  for (const [key, value] of values) {
    if (!/(?:^|:)_(?:authToken|auth|password)$/i.test(key)) continue;
    keepSecret(value);
    if (/_authToken$/i.test(key)) continue;
    const plain = decodeBase64(value);
    keepSecret(plain);
    keepSecret(plain.replace(/^[^:]*:/, ''));
  }
}

function decodeBase64(text: string): string {
  return Buffer.from(text, 'base64').toString();
}

/** As npm reads them: lower case, with hyphens; keys of a scope or a host stay as they are. */
function environmentKey(name: string): string {
  return /^@|^\/\//.test(name) ? name : name.toLowerCase().replaceAll(/(?!^)_/g, '-');
}

function nodePrefix(): string {
  const folder = dirname(process.execPath);
  return process.platform === 'win32' ? folder : dirname(folder);
}

/** The nearest folder with a `package.json` or `node_modules`, else this one. */
async function projectFolder(start: string): Promise<string> {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    const marks = await Promise.all(
      ['package.json', 'node_modules'].map((name) =>
        stat(join(folder, name)).then(
          () => true,
          () => false,
        ),
      ),
    );
    if (marks.includes(true)) return folder;
    if (folder === dirname(folder)) return resolve(start);
  }
}

async function readNpmrc(file: string, env: NodeJS.ProcessEnv): Promise<Map<string, string>> {
  const text = await readSettingsFile(file);
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, key, value] = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    const bare = /^(['"])(.*)\1$/.exec(value)?.[2] ?? value;
    values.set(
      key,
      bare.replaceAll(/\$\{([^}?]+)\??\}/g, (whole, name: string) => env[name] ?? whole),
    );
  }
  return values;
}
