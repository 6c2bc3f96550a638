import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../src/commands/commands.ts';
import { callCli } from './testing/call-cli.ts';
import { mainScript, runCli } from './testing/run-cli.ts';
import { temporaryFolder, writeTinyCorpus } from './testing/tiny.ts';

const cwd = tmpdir();
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Node 24 opens fewer files and asks for less address space, so these limits do not stop it. */
const hasTightLimits = process.platform === 'linux' && Number.parseInt(process.versions.node, 10) < 24;

describe('longrange', () => {
  it('shows its commands and its version', async () => {
    const help = await callCli(['--help'], { cwd });
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const { name } of commands) expect(help.stdout).toContain(`\n  ${name} `);
    expect(await runCli(['--version'], { cwd })).toMatchObject({
      code: 0,
      stdout: `${version}\n`,
      stderr: '',
    });
  });

  it.runIf(hasTightLimits)('names the limit of address space where the parser has none', () => {
    const command = `ulimit -v 6000000; exec "${process.execPath}" "${mainScript}" eval --parser wasm --text "${mainScript}"`;
    const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8', cwd });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^error: Expected address space for the parser's memory, got none .*\nhint: .*`ulimit -v/,
    );
  });

  it.runIf(hasTightLimits)('says so where it may not open enough files to load', () => {
    // Node opens some twenty files, the program's modules forty more.
    const command = `ulimit -n 50; exec "${process.execPath}" "${mainScript}" --version`;
    expect(spawnSync('sh', ['-c', command], { encoding: 'utf8' })).toMatchObject({
      status: 1,
      stderr:
        'error: Cannot load longrange: too many open files (EMFILE).\nhint: raise the limit (`ulimit -n`).\n',
    });
  });

  it('without a command shows the commands too, as wrong usage', async () => {
    const { code, stdout, stderr } = await callCli([], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: longrange [options] [command]');
  });

  it('names the nearest command', async () => {
    expect(await callCli(['trian'], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /^error: Expected a command \(.*\), got `trian`\. Did you mean `train`\?\n/,
      ),
    });
    expect((await callCli(['--versoin'], { cwd })).stderr).toContain('Did you mean `--version`?');
  });

  it('shows no password of an address that it refuses', async () => {
    for (const words of [
      ['worker', 'redis://:secret@server/x'],
      ['worker', 'redis://server', 'redis://:secret@server'],
      ['sweep', 'sweep.yaml', '--engine', 'rdis://:secret@server'],
      ['redis://:secret@server'],
    ]) {
      const { code, stderr } = await callCli(words, { cwd });
      expect(code).toBe(2);
      expect(stderr).toContain('dis://:…@server');
      expect(stderr).not.toContain('secret');
    }
  });

  it('starts no worker that cannot open its store, as it would fail every trial that it takes', async () => {
    const words = ['worker', 'redis://127.0.0.1:1', '--store', 's3://bucket/runs'];
    const { code, stderr } = await callCli(words, { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: Expected AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY /);
  });

  it('refuses what cannot fit, with the memory that it would take, before anything is made', async () => {
    const folder = await temporaryFolder();
    await writeTinyCorpus(folder);
    const words = 'train --corpus corpus --run large --engine simd --set units=30000'.split(' ');
    const { code, stderr } = await callCli(words, { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: Expected settings that fit into the .* GiB of the engine simd, got some that take at least 162 GiB/,
    );
    expect(existsSync(join(folder, 'runs', 'large'))).toBe(false);
  });

  it('shows a stack with --debug only', async () => {
    const words = ['sample', '--checkpoint', 'nowhere'];
    expect((await callCli(words, { cwd })).stderr).not.toContain('    at ');
    expect((await callCli([...words, '--debug'], { cwd })).stderr).toContain('    at ');
  });
});
