import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packagesIn, root, run } from '../shell.mjs';

/**
 * Copies the repository as it is now, with what has been built, to `copy`. Each package there finds our other packages in the copy, and
 * everything else where it is installed.
 */
export function copyRepository(copy) {
  const list = run('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z']).split('\0');
  for (const path of list.filter((one) => one !== '' && existsSync(join(root, one)))) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(root, path), join(copy, path));
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const packages = packagesIn('packages', 'apps');
  const folders = new Map(packages.map(({ folder, manifest }) => [manifest.name, folder]));
  for (const { folder, manifest } of packages) {
    for (const built of manifest.files)
      cpSync(join(root, folder, built), join(copy, folder, built), { recursive: true });
    linkDependencies(join(root, folder, 'node_modules'), join(copy, folder, 'node_modules'), (name) =>
      folders.has(name) ? join(copy, folders.get(name)) : undefined,
    );
  }
  // changesets asks git when a change was described.
  const git = (...parameters) =>
    run('git', ['-c', 'user.name=check', '-c', 'user.email=check@localhost', ...parameters], { cwd: copy });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--no-verify', '--message', 'as it is');
}

function linkDependencies(from, to, placeOf) {
  const names = readdirSync(from)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(from, name)).map((inner) => `${name}/${inner}`) : [name],
    );
  for (const name of names) {
    mkdirSync(dirname(join(to, name)), { recursive: true });
    symlinkSync(placeOf(name) ?? join(from, name), join(to, name));
  }
}

/** Runs `changeset version` as a release does, and returns the one version of all packages. */
export function versionPackages(copy) {
  run(process.execPath, [join(root, 'node_modules/@changesets/cli/bin.js'), 'version'], { cwd: copy });
  const versions = new Set(copiedPackages(copy).map(({ manifest }) => manifest.version));
  const [version] = versions;
  if (versions.size !== 1 || version === '0.0.0')
    throw new Error(`Expected one new version for all packages, got ${[...versions].join(', ')}.`);
  return version;
}

/** Rebuilds the command line, which contains its version. */
export function rebuildCommand(copy) {
  const folder = join(copy, 'apps/cli');
  const tsup = readFileSync(join(folder, 'node_modules/tsup/package.json'), 'utf8');
  run(process.execPath, [join(folder, 'node_modules/tsup', JSON.parse(tsup).bin.tsup)], { cwd: folder });
}

/**
 * Publishes the package with the native library for this platform, as a release does for all platforms, and returns its name; undefined if
 * there is neither a library nor Rust to build it. This must come before the other packages, one of which then depends on it.
 */
export function publishNativeLibrary(copy, environment) {
  const [ours, theirs] = [root, copy].map((place) => join(place, 'packages/backend-native'));
  const platform = platformHere();
  const folder = join(theirs, 'libraries', platform);
  // Into the copy: later checks should not find a library that was not there before.
  if (spawnSync('cargo', ['--version']).status === 0)
    run(process.execPath, [join(ours, 'scripts/build-addon.mjs'), folder], { timeoutMs: 900_000 });
  else if (existsSync(join(ours, 'native'))) cpSync(join(ours, 'native'), folder, { recursive: true });
  else return undefined;
  run(process.execPath, [join(theirs, 'scripts/publish-platforms.mjs'), dirname(folder)], {
    cwd: copy,
    environment,
  });
  return `@longrange/backend-native-${platform}`;
}

/** Returns this platform's name in packages/backend-native/platforms.json. */
function platformHere() {
  const libc = process.report.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
  const platforms = JSON.parse(readFileSync(join(root, 'packages/backend-native/platforms.json'), 'utf8'));
  const { name } = platforms.find(
    (one) => one.os === process.platform && one.cpu === process.arch && (one.libc ?? libc) === libc,
  );
  return name;
}

/** Runs `changeset publish` to the registry of `environment` and no other: pnpm must confirm that it would use that one. */
export function publishPackages(copy, { packageManager, environment }) {
  const registry = environment.npm_config_registry;
  // pnpm does not read the environment of npm.
  copyFileSync(environment.npm_config_userconfig, join(copy, '.npmrc'));
  const withPnpm = (...command) =>
    run('npx', ['-y', '-p', packageManager, '--', ...command], {
      cwd: copy,
      environment,
      timeoutMs: 600_000,
      outputOnly: true,
    });
  const got = withPnpm('pnpm', 'config', 'get', 'registry').trim();
  if (got !== registry) throw new Error(`Expected pnpm to publish to ${registry}, got ${got}.`);
  // changesets calls `pnpm`, which is on the PATH here and may not be otherwise.
  withPnpm('node', join(root, 'node_modules/@changesets/cli/bin.js'), 'publish', '--no-git-tag');
}

/** `{ folder, manifest }` of each package in the copy. */
export function copiedPackages(copy) {
  return packagesIn('packages', 'apps').map(({ folder }) => ({
    folder,
    manifest: JSON.parse(readFileSync(join(copy, folder, 'package.json'), 'utf8')),
  }));
}
