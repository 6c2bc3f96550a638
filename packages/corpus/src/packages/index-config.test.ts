import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/helpers.ts';
import { askForDefaultIndex, readNpmRegistry, readPipIndex } from './index-config.ts';

describe.skipIf(process.platform === 'win32')('readPipIndex', () => {
  it('takes the environment, else the configuration file that decides', async () => {
    const home = await temporaryFolder();
    const write = async (path: string, text: string) => {
      await mkdir(dirname(join(home, path)), { recursive: true });
      await writeFile(join(home, path), text);
    };
    const env = { HOME: home, XDG_CONFIG_DIRS: join(home, 'none') };
    const url = async (more: NodeJS.ProcessEnv = {}) => (await readPipIndex({ ...env, ...more }))?.url;
    expect(await url({ PIP_CONFIG_FILE: 'os.devnull' })).toBeUndefined();
    await write('.pip/pip.conf', '[global]\nindex-url = http://legacy.test/simple\n');
    expect(await url()).toBe('http://legacy.test/simple/');
    await write(
      '.config/pip/pip.conf',
      '# ours\n[global]\ntimeout: 3\nindex_url: http://user.test/simple/\n',
    );
    expect(await url()).toBe('http://user.test/simple/');
    expect(await url({ PIP_INDEX_URL: 'http://env.test/simple/' })).toBe('http://env.test/simple/');
  });

  it('takes nothing from what is no file, or is none of settings', async () => {
    const home = await temporaryFolder();
    const read = (name: string) =>
      readPipIndex({ HOME: home, XDG_CONFIG_DIRS: join(home, 'none'), PIP_CONFIG_FILE: join(home, name) });
    execFileSync('mkfifo', [join(home, 'pipe')]);
    await symlink('/dev/zero', join(home, 'zeros'));
    await writeFile(join(home, 'long'), `[global]\nindex-url = http://a.test/\n${'#'.repeat(2 ** 20)}`);
    for (const name of ['pipe', 'zeros', 'long', '.']) expect(await read(name)).toBeUndefined();
  });

  it('sends name and password to the host of the index alone', async () => {
    const PIP_INDEX_URL = 'https://me:s%40cret@index.test/simple/';
    const index = await readPipIndex({ PIP_INDEX_URL });
    expect(index?.url).toBe('https://index.test/simple/');
    const expected = `Basic ${Buffer.from('me:s@cret').toString('base64')}`;
    expect(index?.authorizationFor('https://index.test/files/a.whl')).toBe(expected);
    expect(index?.authorizationFor('https://files.test/a.whl')).toBeUndefined();
  });
});

describe('readNpmRegistry', () => {
  it('takes the environment, the folder, the user, in this order', async () => {
    const home = await temporaryFolder();
    const project = join(home, 'project');
    await mkdir(project);
    const url = async (name = 'a', more: NodeJS.ProcessEnv = {}) =>
      (await readNpmRegistry(name, { HOME: home, ...more }, project))?.url;
    expect(await url()).toBeUndefined();
    await writeFile(
      join(home, '.npmrc'),
      '; mine\nregistry = "http://user.test/"\n@b:registry=http://b.test/\n',
    );
    expect(await url()).toBe('http://user.test/');
    expect(await url('@b/a')).toBe('http://b.test/');
    await writeFile(join(project, '.npmrc'), 'registry=http://project.test/\n');
    expect(await url()).toBe('http://project.test/');
    expect(await url('a', { NPM_CONFIG_REGISTRY: 'http://env.test/npm' })).toBe('http://env.test/npm/');
  });

  it('sends a token where its setting says, and nowhere else', async () => {
    const home = await temporaryFolder();
    await writeFile(
      join(home, '.npmrc'),
      `//r.test/npm/:_authToken=\${TOKEN}
//old.test/:_auth=bWU6c2VjcmV0
registry=http://r.test/npm/
`,
    );
    const index = await readNpmRegistry('a', { HOME: home, TOKEN: 't0ken' }, home);
    expect(index?.authorizationFor('http://r.test/npm/a')).toBe('Bearer t0ken');
    expect(index?.authorizationFor('http://r.test/npm/a/-/a-1.0.0.tgz')).toBe('Bearer t0ken');
    expect(index?.authorizationFor('http://r.test/other')).toBeUndefined();
    expect(index?.authorizationFor('http://elsewhere.test/npm/a')).toBeUndefined();
    const pair = `Basic ${Buffer.from('me:secret').toString('base64')}`;
    expect(index?.authorizationFor('http://old.test/a')).toBe(pair);
  });
});

function works(command: string, ...words: string[]): boolean {
  try {
    execFileSync(command, words, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('askForDefaultIndex', () => {
  it.runIf(works('python3', '-c', 'import pip'))('asks pip', async () => {
    expect((await askForDefaultIndex('pypi')).url).toMatch(/^https:\/\/.*\/simple\/$/);
  });

  it('asks npm', async () => {
    const env = { ...process.env, npm_config_registry: 'http://registry.test/path' };
    expect((await askForDefaultIndex('npm', env)).url).toBe('http://registry.test/path/');
  });

  it('says what to set where there is no client', async () => {
    await expect(askForDefaultIndex('pypi', { PATH: '' })).rejects.toMatchObject({
      code: 'CORPUS_INDEX_URL',
      exitCode: 2,
      message: 'Expected a configured index of packages, or pip to ask for its default, got neither.',
      hint: expect.stringMatching(/^set PIP_INDEX_URL to /),
    });
  });
});
