import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { networkNames } from '@longrange/model/internal';
import { afterAll, describe, expect, it } from 'vitest';
import { commands } from '../src/commands/commands.ts';
import { mainScript, runCli } from './testing/run-cli.ts';
import { tinyProject } from './testing/tiny.ts';

const { cwd, call } = await tinyProject(afterAll);

/** Node 24 opens fewer files and asks for less address space, so these limits do not stop it. */
const hasTightLimits = process.platform === 'linux' && Number.parseInt(process.versions.node, 10) < 24;
const runWithin = (limit: string, line: string) => {
  const command = `ulimit ${limit}; exec "${process.execPath}" "${mainScript}" ${line}`;
  return spawnSync('sh', ['-c', command], { encoding: 'utf8', cwd });
};

describe('longrange', () => {
  it('shows its commands and its version', async () => {
    const help = await call('--help');
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const { name } of commands) expect(help.stdout).toContain(`\n  ${name} `);
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    const shown = await runCli(['--version'], { cwd });
    expect(shown).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  // reliability: address-space
  it.runIf(hasTightLimits)('names the limit of address space where the parser has none', () => {
    const { status, stderr } = runWithin('-v 6000000', `eval --text "${mainScript}"`);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^error: Expected address space for the parser's memory, got none .*\nhint: .*`ulimit -v/,
    );
  });

  // reliability: system-errors
  it.runIf(hasTightLimits)('says so where it may not open enough files to load', () => {
    // Node opens some twenty files, the program's modules forty more.
    expect(runWithin('-n 50', '--version')).toMatchObject({
      status: 1,
      stderr:
        'error: Cannot load longrange: too many open files (EMFILE).\nhint: raise the limit (`ulimit -n`).\n',
    });
  });

  it.each<readonly [string, RegExp]>([
    ['', /Usage: longrange \[options\] \[command\]/],
    ['trian', /^error: Expected a command \(.*\), got `trian`\. Did you mean `train`\?\n/],
    ['--versoin', /Did you mean `--version`\?/],
    ['sweep sweep.yaml --engine redis://:secret@server', /^(?!.*secret).*redis:\/\/:…@server/s],
  ])('refuses `%s`', async (line, message) => {
    const { code, stdout, stderr } = await call(line);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('lists the networks, and shows the settings and the size of one', async () => {
    const { stdout: list } = await call('networks');
    for (const name of networkNames()) expect(list).toContain(`\n  ${name} `);
    expect((await call('train --help')).stdout).toContain(list.trim());
    // 97 embeddings of 8; a kernel, a recurrent kernel and a bias for 3 gates of 16; 96 outputs with a bias.
    const { stdout } = await call('networks rnn --set layers=1 embeddingSize=8 units=16');
    expect(stdout).toContain(
      `Parameters   ${(97 * 8 + 8 * 16 + 16 * 16 + 16 + 16 * 96 + 96).toLocaleString('en')}, with 96`,
    );
    expect(stdout).toMatch(/ {2}units=16 {2}\(whole number from 1\)\n.*\n/);
    expect(stdout).toContain('longrange train --set network=rnn layers=1 units=16');
    expect(await call('networks mngru')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('`mingru`?'),
    });
    const { stderr } = await call('train --set network=transformer units=100');
    expect(stderr).toMatch(/96 or 104\.\nhint: longrange networks NAME shows /);
  });

  // reliability: memory
  it('refuses what cannot fit, with the memory that it would take, before anything is made', async () => {
    const { code, stderr } = await call('train --corpus corpus --run large --engine simd --set units=30000');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: Expected settings that fit into the .* GiB of the engine simd, got some that take at least 164 GiB/,
    );
    expect(existsSync(join(cwd, 'runs', 'large'))).toBe(false);
  });

  it('shows a stack with --debug only', async () => {
    expect((await call('sample --checkpoint nowhere')).stderr).not.toContain('    at ');
    expect((await call('sample --checkpoint nowhere --debug')).stderr).toContain('    at ');
  });
});
