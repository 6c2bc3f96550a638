import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { root, run } from '../shell.mjs';
import { compareOutput, packagesToInstall, readExamples } from './read-readme.mjs';

const INSTALL_TIMEOUT_MS = 600_000;
const EXAMPLE_TIMEOUT_MS = 300_000;

/** Makes a project outside the workspace, in which `names` are installed from the registry. */
export function makeProject(project, names, environment) {
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  run('npm', ['install', '--no-audit', '--no-fund', '--save-exact', ...names], {
    cwd: project,
    environment,
    timeoutMs: INSTALL_TIMEOUT_MS,
  });
}

/** Copies a folder of examples to a place outside the workspace, and installs what its package.json requires. */
export function installExample(folder, project, environment) {
  cpSync(join(root, folder), project, { recursive: true });
  const options = { cwd: project, environment, timeoutMs: INSTALL_TIMEOUT_MS };
  run('npm', ['install', '--no-audit', '--no-fund'], options);
}

/**
 * Installs one package as its README says, alone in an empty project, compares what it exports with
 * tests/exports.txt, and runs the README's examples.
 */
export async function tryPackage({ folder, manifest }, { checks, workplace, environment, node }) {
  const { name } = manifest;
  const examples = readExamples(`${folder}/README.md`);
  const project = join(workplace, 'alone', name.replace('@longrange/', ''));
  await checks.check(`${name}: npm install, alone, runs no script`, () => {
    makeProject(project, packagesToInstall(name, examples), environment);
    refuseScripts(project);
  });
  if (manifest.exports !== undefined) {
    await checks.check(`${name}: exports what tests/exports.txt lists`, () =>
      checkExports(manifest, folder, project),
    );
  }
  await checks.check(`${name}: the README's examples, Node ${node.version}`, () => {
    for (const example of examples) runExample(example, project, { node, environment });
  });
}

/** Throws if npm ran a script of an installed package, or would have on another platform. */
function refuseScripts(project) {
  const { packages } = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'));
  const running = Object.keys(packages).filter((path) => packages[path].hasInstallScript);
  if (running.length > 0)
    throw new Error(`Expected no package with an install script, got ${running.join(', ')}.`);
}

/** Entry points of a package as users name them. */
export function entryPointsOf({ name, exports }) {
  return Object.keys(exports)
    .filter((path) => exports[path].default !== undefined)
    .map((path) => posix.join(name, path));
}

function checkExports(manifest, folder, project) {
  const listed = readFileSync(join(root, 'tests/exports.txt'), 'utf8').split('\n');
  for (const specifier of entryPointsOf(manifest).filter((one) => !one.includes('/internal'))) {
    const script = `console.log(Object.keys(await import(${JSON.stringify(specifier)})).sort().join('\\n'))`;
    const exported = run(process.execPath, ['--input-type=module', '-e', script], { cwd: project }).trim();
    const file = specifier.replace(manifest.name, folder.split('/')[1]);
    const names = listed
      .flatMap((line) => (line.startsWith(`${file} `) ? line.slice(file.length + 1) : []))
      .join('\n');
    if (exported !== names)
      throw new Error(`Expected ${specifier}, built, to export\n${names}\ngot\n${exported}`);
  }
}

/** Checks types in a project outside the workspace, which has no Node types installed, including all declarations. */
function tsc(words, project) {
  const options = [
    ...['--strict', '--target', 'es2022', '--lib', 'es2023,dom,dom.iterable', '--module', 'nodenext'],
    ...['--typeRoots', join(root, 'node_modules/@types'), '--types', 'node'],
  ];
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  try {
    run(process.execPath, [compiler, ...options, ...words], { cwd: project });
  } catch (error) {
    // TensorFlow.js' own declarations have errors under these options; they are not ours to fix.
    const errors = error.message.split('\n').filter((line) => / error TS\d/.test(line));
    const ours = errors.filter((line) => !/^node_modules\/(?!@longrange\/)/.test(line));
    if (ours.length > 0 || errors.length === 0) throw new Error(ours.join('\n') || error.message);
  }
}

/** Compiles an example in TypeScript, and throws if its types are wrong. */
function compile(code, project) {
  writeFileSync(join(project, 'example.mts'), code);
  tsc(['example.mts'], project);
}

/** Type-checks a file that imports every entry point of `manifests`, all declarations included, as Node resolves them. */
export function checkTypes(manifests, project) {
  const specifiers = manifests.flatMap(entryPointsOf);
  const imports = specifiers.map((one, index) => `import * as entry${index} from '${one}';\n`).join('');
  const file = join(project, 'consumer.ts');
  writeFileSync(
    file,
    `${imports}export const all = [${specifiers.map((_, i) => `entry${i}`).join(', ')}];\n`,
  );
  tsc(['--noEmit', file], project);
}

/**
 * Runs an example in the folder where its dependencies are installed, and compares its output with the documented one, if any. Documents
 * show the command as it works in a clone.
 */
export function runExample({ language, code, output }, project, { node, environment }) {
  const path = [join(project, 'node_modules/.bin'), dirname(node.path), process.env.PATH].join(':');
  const options = {
    cwd: project,
    environment: { ...environment, PATH: path },
    timeoutMs: EXAMPLE_TIMEOUT_MS,
    outputOnly: true,
  };
  const script = join(project, 'example.mjs');
  if (language === 'js') writeFileSync(script, code);
  if (language === 'ts') compile(code, project);
  const printed =
    language === 'sh'
      ? run('bash', ['-euo', 'pipefail', '-c', code.replaceAll(/npx pnpm@\S+/g, 'longrange')], options)
      : run(node.path, [script], options);
  if (output !== undefined) compareOutput(printed, output);
}
