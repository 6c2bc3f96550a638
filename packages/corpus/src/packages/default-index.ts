import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LongrangeError } from '@longrange/errors';
import { type IndexLocation, parseIndexUrl } from './index-location.ts';
import type { Registry } from './package-request.ts';

const run = promisify(execFile);
const PIPS_OWN = 'from pip._internal.models.index import PyPI; print(PyPI.simple_url)';
/** Of each registry the client, how to ask it, and how to do without. */
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
 * The index that pip or npm asks by itself where it is not told which: which one that is, is its business and not ours.
 *
 * @throws CORPUS_INDEX_URL where there is no such client
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
