import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { askForDefaultIndex } from './default-index.ts';

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
