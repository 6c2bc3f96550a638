import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { readNpmRegistry } from './npm-config.ts';

describe('readNpmRegistry', () => {
  it('takes the environment, the project, the user, the machine, in this order', async () => {
    const home = await temporaryFolder();
    const project = join(home, 'project');
    await mkdir(join(project, 'src'), { recursive: true });
    await writeFile(join(project, 'package.json'), '{}');
    const env = { HOME: home, npm_config_globalconfig: join(home, 'global') };
    const url = async (name = 'a', more: NodeJS.ProcessEnv = {}) =>
      (await readNpmRegistry(name, { ...env, ...more }, join(project, 'src')))?.url;
    expect(await url()).toBeUndefined();
    await writeFile(join(home, 'global'), 'registry=http://global.test\n');
    expect(await url()).toBe('http://global.test/');
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
//old.test/:username=me
//old.test/:_password=c2VjcmV0
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
