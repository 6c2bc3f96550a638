import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { addressesOf, installCommand } from './open-gguf.ts';

it('finds a library where its hint installs it and in NODE_PATH, not in the current folder and above', () => {
  const folder = mkdtempSync(join(tmpdir(), 'longrange-find-'));
  const [before, environment] = [process.cwd(), { ...process.env }];
  onTestFinished(() => {
    process.chdir(before);
    Object.assign(process.env, { XDG_CACHE_HOME: '', NODE_PATH: '' }, environment);
    rmSync(folder, { recursive: true });
  });
  const install = (place: string, manifest: object): string => {
    const at = join(folder, place, 'some-library');
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, 'package.json'), JSON.stringify(manifest));
    return pathToFileURL(join(at, 'dist/index.js')).href;
  };
  const main = { main: 'dist/index.js' };
  install('project/src/node_modules', main);
  install('project/node_modules', main);
  const places = [
    install('cache/longrange/llama/node_modules', { exports: { '.': { import: './dist/index.js' } } }),
    install('global', main),
  ];
  process.chdir(join(folder, 'project/src'));
  process.env.XDG_CACHE_HOME = join(folder, 'cache');
  process.env.NODE_PATH = ['', join(folder, 'global')].join(delimiter);
  const found: string[] = [];
  for (const address of addressesOf('some-library')) if (found.push(address) > places.length) break;
  expect(found).toEqual(['some-library', ...places]);
  expect(installCommand('some-library', '1.2')).toContain(
    `--prefix ${join(folder, 'cache/longrange/llama')} `,
  );
});
