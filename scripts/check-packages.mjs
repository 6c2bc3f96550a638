// Releases every package in its current state to a private registry, and uses it as a stranger would, outside the workspace with an empty
// HOME: `changeset version` and `changeset publish` in a copy; what is in each package, publint, attw; each installed alone, its README's
// examples and what they print under Node 20; that none runs a script when it is installed; the types of all; the examples of examples/ and
// the guides under Node 24, the page in Chromium; and `npx longrange`, which trains and measures. Needs built packages and Chromium:
// `pnpm check:packages` builds them first.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkBrowserEntrance, checkContents, checkMaps } from './packages/contents.mjs';
import {
  copiedPackages,
  copyRepository,
  publishNativeLibrary,
  publishPackages,
  rebuildCommand,
  versionPackages,
} from './packages/publish.mjs';
import { startRegistry } from './packages/registry.mjs';
import { tryNodeExamples } from './packages/try-examples.mjs';
import { tryBrowserExample, tryBrowserGuide, tryPretrained } from './packages/try-in-browser.mjs';
import { checkTypes, tryPackage } from './packages/try-package.mjs';
import { Checks, root, run } from './shell.mjs';

/** READMEs are tried on the oldest version, examples and guides on the first with the wide build; `.ci/run nodes` does what depends on others. */
const [OLDEST, WIDE] = ['20', '24'];
/** `node scripts/check-packages.mjs ops examples`: publishes all, and tries only these packages, `examples`, `browser` or `command`. */
const chosen = process.argv.slice(2);
const isChosen = (name) => chosen.length === 0 || chosen.includes(name.replace('@longrange/', ''));

const checks = new Checks();
const workplace = mkdtempSync(join(tmpdir(), 'longrange-packages-'));
let registry;
try {
  const nodes = { oldest: findNode(OLDEST), wide: findNode(WIDE) };
  registry = await startRegistry(join(workplace, 'registry'));
  await checkAll({ workplace, nodes, environment: emptyHome(registry.url) });
} finally {
  registry?.stop();
  // There are hundreds of thousands of files: `rm` takes a fifth of the time that Node takes.
  run('rm', ['-rf', workplace], { timeoutMs: 600_000 });
}
checks.end();

async function checkAll({ nodes, environment }) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const copy = join(workplace, 'copy');
  copyRepository(copy);
  await checks.check('changeset version', () => versionPackages(copy));
  const packages = copiedPackages(copy);
  for (const { folder, manifest } of packages) {
    await checks.check(`${manifest.name}: entry point for browsers, source maps`, () => {
      checkBrowserEntrance(join(copy, folder), manifest);
      checkMaps(join(copy, folder));
    });
  }
  rebuildCommand(copy);
  let library;
  await checks.check('the native library of this platform, where there is Rust', () => {
    library = publishNativeLibrary(copy, environment);
  });
  publishPackages(copy, { packageManager, environment });
  for (const one of packages.filter(({ manifest }) => isChosen(manifest.name))) {
    await checkTarball(one.manifest, environment);
    await tryPackage(one, { checks, workplace, environment, node: nodes.oldest });
  }
  const others = { checks, workplace, environment };
  if (isChosen('examples')) {
    const project = await tryNodeExamples({ ...others, node: nodes.wide, library });
    const typed = packages.map(({ manifest }) => manifest).filter(({ exports }) => exports !== undefined);
    // attw has seen what a bundler resolves.
    await checks.check('all packages together: types under nodenext', () => checkTypes(typed, project));
  }
  if (isChosen('browser')) {
    await tryBrowserExample(others);
    await tryPretrained(others);
    await tryBrowserGuide({ ...others, node: nodes.wide });
  }
  if (isChosen('command'))
    await checks.check('npx longrange: trains, samples, measures', () => tryCommand(environment));
}

/** Environment with npm's files below the workplace, so that none of the user's is read; everything comes from `registry`. */
function emptyHome(registry) {
  const home = join(workplace, 'home');
  mkdirSync(home);
  // npm publishes only with a token; this registry accepts any.
  writeFileSync(
    join(home, '.npmrc'),
    `registry=${registry}\n${registry.replace('http:', '')}:_authToken=anybody\n`,
  );
  return {
    HOME: home,
    CI: 'true',
    npm_config_registry: registry,
    npm_config_cache: join(home, '.npm'),
    npm_config_userconfig: join(home, '.npmrc'),
    npm_config_provenance: 'false',
    // npm need not request anything twice: nothing is published between two installations.
    npm_config_prefer_offline: 'true',
  };
}

