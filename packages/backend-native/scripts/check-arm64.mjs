// Runs the tests of rust/ for arm64 under emulation: every instruction set gives the bits of plain code. Needs Rust with the target
// aarch64-unknown-linux-gnu (rustup target add), a linker and C library for it, and QEMU's user emulation; of Debian's packages
// gcc-aarch64-linux-gnu, libc6-dev-arm64-cross and qemu-user.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TARGET = 'aarch64-unknown-linux-gnu';
const { status, error } = spawnSync(
  'cargo',
  ['test', '--locked', '--no-default-features', '--target', TARGET],
  {
    cwd: join(dirname(fileURLToPath(import.meta.url)), '../rust'),
    env: {
      ...process.env,
      CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER: 'aarch64-linux-gnu-gcc',
      CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER: 'qemu-aarch64 -L /usr/aarch64-linux-gnu',
    },
    stdio: 'inherit',
  },
);
if (error !== undefined || status !== 0) {
  const got = error === undefined ? `exit code ${status}` : error.message;
  console.error(
    `Expected the tests to pass on ${TARGET}, got ${got}. Hint: the first lines of this file say what it needs.`,
  );
  process.exit(1);
}
