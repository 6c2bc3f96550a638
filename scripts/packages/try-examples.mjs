import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from '../shell.mjs';
import { compareOutput, fencedBlocks, readExamples } from './read-readme.mjs';
import { BROWSER_GUIDE } from './try-in-browser.mjs';
import { installExample, runExample } from './try-package.mjs';

const EXAMPLE_TIMEOUT_MS = 300_000;

/** Installs examples/node from the registry, outside the workspace, and runs each script and the guides. Returns the folder. */
export async function tryNodeExamples({ checks, workplace, environment, node, library }) {
  const project = join(workplace, 'examples/node');
  await checks.check('examples/node: npm install', () =>
    installExample('examples/node', project, environment),
  );
  const guides = readdirSync(join(root, 'docs/guides'))
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .map((name) => `docs/guides/${name}`)
    .filter((path) => path !== BROWSER_GUIDE);
  const scripts = readdirSync(join(root, 'examples/node')).filter((name) => name.endsWith('.mjs'));
  for (const file of scripts) {
    await checks.check(`examples/node/${file}, Node ${node.version}`, () =>
      runScript(file, project, { node, environment }),
    );
  }
  for (const path of guides) {
    await checks.check(`${path}, Node ${node.version}`, () =>
      tryDocument(path, project, { node, environment }),
    );
  }
  if (library !== undefined) {
    await checks.check(`examples/node/engines.mjs with ${library}, which npm brought`, () => {
      const options = { cwd: project, environment, timeoutMs: EXAMPLE_TIMEOUT_MS };
      const printed = run(node.path, ['engines.mjs'], options);
      if (!/^native: .*float32/m.test(printed))
        throw new Error(`Expected the native engine, got:\n${printed}`);
    });
  }
  return project;
}

/** Tries a document: commands are marked as in a README; the blocks of one without any run in order. */
function tryDocument(path, project, options) {
  const text = readFileSync(join(root, path), 'utf8');
  if (!text.includes('\n```sh example\n')) return runNotebook(path, project, options);
  for (const example of readExamples(path)) runExample(example, project, options);
}

/** Runs a script, and compares its output with the comment at its end: `// prints` and the lines below. */
function runScript(file, project, { node, environment }) {
  const text = readFileSync(join(project, file), 'utf8');
  const expected = /^\/\/ prints\n((?:\/\/.*\n)+)/m.exec(text)?.[1];
  if (expected === undefined) throw new Error(`Expected ${file} to end with a comment of what it prints.`);
  const options = { cwd: project, environment, timeoutMs: EXAMPLE_TIMEOUT_MS, outputOnly: true };
  compareOutput(run(node.path, [file], options), expected.replaceAll(/^\/\/ ?/gm, ''));
}

/**
 * Runs the blocks `js` of a Markdown file as one module, in their order, and compares what each prints with the block without a language
 * that follows it.
 */
function runNotebook(path, project, { node, environment }) {
  const blocks = fencedBlocks(readFileSync(join(root, path), 'utf8'));
  const cells = blocks.filter(({ info }) => info === 'js');
  const mark = '---- next cell ----';
  const name = 'notebook.mjs';
  mkdirSync(project, { recursive: true });
  writeFileSync(
    join(project, name),
    cells.map(({ code }) => code).join(`\nconsole.log(${JSON.stringify(mark)});\n`),
  );
  const options = { cwd: project, environment, timeoutMs: EXAMPLE_TIMEOUT_MS, outputOnly: true };
  const printed = run(node.path, [name], options).split(`${mark}\n`);
  cells.forEach((cell, index) => {
    const next = blocks[blocks.indexOf(cell) + 1];
    if (next?.info === '') compareOutput(printed[index], next.code);
  });
}