async function checkTarball(manifest, environment) {
  const { name, exports } = manifest;
  const folder = join(workplace, 'tarballs');
  mkdirSync(folder, { recursive: true });
  const options = { cwd: folder, environment, outputOnly: true };
  const [packed] = JSON.parse(run('npm', ['pack', name, '--json'], options));
  const tarball = join(folder, packed.filename);
  const kilobytes = Math.ceil(packed.unpackedSize / 1000);
  await checks.check(`${name}: files, ${kilobytes} kB`, () => checkContents(packed, manifest));
  await checks.check(`${name}: publint --strict`, () => tool('publint', ['run', tarball, '--strict']));
  // A command has no types to check.
  if (exports !== undefined)
    await checks.check(`${name}: attw`, () => tool('attw', [tarball, '--profile', 'esm-only']));
}

function tool(name, parameters) {
  return run(join(root, 'node_modules/.bin', name), parameters);
}

/** Finds a Node of this major version: `{ version, path }`. */
function findNode(major) {
  if (process.version.startsWith(`v${major}.`)) return { version: major, path: process.execPath };
  const command = ['-y', '-p', `node@${major}`, '--', 'node', '-p', 'process.execPath'];
  return { version: major, path: run('npx', command, { outputOnly: true }).trim().split('\n').at(-1) };
}

/**
 * Runs the steps of the quick start from the registry in an empty folder, with as little training as possible: this checks that everything
 * is there, check-quickstart.mjs that the results are good.
 */
function tryCommand(environment) {
  const cwd = join(workplace, 'command');
  mkdirSync(cwd);
  const longrange = (...words) =>
    run('npx', ['longrange', ...words], { cwd, environment, timeoutMs: 300_000, outputOnly: true });
  refuseEngineNode(() => longrange('train', '--engine', 'node'));
  longrange('train', '--preset', 'quick', '--set', 'units=16', 'maxCharacters=20000');
  longrange('sample', '--length', '100');
  longrange('sample', '--model', 'pretrained:small', '--length', '100');
  const few = ['--samples', '4', '--length', '200', '--max-characters', '20000'];
  const printed = longrange('eval', '--suite', 'quick', '--skip-controls', ...few);
  const report = /^report +(file:\S+report\.html)$/m.exec(printed)?.[1];
  if (report === undefined) throw new Error(`Expected the address of a report.html, got:\n${printed}`);
  const path = fileURLToPath(report);
  const { provenance, subjects } = JSON.parse(readFileSync(join(dirname(path), 'result.json'), 'utf8'));
  if (!readFileSync(path, 'utf8').startsWith('<!doctype html>'))
    throw new Error(`Expected a page in ${path}.`);
  longrange('compare', 'latest', 'ngram', '--suite', 'quick', ...few, '--output', 'compared');
  checkSchemas({
    result: join(dirname(path), 'result.json'),
    documents: join(dirname(path), 'documents.json'),
    comparison: join(cwd, 'compared', readdirSync(join(cwd, 'compared'))[0], 'comparison.json'),
  });
  const measured = subjects.map(({ id }) => id);
  if (!measured.includes('real') || provenance.engine === null)
    throw new Error(`Expected real code and the engine's name in result.json, got ${measured.join(', ')}.`);
}

/** Checks that the engine of an optional peer, which is not there, says how to install it. */
function refuseEngineNode(train) {
  try {
    train();
  } catch ({ message }) {
    if (message.includes('hint: npm install --ignore-scripts @tensorflow/tfjs-node@')) return;
    throw new Error(`Expected the command that installs @tensorflow/tfjs-node, got:\n${message}`);
  }
  throw new Error('Expected no @tensorflow/tfjs-node, which nobody installed, got one.');
}

/** Validates files against the JSON Schemas that the package `eval` publishes. */
function checkSchemas(files) {
  const { default: Ajv } = createRequire(join(root, 'packages/eval/package.json'))('ajv/dist/2020.js');
  const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
  for (const [name, file] of Object.entries(files)) {
    const schema = read(join(workplace, `copy/packages/eval/schema/${name}.schema.json`));
    const validate = new Ajv({ allowUnionTypes: true, validateFormats: false }).compile(schema);
    if (!validate(read(file))) throw new Error(`${file}: ${JSON.stringify(validate.errors)}`);
  }
}
