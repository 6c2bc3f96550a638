import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { invocation, runsWords } from './invocation.ts';

it('speaks as the user did', () => {
  const folder = mkdtempSync(join(tmpdir(), 'longrange-path-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const program of ['pnpm', 'longrange'])
    writeFileSync(join(folder, process.platform === 'win32' ? `${program}.cmd` : program), '');
  // Folder that npx puts before the path, where only the scripts that it starts find pnpm.
  const ofNpx = join(folder, '_npx', '0', 'node_modules', '.bin');
  const script = {
    npm_lifecycle_event: 'quickstart',
    npm_lifecycle_script: 'pnpm --silent run build:cli && node apps/cli/dist/main.js quickstart',
    npm_config_user_agent: 'pnpm/12.4.2 npm/? node/? linux x64',
  };
  expect(invocation(['train'], { ...script, PATH: [ofNpx, folder].join(delimiter) })).toBe('pnpm train');
  expect(invocation(['train'], { ...script, PATH: ofNpx })).toBe('npx pnpm@12.4.2 train');
  const whole = { ...script, npm_lifecycle_event: 'longrange', PATH: ofNpx };
  whole.npm_lifecycle_script = 'pnpm --silent run build:cli && node apps/cli/dist/main.js --help';
  expect(invocation(['--help'], whole)).toBe('npx pnpm@12.4.2 longrange --help');
  expect(invocation(['eval', '--help'], whole)).toBe('npx pnpm@12.4.2 eval --help');
  expect(invocation(['eval'], { npm_lifecycle_event: 'npx', PATH: ofNpx })).toBe('npx longrange eval');
  expect(invocation(['eval'], { npm_lifecycle_event: 'npx', PATH: folder })).toBe('longrange eval');
  expect(invocation(['eval'], {})).toBe('longrange eval');
  expect([runsWords('runs'), runsWords('my')]).toEqual([[], ['--runs', 'my']]);
  expect(invocation(['sweep', "it's; rm -rf $HOME.yaml", ...runsWords('a b')], {})).toBe(
    "longrange sweep 'it'\\''s; rm -rf $HOME.yaml' --runs 'a b'",
  );
});
