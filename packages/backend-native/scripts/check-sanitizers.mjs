// Runs the tests of rust/ under LLVM's sanitizers: AddressSanitizer sees a job that reads or writes beyond what it was given, ThreadSanitizer two threads
// that touch the same memory without an order between them. Needs x64 Linux and Rust from rustup, for ThreadSanitizer with its sources (rustup component add
// rust-src), since the standard library must be built with it, too. These switches are unstable; RUSTC_BOOTSTRAP lets a stable compiler take them.
//
//   node scripts/check-sanitizers.mjs [address] [thread]
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OPTIONS = { address: [], thread: ['-Zbuild-std'] };
const named = process.argv.slice(2);
for (const sanitizer of named.length > 0 ? named : Object.keys(OPTIONS)) {
  const test = ['test', '--lib', '--locked', '--no-default-features', ...OPTIONS[sanitizer]];
  const { status, error } = spawnSync('cargo', [...test, '--target', 'x86_64-unknown-linux-gnu'], {
    cwd: join(dirname(fileURLToPath(import.meta.url)), '../rust'),
    env: {
      ...process.env,
      RUSTC_BOOTSTRAP: '1',
      RUSTFLAGS: `-Zsanitizer=${sanitizer}`,
    },
    stdio: 'inherit',
  });
  if (error !== undefined || status !== 0) {
    const got = error === undefined ? `exit code ${status}` : error.message;
    console.error(
      `Expected the tests to pass under the ${sanitizer} sanitizer, got ${got}. Hint: the first lines of this file say what it needs.`,
    );
    process.exit(1);
  }
}
