import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { root, run } from './shell.mjs';

const EXAMPLE_TIMEOUT_MS = 180_000;

/**
 * Installs all tarballs together with npm in an empty project, then of each package compares what it exports with
 * tests/api, and runs its README's examples: the fenced blocks marked `js example` (a module) or `sh example` (commands), where
 * none is marked the first one that is `js`.
 */
export async function tryPackages(packages, { checks, workplace }) {
  const project = join(workplace, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true }\n');
  const tarballs = packages.map(({ tarball }) => tarball);
  await checks.check('all packages: npm install in an empty project', () =>
    run('npm', ['install', '--no-audit', '--no-fund', ...tarballs], { cwd: project, timeoutMs: 600_000 }),
  );
  for (const { folder, manifest } of packages) {
    if (manifest.exports !== undefined) {
      await checks.check(`${manifest.name}: exports as tests/api says`, () =>
        checkExports(manifest, folder, project),
      );
    }
    await checks.check(`${manifest.name}: the README's examples`, () =>
      runExamples(manifest.name, folder, project),
    );
  }
}

/** Of a package's entrance and of each of its sub-paths. */
function checkExports({ name, exports }, folder, project) {
  for (const path of Object.keys(exports).filter((key) => exports[key].default !== undefined)) {
    const specifier = posix.join(name, path);
    const script = `console.log(Object.keys(await import(${JSON.stringify(specifier)})).sort().join('\\n'))`;
    const exported = run(process.execPath, ['--input-type=module', '-e', script], { cwd: project }).trim();
    const file = `${posix.join(folder.split('/')[1], path)}.txt`;
    const listed = readFileSync(join(root, 'tests/api', file), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([kind]) => ['class', 'const', 'function'].includes(kind))
      .map((parts) => parts[1]);
    if (exported !== listed.sort().join('\n')) {
      throw new Error(
        `Expected ${specifier}, built, to export ${listed.join(', ')}, got ${exported.replaceAll('\n', ', ')}.`,
      );
    }
  }
}

function runExamples(name, folder, project) {
  const place = join(project, name.replace('@longrange/', ''));
  mkdirSync(place);
  const environment = { PATH: `${join(project, 'node_modules/.bin')}:${process.env.PATH}` };
  const options = { cwd: place, timeoutMs: EXAMPLE_TIMEOUT_MS, environment };
  for (const { language, code } of readExamples(folder)) {
    if (language === 'sh') {
      run('bash', ['-euo', 'pipefail', '-c', code], options);
      continue;
    }
    writeFileSync(join(place, 'example.mjs'), code);
    run(process.execPath, ['example.mjs'], options);
  }
}

function readExamples(folder) {
  const readme = join(root, folder, 'README.md');
  if (!existsSync(readme)) throw new Error(`Expected ${folder}/README.md.`);
  const text = readFileSync(readme, 'utf8');
  const marked = [...text.matchAll(/^```(js|sh) example\n([\s\S]*?)^```/gm)];
  const first = /^```(js)\n([\s\S]*?)^```/m.exec(text);
  const examples = marked.length > 0 || first === null ? marked : [first];
  if (examples.length === 0)
    throw new Error(`Expected a block of \`js\`, or \`sh example\`, in ${folder}/README.md.`);
  return examples.map(([, language, code]) => ({ language, code }));
}
