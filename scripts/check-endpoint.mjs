// Whether eval --model openai:… measures a real server: llama.cpp's own, which the wheel of xllamacpp holds, with a tiny model made here. Wants a build of the command line, and python3 with a package
// registry.
//
//   pnpm build:cli && node scripts/check-endpoint.mjs
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Checks, run, runTests } from './shell.mjs';

/** Its wheels for Linux, macOS and Windows hold llama.cpp and its server, 34 MB. */
const PACKAGE = 'xllamacpp==2026.10.11549';

const checks = new Checks();
const workplace = mkdtempSync(join(tmpdir(), 'longrange-endpoint-'));
const python = join(workplace, 'bin/python');
try {
  await checks.check('endpoint: install xllamacpp', () => {
    run('python3', ['-m', 'venv', workplace]);
    const words = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--only-binary',
      ':all:',
    ];
    run(python, [...words, PACKAGE]);
  });
  await checks.check("endpoint: the tests that want llama.cpp's server", () => {
    runTests(
      'apps/cli/tests/endpoint-server.test.ts',
      'is asked nothing twice after a kill, and the result is the same',
      { LONGRANGE_LLAMA_SERVER: python },
    );
  });
} finally {
  rmSync(workplace, { recursive: true, force: true });
}
checks.end();
