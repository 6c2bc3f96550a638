// Packs every package that is published, as `pnpm -r exec pnpm pack` does, and looks at the tarballs as a stranger would:
// what is in them, publint, attw, and whether all of them together work in an empty project (pack-and-try.mjs).
// Wants built packages: `pnpm check:packages` builds them first.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryPackages } from './pack-and-try.mjs';
import { Checks, packagesIn, root, run } from './shell.mjs';

const checks = new Checks();
const workplace = mkdtempSync(join(tmpdir(), 'longrange-packages-'));
try {
  const packages = packAll(workplace);
  for (const { manifest, tarball } of packages) {
    const { name } = manifest;
    await checks.check(`${name}: contents`, () => checkContents(tarball, manifest));
    await checks.check(`${name}: publint --strict`, () => tool('publint', ['run', tarball, '--strict']));
    // A command has no types to look at.
    if (manifest.exports !== undefined) {
      await checks.check(`${name}: attw`, () => tool('attw', [tarball, '--profile', 'esm-only']));
    }
  }
  await tryPackages(packages, { checks, workplace });
} finally {
  rmSync(workplace, { recursive: true, force: true });
}
checks.end();

/** Packs into `destination`; adds to each package the path of its tarball. */
function packAll(destination) {
  const { packageManager } = JSON.parse(run('cat', ['package.json']));
  const which = ['--filter', './packages/*', '--filter', './apps/*'];
  run('npx', [
    '-y',
    packageManager,
    '-r',
    ...which,
    'exec',
    'pnpm',
    'pack',
    '--pack-destination',
    destination,
  ]);
  return packagesIn('packages', 'apps').map(({ folder, manifest }) => {
    const file = `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`;
    return { folder, manifest, tarball: join(destination, file) };
  });
}

function tool(name, parameters) {
  return run(join(root, 'node_modules/.bin', name), parameters);
}

function checkContents(tarball, { exports, bin }) {
  const files = run('tar', ['-tzf', tarball]).trim().split('\n');
  const wanted = [
    'LICENSE',
    'README.md',
    'package.json',
    ...filesNamed(exports ? publishedExports(tarball) : bin),
  ];
  const missing = wanted.filter((file) => !files.includes(`package/${file}`));
  if (missing.length > 0)
    throw new Error(`Expected ${missing.join(', ')} in the tarball, got ${files.join(', ')}.`);
  const strange = files.filter(
    (file) => !/^package\/(?:dist\/|schema\/|LICENSE$|README\.md$|package\.json$)/.test(file),
  );
  if (strange.length > 0)
    throw new Error(`Expected nothing but dist/, schema/ and documents, got ${strange.join(', ')}.`);
  const manifest = run('tar', ['-xzOf', tarball, 'package/package.json']);
  for (const wrong of ['workspace:', 'catalog:', '@longrange/source']) {
    if (manifest.includes(`"${wrong}`))
      throw new Error(`Expected no "${wrong}" in the published package.json.`);
  }
}

function publishedExports(tarball) {
  return JSON.parse(run('tar', ['-xzOf', tarball, 'package/package.json'])).exports;
}

/** All file names in a tree of conditions, without the leading `./`. */
function filesNamed(tree) {
  if (typeof tree === 'string') return [tree.replace('./', '')];
  return Object.values(tree).flatMap(filesNamed);
}
