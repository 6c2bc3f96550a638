import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { promisify } from 'node:util';
import { keepSecret } from '@longrange/errors';
import { corpusError } from '../corpus-error.ts';
import type { PackageRequest, Registry } from './package-request.ts';

/** Index or registry of packages. */
export interface IndexLocation {
  /** URL without credentials, with a trailing slash. */
  readonly url: string;
  /** Header `Authorization`, for the URL's origin only. Must never be printed. */
  readonly authorization?: string;
}

/** Reads the index that environment variables name; undefined if none does. @throws CORPUS_INDEX_URL */
export function indexInEnvironment(
  registry: Registry,
  env: NodeJS.ProcessEnv = process.env,
): IndexLocation | undefined {
  if (registry === 'pypi')
    return env.PIP_INDEX_URL ? parseIndexUrl(env.PIP_INDEX_URL, 'PIP_INDEX_URL') : undefined;
  const value = env.npm_config_registry || env.NPM_CONFIG_REGISTRY;
  return value ? parseIndexUrl(value, 'npm_config_registry') : undefined;
}

/**
 * Finds the index that pip or npm would use for a package: that of its npm scope, else the one in the environment, else the one that pip
 * or npm answers when asked.
 *
 * @throws CORPUS_INDEX_URL
 */
export async function findIndex(
  { registry, name }: PackageRequest,
  env: NodeJS.ProcessEnv = process.env,
): Promise<IndexLocation> {
  const client = registry === 'pypi' ? 'pip' : 'npm';
  const scoped = name.startsWith('@') ? await askNpm(`${name.split('/')[0]}:registry`, env) : NONE;
  if (scoped !== NONE && scoped !== '') return parseIndexUrl(scoped, "npm's answer");
  const inEnvironment = indexInEnvironment(registry, env);
  if (inEnvironment !== undefined) return inEnvironment;
  const answer = registry === 'pypi' ? await askPip(env) : scoped && (await askNpm('registry', env));
  if (answer !== '') return parseIndexUrl(answer, `${client}'s answer`);
  throw corpusError(
    'CORPUS_INDEX_URL',
    `Expected a configured index of packages, or ${client} to tell its own, got neither.`,
    registry === 'pypi'
      ? "set PIP_INDEX_URL to the address of the index (for PyPI see pip's option --index-url), or install Python with pip."
      : 'set npm_config_registry to the address of the registry (npm tells none with a password), or install npm.',
  );
}

/** npm's word for a setting that has no value. If npm refuses to answer, as for an address with a password, the answer is empty. */
const NONE = 'undefined';

function askNpm(setting: string, env: NodeJS.ProcessEnv): Promise<string> {
  // Whatever the folder, `--global` leaves out the `.npmrc` of a project.
  return ask(['npm', 'config', 'get', setting, '--global'], env);
}

/** Asks pip for `index-url`, else for the default, which only its help states. `pip config get` reads a single file. */
async function askPip(env: NodeJS.ProcessEnv): Promise<string> {
  for (const pip of [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip']]) {
    const settings = await ask([...pip, 'config', 'list'], env);
    const configured = /^global\.index-url='(.+)'$/m.exec(settings)?.[1];
    if (configured !== undefined) return configured;
    const help = await ask([...pip, 'install', '--help'], env);
    const standard = /--index-url <url>[^(]*\(default (\S+)\)/.exec(help)?.[1];
    if (standard !== undefined) return standard;
  }
  return '';
}

const run = promisify(execFile);
/** Answers by environment and command: a named set asks for each of its packages. */
const answers = new Map<string, Promise<string>>();

/**
 * Returns what a command prints; nothing if it fails. It runs in the user's home folder: in the current one, a file `pip.py` would run in
 * place of pip (on Windows `npm.cmd` in place of npm), and the `.npmrc` would choose the registry, with any environment variable in its
 * address.
 */
function ask([command = '', ...words]: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const key = JSON.stringify([env, command, words]);
  const options = {
    cwd: homedir(),
    // pip breaks its help into lines of this length.
    env: { ...env, COLUMNS: '1000' },
    timeout: 30_000,
    shell: process.platform === 'win32' && command === 'npm',
  };
  const answer =
    answers.get(key) ??
    run(command, words, options).then(
      ({ stdout }) => stdout.trim(),
      () => '',
    );
  answers.set(key, answer);
  return answer;
}

/**
 * Checks a configured URL and removes its credentials.
 *
 * @param setting origin of the URL, for errors; a malformed URL is not shown, since it may contain a password
 * @throws CORPUS_INDEX_URL
 */
export function parseIndexUrl(text: string, setting: string): IndexLocation {
  try {
    const url = new URL(text);
    const { username, password, protocol } = url;
    if (!/^https?:$/.test(protocol)) throw new TypeError(protocol);
    const [name, word] = [decodeURIComponent(username), decodeURIComponent(password)];
    const basic = Buffer.from(`${name}:${word}`).toString('base64');
    // A token may take the place of the name.
    for (const secret of [password || username, word || name, basic]) keepSecret(secret);
    url.username = '';
    url.password = '';
    url.hash = '';
    return {
      url: url.href.endsWith('/') ? url.href : `${url.href}/`,
      ...(username !== '' && { authorization: `Basic ${basic}` }),
    };
  } catch {
    throw corpusError(
      'CORPUS_INDEX_URL',
      `Expected ${setting} to be a URL that starts with http:// or https://, got something else.`,
      'correct it there; a % in a name or password is written %25.',
    );
  }
}
