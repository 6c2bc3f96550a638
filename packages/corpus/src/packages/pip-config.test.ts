import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { readPipIndex } from './pip-config.ts';

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
    await write('venv/pip.conf', '[download]\nindex-url=http://venv.test/simple/\n');
    expect(await url({ VIRTUAL_ENV: join(home, 'venv') })).toBe('http://venv.test/simple/');
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

  it('sends name and password to the host of the index alone, and shows neither', async () => {
    const PIP_INDEX_URL = 'https://me:s%40cret@index.test/simple/';
    const index = await readPipIndex({ PIP_INDEX_URL });
    expect(index?.url).toBe('https://index.test/simple/');
    const expected = `Basic ${Buffer.from('me:s@cret').toString('base64')}`;
    expect(index?.authorizationFor('https://index.test/files/a.whl')).toBe(expected);
    expect(index?.authorizationFor('https://files.test/a.whl')).toBeUndefined();
    const failure = readPipIndex({ PIP_INDEX_URL: 'file://me:secret@x' });
    await expect(failure).rejects.toMatchObject({ code: 'CORPUS_INDEX_URL', exitCode: 2 });
    await expect(failure).rejects.toThrow(/^Expected PIP_INDEX_URL to be a URL that starts with http/);
    await expect(failure).rejects.not.toThrow(/secret/);
  });
});
