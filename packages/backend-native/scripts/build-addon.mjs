// Builds the native library with cargo and puts it where src/load-addon.ts looks: native/longrange.node. Needs Rust 1.89 or newer.
//
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeHash } from './write-hash.mjs';

const [given] = process.argv.slice(2).filter((word) => word !== '--');
if (given?.startsWith('-')) {
  const isHelp = given === '--help' || given === '-h';
  const usage = `Usage: native [FOLDER]

Builds the library of the native engine with cargo, which needs Rust 1.89 or newer, in FOLDER (default: where longrange finds it).`;
  console.error(isHelp ? usage : `Expected a folder, got ${given}. Hint: --help says what is built.`);
  process.exit(isHelp ? 0 : 2);
}
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const manifest = join(root, 'rust/Cargo.toml');
const { status, error } = spawnSync(
  'cargo',
  ['build', '--release', '--locked', '--manifest-path', manifest],
  {
    stdio: 'inherit',
  },
);
if (error !== undefined || status !== 0) {
  const got = error === undefined ? `exit code ${status}` : error.message;
  console.error(
    `Expected cargo to build the native library, got ${got}. Hint: install Rust 1.89 or newer (rustup.rs).`,
  );
  process.exit(1);
}
const names = {
  linux: 'liblongrange_native.so',
  darwin: 'liblongrange_native.dylib',
  win32: 'longrange_native.dll',
};
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'rust/target');
const built = join(target, 'release', names[process.platform] ?? names.linux);
const folder = given ?? join(root, 'native');
mkdirSync(folder, { recursive: true });
// Renamed into place: a process that has the old one open keeps it.
copyFileSync(built, join(folder, 'longrange.node.new'));
renameSync(join(folder, 'longrange.node.new'), join(folder, 'longrange.node'));
writeHash(join(folder, 'longrange.node'));
console.log(`built ${join(folder, 'longrange.node')}`);
