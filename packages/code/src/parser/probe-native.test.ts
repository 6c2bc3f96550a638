import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { python } from '../languages/python/python.ts';
import { probeNative } from './probe-native.ts';

const folder = mkdtempSync(join(tmpdir(), 'longrange-probe-'));

afterAll(() => rmSync(folder, { recursive: true }));

/** Probes with a grammar package that does what `script` says when it is loaded. */
function probeWith(name: string, script: string) {
  const path = join(folder, `${name}.cjs`);
  writeFileSync(path, script);
  return probeNative({ ...python, id: name, grammars: [{ ...python.grammars[0], package: path }] });
}

it('survives a native engine that ends the process, and says how', async () => {
  expect(await probeWith('crashing', "process.kill(process.pid, 'SIGSEGV');")).toEqual({
    works: false,
    reason: `the native tree-sitter crashed (SIGSEGV) when tried in a child process on Node ${process.versions.node}`,
  });
});

it('tells why one does not load', async () => {
  const probe = await probeWith('failing', "throw new Error('no binary for this machine');");
  expect(probe.works).toBe(false);
  expect(probe.reason).toContain('failed (Error: no binary for this machine) when tried');
});

it('says where one is not installed', async () => {
  const grammars = [{ ...python.grammars[0], package: 'tree-sitter-of-nothing' }] as const;
  expect(await probeNative({ ...python, id: 'nothing', grammars })).toEqual({
    works: false,
    reason: 'the native tree-sitter is not installed',
  });
});
