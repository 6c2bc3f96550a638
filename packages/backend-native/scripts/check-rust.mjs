// Runs the tests of rust/ under conditions that this machine does not provide by itself.
//
//   node scripts/check-rust.mjs arm64              under emulation: every instruction set gives the bits of plain code. Needs Rust with the target
//                                                  aarch64-unknown-linux-gnu (rustup target add) and, of Debian's packages, gcc-aarch64-linux-gnu,
//                                                  libc6-dev-arm64-cross and qemu-user.
//   node scripts/check-rust.mjs sanitizers [address] [thread]
//                                                  under LLVM's sanitizers: AddressSanitizer finds a job that reads or writes beyond its arrays,
//                                                  ThreadSanitizer two threads that touch the same memory without an order between them. Needs x64
//                                                  Linux and Rust from rustup, for ThreadSanitizer with its sources (rustup component add rust-src),
//                                                  since the standard library is built with it, too. These switches are unstable; RUSTC_BOOTSTRAP
//                                                  lets a stable compiler take them.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const SANITIZERS = { address: [], thread: ['-Zbuild-std'] };
const [what, ...named] = process.argv.slice(2);

if (what === 'arm64') {
  test('aarch64-unknown-linux-gnu', [], {
    CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER: 'aarch64-linux-gnu-gcc',
    CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER: 'qemu-aarch64 -L /usr/aarch64-linux-gnu',
  });
} else {
  for (const sanitizer of named.length > 0 ? named : Object.keys(SANITIZERS)) {
    const flags = { RUSTC_BOOTSTRAP: '1', RUSTFLAGS: `-Zsanitizer=${sanitizer}` };
    test('x86_64-unknown-linux-gnu', ['--lib', ...SANITIZERS[sanitizer]], flags);
  }
}

function test(target, parameters, environment) {
  const command = ['test', '--locked', '--no-default-features', '--target', target, ...parameters];
  const cwd = join(import.meta.dirname, '../rust');
  const options = { cwd, env: { ...process.env, ...environment }, stdio: 'inherit' };
  const { status, error } = spawnSync('cargo', command, options);
  if (error === undefined && status === 0) return;
  const got = error === undefined ? `exit code ${status}` : error.message;
  console.error(
    `Expected the tests to pass on ${[target, ...parameters].join(' ')}, got ${got}. Hint: the first lines of this file say what it needs.`,
  );
  process.exit(1);
}
