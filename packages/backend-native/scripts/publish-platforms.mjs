// Publishes the npm packages that hold the native library, one for each platform: @longrange/backend-native-linux-x64-gnu, and so on. They have nothing
// but the library: no script that runs at installation and nothing to download. npm installs the one that matches `os`, `cpu` and `libc`.
// The root's .pnpmfile.mjs lists those made here as optional dependencies of @longrange/backend-native, which must be published after them.
//
//   node scripts/publish-platforms.mjs LIBRARIES [--all]     LIBRARIES/PLATFORM/longrange.node; --all: a platform without one is an error
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeHash } from './write-hash.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const platforms = readJson('platforms.json');
const [libraries, ...options] = process.argv.slice(2);
if (libraries === undefined) fail('a folder that holds PLATFORM/longrange.node', 'none');

const libraryOf = ({ name }) => resolve(libraries, name, 'longrange.node');
const here = platforms.filter((platform) => existsSync(libraryOf(platform)));
const missing = platforms.filter((platform) => !here.includes(platform)).map(({ name }) => name);
if (here.length === 0 || (options.includes('--all') && missing.length > 0))
  fail(`a library for each platform in ${libraries}`, `none for ${missing.join(', ')}`);

rmSync(join(root, 'npm'), { recursive: true, force: true });
for (const folder of here.map(make)) publish(folder);

/** The folder of the package of a platform. */
function make(platform) {
  const { name, os, cpu, libc } = platform;
  const { version, license, repository, homepage, bugs, engines } = readJson('package.json');
  const manifest = {
    name: `@longrange/backend-native-${name}`,
    version,
    description: `The library of @longrange/backend-native for ${name}.`,
    homepage,
    bugs,
    license,
    repository,
    main: 'longrange.node',
    files: ['longrange.node', 'longrange.node.sha256'],
    os: [os],
    cpu: [cpu],
    ...(libc !== undefined && { libc: [libc] }),
    engines,
    publishConfig: { access: 'public' },
  };
  const folder = join(root, 'npm', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const readme = `# ${manifest.name}\n\n${manifest.description} npm installs it with @longrange/backend-native where it fits.\n`;
  writeFileSync(join(folder, 'README.md'), readme);
  copyFileSync(join(root, '../../LICENSE'), join(folder, 'LICENSE'));
  copyFileSync(libraryOf(platform), join(folder, 'longrange.node'));
  writeHash(join(folder, 'longrange.node'));
  return folder;
}

/** Skips a version that is already published, so that an interrupted release can be repeated. */
function publish(folder) {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const npm = (...parameters) => spawnSync('npm', parameters, { cwd: folder, encoding: 'utf8' });
  if (npm('view', `${name}@${version}`, 'version').stdout.trim() === version) return;
  const { status, stderr } = npm('publish');
  if (status !== 0) fail(`npm to publish ${name}`, `exit code ${status}:\n${stderr}`);
  console.log(`published ${name}@${version}`);
}

function readJson(name) {
  return JSON.parse(readFileSync(join(root, name), 'utf8'));
}

function fail(expected, got) {
  console.error(`Expected ${expected}, got ${got}.`);
  process.exit(1);
}
