// Checks that eval --model openai:… measures a real server: llama.cpp's own, from the wheel of xllamacpp, with a tiny model made here. Needs
// python3 with a package registry.
//
//   pnpm build:cli && node scripts/check-endpoint.mjs
//
// reliability: server-failures
import { runChecks, runTests } from './shell.mjs';

await runChecks('endpoint', async ({ check, install }) => {
  const python = await install('xllamacpp', ['--only-binary', ':all:', 'xllamacpp==2026.10.11549']);
  await check("the tests that need llama.cpp's server", () => {
    runTests(
      'apps/cli/tests/endpoint-server.test.ts',
      'is asked nothing twice after a kill, and the result is the same',
      { LONGRANGE_LLAMA_SERVER: python },
    );
  });
});
